#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "apollo/study/search_summary.h"

namespace apollo::cli {

// What a search ends with, as `apollo search` prints it.
std::string to_text(const study::SearchSummary& summary);
nlohmann::ordered_json to_json(const study::SearchSummary& summary);

// A point's parameters and what the evaluator has said of it, under a title.
std::string outcome_text(const nlohmann::ordered_json& configuration, const study::Outcome& outcome,
                         const std::string& title);

// What the best design rests on (designs/support.h), in lines of 80 columns; empty if there is nothing to
// say.
std::string support_text(const study::SearchSummary& summary);

// How many trials there are, and of these how many are feasible, or infeasible for which reason; which have
// failed.
std::string counts_text(const study::SearchSummary& summary);
// "1 trial has failed", "3 trials have failed".
std::string failed_text(std::int64_t trials);

}  // namespace apollo::cli
