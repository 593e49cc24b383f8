#pragma once
#include "apollo/evaluation/evaluation.h"
#include "apollo/study/evaluator.h"

namespace apollo::cli {

// What a study keeps of an evaluation. details: latency_ms_WORKLOAD, energy_mj_WORKLOAD,
// utilization_WORKLOAD; if infeasible infeasible_workload, infeasible_layer, needed, available.
Outcome to_outcome(const Evaluation& evaluation);

}  // namespace apollo::cli
