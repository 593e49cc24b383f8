#pragma once
#include <algorithm>
#include <cstdint>

// Rule T5 of docs/template.md: how long a tile takes in a PE.
namespace apollo::program {

// Cycles of one vector in the lanes, and of its way back to PE memory, which the next vector's reduction
// hides.
struct VectorCycles {
  std::int64_t reduction = 0, drain = 0;
};

// Beats of the PE memory's ports that one vector (the outputs that a PE's lanes compute together) takes.
struct VectorBeats {
  int step = 0;        // read per step
  int psum = 0;        // read to fetch its partial sums
  int operand2 = 0;    // read to fetch its second operand (0 without)
  int drain = 0;       // written for results
  int psum_drain = 0;  // written for partial sums

  // Of a tile that reduces over so many steps, and accumulates on earlier partial sums (psum_in) or leaves
  // partial sums behind (psum_out): only the last one over c reads the second operand.
  VectorCycles of(std::int64_t steps, bool psum_in, bool psum_out) const {
    return {(psum_in ? psum : 0) + (psum_out ? 0 : operand2) + steps * step, psum_out ? psum_drain : drain};
  }
};

// Cycles from the start of a compute instruction to its end in a PE that has `vectors` > 0 vectors of its
// tile; of several tiles, `vectors` over all of them, the sum.
template <typename Count>
constexpr Count compute_cycles(const VectorCycles& vector, int startup, Count vectors, Count tiles = 1) {
  return vectors * static_cast<Count>(std::max(vector.reduction, vector.drain)) +
         tiles * static_cast<Count>(startup + std::min(vector.reduction, vector.drain));
}

}  // namespace apollo::program
