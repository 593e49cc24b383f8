#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "apollo/designs/evaluation.h"

namespace apollo::cli {

// Why the design is infeasible and what to do about it, or what bounds each layer, as `apollo explain` prints
// it. `evaluation` is the evaluator's, with layers.
std::string explanation_text(const designs::DesignEvaluator& evaluator,
                             const machine::Accelerator& accelerator, const designs::Evaluation& evaluation);
nlohmann::ordered_json explanation_json(const designs::DesignEvaluator& evaluator,
                                        const machine::Accelerator& accelerator,
                                        const designs::Evaluation& evaluation);

}  // namespace apollo::cli
