#pragma once
#include <cstdint>
#include <vector>

#include "apollo/compiler/bound/array_cycles.h"
#include "apollo/compiler/lower/lowering.h"

// What is certain of the programs of a network, whichever chains (lower/slices.h) the compiler makes of its
// ops.
namespace apollo::compiler::bound {

// Loops of which an op may do a part at a time.
Cuts cuts_of(const lower::LoweredNetwork& network, std::size_t op);

// By op, bytes of the weights that no later op uses; 0 if a part of a chain may leave the op out, for its
// result is a part of a buffer, or another op that may be in a chain with it and comes later.
std::vector<std::int64_t> last_weights(const lower::LoweredNetwork& network);

// Ops that no chain has together with the op before: all before has ended when one of them begins. Ascending,
// the first op and the number of ops among them.
std::vector<std::size_t> certain_starts(const lower::LoweredNetwork& network);

// By stretch between two of these, bytes of the weights that its ops use, each set once.
std::vector<std::int64_t> stretch_weights(const lower::LoweredNetwork& network,
                                          const std::vector<std::size_t>& starts);

}  // namespace apollo::compiler::bound
