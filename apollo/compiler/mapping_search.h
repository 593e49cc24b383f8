#pragma once
#include <variant>
#include <vector>

#include "apollo/compiler/cost_model.h"
#include "apollo/compiler/infeasible.h"

// The mapping search for one op: all spreads, lane splits, tile sizes and loop orders of a bounded grid,
// pruned by lower bounds.
namespace apollo::compiler {

// A split of a PE's work over cores, lanes and ways. Small, because many are remembered.
struct Split {
  std::int64_t cycles;  // of compute, the PE's whole share as one tile
  std::int16_t lanes_g, lanes_k, lanes_x;
  simulator::Dim cores;
  bool ways_over_s;
};

// What PE rows and PE columns spread, with the best splits of what is left to a PE, fewest cycles first.
struct Spread {
  simulator::Dim rows, columns;
  std::vector<Split> splits;
  std::int64_t compute_cycles() const { return splits.front().cycles; }
  // The mapping of a split, the whole share as one tile.
  simulator::Mapping whole_share(const simulator::Op& op, const Split& split) const;
};

// The spreads worth considering for an op, fewest compute cycles first.
std::vector<Spread> spreads(const simulator::Op& op, const simulator::Accelerator& accelerator);

// The `count` best candidates found for any of the PE spreads, best first; or, if none fits, the first memory
// (core, parameter, activation, PE) that no candidate passes, with the least that any needs.
std::variant<std::vector<Candidate>, Infeasible> search_mapping(const simulator::Op& op,
                                                                const OpContext& context,
                                                                const simulator::Accelerator& accelerator,
                                                                const std::vector<const Spread*>& spreads,
                                                                std::size_t count);

}  // namespace apollo::compiler
