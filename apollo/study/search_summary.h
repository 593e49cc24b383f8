#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apollo/designs/evaluation.h"
#include "apollo/designs/support.h"
#include "apollo/study/study.h"

namespace apollo::study {

// What a search ends with.
struct SearchSummary {
  struct Evaluated {
    designs::Design design;
    designs::Evaluation evaluation;
  };

  std::string folder;
  std::set<std::string> searched;  // names of the space's parameters
  std::int64_t trials = 0, feasible = 0;
  std::map<std::string, std::int64_t> infeasible;                            // trials by reason
  std::map<std::string, std::map<std::string, std::int64_t>> infeasible_on;  // by reason, then by network
  bool exhausted = false, stopped = false;
  std::string pause;                // as in StudyResult
  std::vector<FailedTrial> failed;  // likewise
  std::optional<TrialRecord> best;
  nlohmann::ordered_json best_configuration;  // as in best.json
  std::optional<Front> front;                 // if there are several objectives
  // Only if apollo itself evaluated.
  std::string reward_unit;
  std::size_t networks = 0;           // that designs were scored on
  std::optional<Evaluated> baseline;  // if the reward is relative to one
  std::optional<Evaluated> best_design;
  // Of the best design, if rewards are relative and there are several networks.
  std::vector<designs::NetworkSupport> support;
};

// Counts a further trial; keeps it if it is the best.
void add_trial(const TrialRecord& trial, const StudySpec& spec, SearchSummary& summary);
// All but the designs.
SearchSummary summary_of(const StudyResult& result, const StudySpec& spec, const std::string& folder);
// Adds these, and the reasons of apollo's own that did not occur. `designs` is the
// spec's evaluator; requires that apollo itself scores.
void add_designs(const designs::DesignEvaluator& designs, const StudySpec& spec, SearchSummary& summary);

// The reasons that depend on the design alone, in the order of the checks.
const std::vector<machine::Infeasible::Reason>& reasons_of_designs();

}  // namespace apollo::study
