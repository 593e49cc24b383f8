#pragma once
#include <cstdint>

#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

namespace apollo::report {

// {x, y, run, trial, strategy, budget, status, reward, area_mm2, throughput_per_s, latency_ms, energy_mj,
// power_w, reason, detail, PARAMETER...}: trials as points of a plane by t-SNE, in the order of trial
// numbers. At most `points` of them (and the best of every run), the same number of every run as far as it
// has them, drawn without regard to what came of them. status is "infeasible", "feasible" or, for the highest
// reward of each budget, "best". What is unknown of all of throughput_per_s .. power_w is left out. `run` is
// an index into runs.runs.
Dataset map(const Runs& runs, std::int64_t points);

// The columns of the parameters, in the space's order: their names, or "parameter NAME" where a column above
// has the name.
std::vector<std::string> parameter_columns(const optimizers::SearchSpace& space);

}  // namespace apollo::report
