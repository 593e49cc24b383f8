#pragma once
#include <array>
#include <cmath>
#include <optional>

#include "tests/optimizers/problems.h"

namespace apollo::optimizers::testing {

// The value lists of configs/spaces/apollo.json, in its order.
SearchSpace accelerator_space();
// Throughput per area of the values, in arbitrary units; nothing if they exceed the area limit.
std::optional<double> throughput_per_area(const std::array<double, 10>& values);

}  // namespace apollo::optimizers::testing
