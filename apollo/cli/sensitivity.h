#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apollo/designs/design.h"
#include "apollo/designs/evaluation.h"
#include "optimizers/search_space.h"

namespace apollo::cli {

// A design of which one value is another than that of the design asked about.
struct Step {
  std::string parameter;
  nlohmann::json value, from;  // of the parameter, and what the design has
  designs::Evaluation evaluation;
};

// Each parameter of the space one step down and up: the nearest value of the space below and above the
// design's own, where there is one; of the technology each other one of the space. Each is evaluated with
// `options`. In the space's order. ConfigError, naming `space_name`, if a parameter or a value is none that a
// configuration file may have.
std::vector<Step> steps_around(const designs::Design& design, const optimizers::SearchSpace& space,
                               const std::string& space_name, const designs::DesignEvaluator& evaluator,
                               const designs::EvaluationOptions& options);

// A table of the steps below the design itself: cycles of all networks together, area, reward, and how that
// changes; in place of the reward why a step is infeasible.
std::string sensitivity_text(const designs::Evaluation& design, const std::vector<Step>& steps,
                             const std::string& reward_unit);
// A list of {parameter, from, value, feasible, infeasible, cycles, area_mm2, reward}.
nlohmann::ordered_json sensitivity_json(const std::vector<Step>& steps);

}  // namespace apollo::cli
