#pragma once
#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

namespace apollo::report {

// {reward, area_mm2, throughput_per_s}: lines of equal reward within the areas and throughputs of the
// feasible trials, two rows each, one for either end. The rewards are round numbers (1, 2 or 5 times a power
// of ten, or multiples of one of these) within those of the trials, at most twelve. Empty unless the reward
// of every feasible trial is, to a thousandth, one constant times its throughput / area, its throughput, or 1
// / area.
Dataset reward_lines(const Runs& runs);

}  // namespace apollo::report
