#pragma once
#include <cstdint>
#include <vector>

#include "workloads/network.h"

// run_reference(), layer by layer.
namespace apollo::workloads {

struct Operand {
  const Tensor& tensor;
  const Values& values;
  int at(int y, int x, int channel) const {  // without its zero point
    const Shape& s = tensor.shape;
    const std::int64_t index = (std::int64_t{y} * s.width + x) * s.channels + channel;
    return values[static_cast<std::size_t>(index)] - tensor.quantization.zero_point;
  }
};

// Calls function(y, x, channel) for each element in storage order and collects what it returns.
template <typename Function>
Values each_element(const Shape& shape, Function function) {
  Values result;
  result.reserve(static_cast<std::size_t>(shape.elements()));
  for (int y = 0; y < shape.height; ++y) {
    for (int x = 0; x < shape.width; ++x) {
      for (int channel = 0; channel < shape.channels; ++channel) result.push_back(function(y, x, channel));
    }
  }
  return result;
}

// The multiplier that takes x to the output's scale.
inline float rescale(const Operand& x, const Tensor& output) {
  return x.tensor.quantization.scale / output.quantization.scale;
}

// A layer whose input tensors' values are known. The rule of its type (LayerKind::compute) returns those of
// the output, before the fused activation.
struct LayerValues {
  Operand operand(std::size_t input) const {
    return {network.tensors[layer.inputs[input]], values[layer.inputs[input]]};
  }
  const Tensor& output() const { return network.tensors[layer.outputs[0]]; }
  Parameters parameters(int set) const { return parameters_of(network, layer, set); }

  const Network& network;
  const Layer& layer;
  const std::vector<Values>& values;  // by tensor
  Values second_output = {};          // set by the rule, if the layer has one
};

}  // namespace apollo::workloads
