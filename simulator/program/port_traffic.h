#pragma once
#include <algorithm>
#include <cstdint>

// Rule T5 of docs/template.md: what a vector moves between PE memory and lanes, and how long a tile takes.
namespace apollo::program {

// Of one vector: read for its reduction, and written back, which the next vector's reduction hides.
struct VectorTraffic {
  std::int64_t read = 0, written = 0;
};

// What one vector (the outputs that a PE's lanes compute together) moves through the PE memory's ports, in
// beats or in bytes.
struct PortTraffic {
  std::int64_t step = 0;        // read per step
  std::int64_t psum = 0;        // read to fetch its partial sums
  std::int64_t operand2 = 0;    // read to fetch its second operand (0 without)
  std::int64_t drain = 0;       // written for results
  std::int64_t psum_drain = 0;  // written for partial sums

  // Of a tile that reduces over so many steps, and accumulates on earlier partial sums (psum_in) or leaves
  // partial sums behind (psum_out): only the last one over c reads the second operand.
  VectorTraffic of(std::int64_t steps, bool psum_in, bool psum_out) const {
    return {(psum_in ? psum : 0) + (psum_out ? 0 : operand2) + steps * step, psum_out ? psum_drain : drain};
  }
};

// Cycles of one vector: to gather what it is made of, and on its way out, which the next vector's gathering
// hides: T and D of the rule.
struct VectorCycles {
  std::int64_t gather = 0, drain = 0;
};

// What the evaluation of functions makes of a vector's beats.
struct FunctionCycles {
  std::int64_t gather = 0;  // added to its gathering: row kernels evaluate in their passes
  std::int64_t drain = 0;  // of the vector's results in the function units; they are written as they come out

  VectorCycles of(const VectorTraffic& beats, bool psum_out) const {
    return {beats.read + gather, psum_out ? beats.written : std::max(beats.written, drain)};
  }
};

// Cycles from the start of a compute instruction to its end in a PE that has `vectors` > 0 vectors of its
// tile, each with these cycles; of several tiles, `vectors` over all of them, the sum.
template <typename Count>
constexpr Count compute_cycles(const VectorCycles& vector, int startup, Count vectors, Count tiles = 1) {
  return vectors * static_cast<Count>(std::max(vector.gather, vector.drain)) +
         tiles * static_cast<Count>(startup + std::min(vector.gather, vector.drain));
}

}  // namespace apollo::program
