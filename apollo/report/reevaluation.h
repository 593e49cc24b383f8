#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/report/best_designs.h"
#include "apollo/report/runs.h"

namespace apollo::report {

struct Reevaluation {
  std::vector<Design> best;        // of each area budget, by reward
  std::optional<Design> baseline;  // there if `best` is not empty and rewards are relative
  std::vector<std::string> notes;  // why there are none, or what is not as in the study: sentences
};

// Evaluates the best design of each area budget, and the baseline, once more, for results that studies do not
// keep. Nothing of this fails: where a program of the user evaluated, or networks or the technology cannot be
// read or are no longer what they were, there are no designs, and a note says why.
Reevaluation reevaluate(const Runs& runs);

}  // namespace apollo::report
