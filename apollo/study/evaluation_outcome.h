#pragma once
#include "apollo/designs/evaluation.h"
#include "apollo/study/evaluator.h"

namespace apollo::study {

// What a study keeps of an evaluation. details: latency_ms_WORKLOAD, energy_mj_WORKLOAD,
// utilization_WORKLOAD, and reward_OBJECTIVE if there are several; if infeasible infeasible_workload,
// infeasible_layer, needed, available.
study::Outcome to_outcome(const designs::Evaluation& evaluation);

}  // namespace apollo::study
