#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "apollo/designs/evaluation.h"
#include "apollo/study/study.h"

namespace apollo::cli {

// What a search ends with.
struct SearchSummary {
  struct Design {
    machine::Accelerator accelerator;
    designs::Evaluation evaluation;
  };

  std::string folder;
  std::int64_t trials = 0, feasible = 0;
  std::map<std::string, std::int64_t> infeasible;                            // trials by reason
  std::map<std::string, std::map<std::string, std::int64_t>> infeasible_on;  // by reason, then by network
  bool exhausted = false, stopped = false;
  std::optional<study::TrialRecord> best;
  nlohmann::ordered_json best_configuration;  // as in best.json
  // Only if apollo itself evaluated.
  std::optional<Design> baseline, best_design;
};

// All but the designs.
SearchSummary summary_of(const study::StudyResult& result, const optimizers::SearchSpace& space,
                         const std::string& folder);
// Adds the baseline, the best design as a complete configuration, and the reasons of apollo's own that did
// not occur.
void add_designs(const designs::DesignEvaluator& designs, const designs::EvaluationOptions& options,
                 const machine::Accelerator& baseline, const std::optional<machine::Accelerator>& best,
                 SearchSummary& summary);

std::string to_text(const SearchSummary& summary);
nlohmann::ordered_json to_json(const SearchSummary& summary);

}  // namespace apollo::cli
