#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/sweep.h"

namespace apollo::study {

// The repetitions of one strategy at one area budget.
struct SweepRow {
  std::optional<double> area_mm2;
  std::string label;
  std::int64_t runs = 0;  // that have ended; the rest is over them
  // Of the best reward of each run.
  double lowest = 0, lower_quartile = 0, median = 0, upper_quartile = 0, highest = 0;
  // Median of the trials to reach 95 % of the highest reward that any run of the sweep found at this budget
  // (of a negative one 105 %: as near to it); nothing if half of the runs or more did not.
  std::optional<double> trials_to_95_percent;
  double feasible_share = 0;  // of all trials
  // Runs that found nothing better in the last half of their trials, although another run at this budget did.
  std::int64_t stalled = 0;
  std::string best_folder;  // of the run with the highest reward, the first of equals; empty if that is 0
};

// One row per area budget and label, in the order of the runs. `curves` is run_sweep's.
std::vector<SweepRow> summary_of(const std::vector<SweepRun>& runs,
                                 const std::vector<std::optional<SweepCurve>>& curves);

// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). Requires a value; `share`
// is in 0 .. 1. Infinite values are allowed.
double quantile(std::vector<double> values, double share);

}  // namespace apollo::study
