#include "workloads/factors.h"

namespace apollo::workloads {

std::optional<std::array<std::size_t, 3>> ends_of_factors(const std::vector<int>& factors,
                                                          const Shape& shape) {
  std::array<std::size_t, 3> ends{};
  const std::array<int, 3> dimensions{shape.height, shape.width, shape.channels};
  std::size_t next = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::int64_t product = 1;
    while (next < factors.size() && product < dimensions[axis]) product *= factors[next++];
    if (product != dimensions[axis]) return std::nullopt;
    ends[axis] = next;
  }
  for (; next < factors.size(); ++next) {
    if (factors[next] != 1) return std::nullopt;
  }
  ends[2] = next;
  return ends;
}

}  // namespace apollo::workloads
