#pragma once
#include <vector>

#include "simulator/program/op.h"
#include "workloads/network.h"

namespace apollo::compiler::lower {

// A layer of a network whose tensors have their places.
struct PlacedLayer {
  const workloads::Network& network;
  const std::vector<program::View>& views;  // by tensor
  int index;

  const workloads::Layer& layer() const { return network.layers[index]; }
  const workloads::Tensor& tensor(int t) const { return network.tensors[t]; }
};

// An op of the layer from tensor `input` to tensor `output`: one output per input position, no weights, with
// the layer's activation.
program::Op op_between(const PlacedLayer& placed, int input, int output);

// Likewise, over a window of each channel (G = channels): pooling, copying, element-wise.
program::Op window_op(const PlacedLayer& placed, int input, int output, program::Kernel kernel);

// The op of a layer that is one op whatever is around it: all types but slice, softmax, activation,
// concatenation, the element-wise ones of two operands, and recurrent ones.
program::Op layer_op(const PlacedLayer& placed);

}  // namespace apollo::compiler::lower
