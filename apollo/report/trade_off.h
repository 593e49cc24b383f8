#pragma once
#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

namespace apollo::report {

// {area_mm2, throughput_per_s, reward, budget, strategy, trial}: the feasible trials of all runs that no
// other beats in both area and throughput (one of equals), by area. Empty if throughputs are unknown.
Dataset frontier(const Runs& runs);

// {strategy, budget, trial, seed, first, second, third, fourth}: of several objectives the rewards of the
// trials that no other dominates of the same strategy and budget, by the first; null for objectives that
// there are not. Empty with one objective.
Dataset front(const Runs& runs);

// {area_mm2, budget}: the area budgets.
Dataset budget_lines(const Runs& runs);

// {rank, parameter, position, value, reward, budget, strategy}: the best distinct designs of all runs, at
// most 50, a row per parameter. `position` is the value's index divided by the largest index; 0 for a
// parameter of one value.
Dataset top(const Runs& runs);

}  // namespace apollo::report
