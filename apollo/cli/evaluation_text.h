#pragma once
#include <string>

#include "apollo/designs/evaluation.h"
#include "apollo/designs/scoring.h"

namespace apollo::cli {

// An evaluation as text: the design, its area, one line per workload and, if asked for, per layer.
// `baseline_failure` is the evaluator's of the scoring.
std::string to_text(const designs::Evaluation& evaluation, const machine::Accelerator& accelerator,
                    const std::optional<std::string>& baseline_failure, const designs::Scoring& scoring,
                    bool per_layer);

// "infeasible on WORKLOAD: reason, layer, needed and available".
std::string infeasible_line(const designs::Evaluation& evaluation);

}  // namespace apollo::cli
