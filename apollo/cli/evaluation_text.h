#pragma once
#include <string>

#include "apollo/evaluation/evaluation.h"

namespace apollo::cli {

// An evaluation as text: the design, its area, one line per workload and, if asked for, per layer.
std::string to_text(const Evaluation& evaluation, const simulator::Accelerator& accelerator, bool per_layer);

// "infeasible on WORKLOAD: reason, layer, needed and available".
std::string infeasible_line(const Evaluation& evaluation);

}  // namespace apollo::cli
