#pragma once
#include <vector>

#include "apollo/compiler/lower/lowering.h"

namespace apollo::compiler::lower {

// The ops of an lstm or gru layer: the input part of the gates for all time steps at once, then for each
// step, from the last one on if the layer is reversed, the recurrent part and the cell ops. Adds the buffers
// of gates and states to `lowered`.
std::vector<program::Op> lower_recurrent(const workloads::Network& network, int layer,
                                         LoweredNetwork* lowered);

}  // namespace apollo::compiler::lower
