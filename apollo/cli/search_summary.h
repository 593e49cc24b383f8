#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "apollo/evaluation/evaluation.h"
#include "apollo/study/study.h"

namespace apollo::cli {

// What a search ends with.
struct SearchSummary {
  struct Design {
    simulator::Accelerator accelerator;
    Evaluation evaluation;
  };

  std::string folder;
  std::int64_t trials = 0, feasible = 0;
  std::map<std::string, std::int64_t>
      infeasible;  // trials by reason; area and the memories always have their key
  bool exhausted = false, stopped = false;
  Design baseline;
  std::optional<Design> best;
  std::int64_t best_trial = -1;
};

// Counts; leaves the designs to the caller.
SearchSummary summary_of(const StudyResult& result, const std::string& folder);

std::string to_text(const SearchSummary& summary);
nlohmann::ordered_json to_json(const SearchSummary& summary);

}  // namespace apollo::cli
