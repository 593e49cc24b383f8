#pragma once
#include <vector>

#include "apollo/compiler/lower/lowering.h"

namespace apollo::compiler::lower {

// Gives every tensor its place: a buffer of its own, or a window of another tensor's.
// - An input of a concatenation becomes a window of the concatenation if it has the output's quantization, is
//   made by a layer, is not a network output, is not a window elsewhere already, and the concatenation has no
//   activation.
// - A slice becomes a window of what it is cut from if it has that tensor's quantization and no activation,
// is
//   not a network output, and is not a window of a concatenation.
std::vector<program::View> assign_views(const workloads::Network& network,
                                        std::vector<LoweredBuffer>* buffers);

// Moves a view's window along an axis by the extent of a shape.
void advance(program::View* view, workloads::Axis axis, const workloads::Shape& by);

}  // namespace apollo::compiler::lower
