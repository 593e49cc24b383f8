#pragma once
#include <nlohmann/json.hpp>

#include "apollo/designs/evaluation.h"

namespace apollo::designs {

// An evaluation as `apollo evaluate --json` prints it. Every figure has its unit in its key or is a count.
// The reward is null if there is none because of the baseline.
nlohmann::ordered_json to_json(const Evaluation& evaluation, const std::string& reward_unit);
// Null if there is none.
nlohmann::ordered_json to_json(const std::optional<machine::Infeasible>& infeasible);
nlohmann::ordered_json to_json(const std::optional<FirstInference>& first);
nlohmann::ordered_json to_json(const std::optional<compiler::bound::Bound>& bound);
// By name; they add up to the whole of which they are parts.
nlohmann::ordered_json to_json(const CycleParts& parts);
nlohmann::ordered_json to_json(const cost::EnergyBreakdown& energy_mj);

}  // namespace apollo::designs
