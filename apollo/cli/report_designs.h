#pragma once
#include <string>
#include <vector>

#include "apollo/report/best_designs.h"
#include "apollo/report/runs.h"

namespace apollo::cli {

struct ReportDesigns {
  std::vector<report::Design> best;  // of each area budget, by reward
  std::optional<report::Design> baseline;
  std::vector<std::string> notes;  // why there are none, or what is not as in the study: sentences
};

// Evaluates the best design of each area budget, and the baseline, once more, for figures that studies do not
// keep. Nothing of this fails: where a program of the user evaluated, or networks or the technology cannot be
// read or are no longer what they were, there are no designs, and a note says why.
ReportDesigns report_designs(const report::Runs& runs);

}  // namespace apollo::cli
