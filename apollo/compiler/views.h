#pragma once
#include <vector>

#include "apollo/compiler/lowering.h"

namespace apollo::compiler {

// Gives every tensor its place: a buffer of its own, or a window of a concatenation's buffer. An input of a
// concatenation becomes a window if it has the output's quantization, is made by a layer, is not a network
// output, and is not a window elsewhere already.
std::vector<simulator::View> assign_views(const workloads::Network& network,
                                          std::vector<LoweredBuffer>* buffers);

}  // namespace apollo::compiler
