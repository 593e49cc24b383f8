#pragma once
#include <array>
#include <vector>

#include "simulator/op.h"

namespace apollo::compiler {

// What the holds of all PEs have in common with a box.
class HoldOverlap {
 public:
  void assign(const std::vector<simulator::Box>& hold);  // by PE
  // Bytes, summed over the PEs.
  std::int64_t with(const simulator::Box& box) const;

 private:
  // The holds of a PE array are mostly a product of ranges along each axis, each combination equally often:
  // then the sum is a product of sums.
  std::array<std::vector<simulator::Range>, 3> axes_;  // distinct ranges along y, x and the channels
  std::int64_t times_ = 0;                             // how often each combination appears; 0: no product
  std::vector<simulator::Box> boxes_;                  // no product: all holds
};

}  // namespace apollo::compiler
