#pragma once
#include <array>
#include <optional>
#include <vector>

#include "workloads/network.h"

namespace apollo::workloads {

// Which factors make each dimension of a shape, in order: those of height are factors[0 .. ends[0]), those of
// width [ends[0] .. ends[1]), those of channels [ends[1] .. ends[2]), where ends[2] is their number. Nothing
// if their products are not the shape's dimensions.
std::optional<std::array<std::size_t, 3>> ends_of_factors(const std::vector<int>& factors,
                                                          const Shape& shape);

}  // namespace apollo::workloads
