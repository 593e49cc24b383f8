#pragma once
#include <array>
#include <vector>

#include "simulator/program/box.h"

namespace apollo::program {

// What a range has in common with each of some ranges, summed.
std::int64_t overlap(Range range, const std::vector<Range>& ranges);

// The holds of a PE array are mostly a product of ranges along each axis, each combination equally often.
class HoldRanges {
 public:
  void assign(const std::vector<Box>& hold);  // by PE

  // So often; 0 if they are no product.
  std::int64_t times() const { return times_; }
  // Its distinct ranges along y (0), x (1) or the channels (2), in the order in which they begin.
  const std::vector<Range>& axis(int axis) const { return axes_[axis]; }

 private:
  std::array<std::vector<Range>, 3> axes_;
  std::int64_t times_ = 0;
  std::vector<std::array<std::size_t, 3>> positions_;  // of each hold among the ranges
  std::vector<std::size_t> times_of_;                  // of each combination
};

}  // namespace apollo::program
