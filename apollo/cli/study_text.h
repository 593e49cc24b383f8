#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apollo/study/study_watch.h"

namespace apollo::cli {

// How a study stands: whether a run works on it, trials, rate, best design, reasons. 80 columns, but for
// names that are longer.
std::string to_text(const study::StudyStatus& status, const study::StudySpec& spec);
nlohmann::ordered_json to_json(const study::StudyStatus& status);

// The feasible trials with the highest rewards, at most `count`, best first, the first of equals first.
std::vector<const study::TrialRecord*> best_trials(const std::vector<study::TrialRecord>& trials,
                                                   std::size_t count);
// They side by side, in tables of 80 columns.
std::string best_trials_text(const std::vector<const study::TrialRecord*>& trials,
                             const study::StudySpec& spec);

// trials as a list of objects, in their order: what trials.csv has of them, and the parameters as
// "configuration".
nlohmann::ordered_json trials_json(const std::vector<const study::TrialRecord*>& trials,
                                   const study::StudySpec& spec);

}  // namespace apollo::cli
