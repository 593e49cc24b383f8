#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "apollo/study/front.h"

namespace apollo::cli {

// How many designs the front of several objectives has, its hypervolume, and the rewards of some of them,
// spread evenly over the first objective.
std::string front_text(const study::Front& front);

// {"objectives", "reference", "hypervolume", "designs": [{"trial", "rewards": {OBJECTIVE: reward}}]}
nlohmann::ordered_json front_json(const study::Front& front);

}  // namespace apollo::cli
