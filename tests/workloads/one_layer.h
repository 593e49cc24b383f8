#pragma once
#include <string>
#include <utility>
#include <vector>

#include "workloads/network.h"

namespace apollo::workloads {

// A network of one layer named "layer" whose inputs are the network's inputs "in0", "in1", ...; not yet
// validated.
inline Network one_layer(Layer layer, const std::vector<Tensor>& inputs, Quantization output = {1, 0}) {
  Network network;
  network.name = "one_layer";
  layer.name = "layer";
  for (const Tensor& input : inputs) {
    const auto index = static_cast<int>(network.tensors.size());
    network.tensors.push_back({"in" + std::to_string(index), input.shape, input.quantization});
    network.inputs.push_back(index);
    layer.inputs.push_back(index);
  }
  const auto index = static_cast<int>(network.tensors.size());
  network.tensors.push_back({"out", {}, output});
  layer.outputs = {index};
  network.outputs = {index};
  network.layers = {std::move(layer)};
  return network;
}

inline Layer layer_of(LayerType type) {
  Layer layer;
  layer.type = type;
  return layer;
}

inline Layer convolution_of(int channels) {
  Layer layer = layer_of(LayerType::convolution);
  layer.channels = channels;
  return layer;
}

// An input of unit scale.
inline Tensor input_of(Shape shape, int zero_point = 0) { return {"", shape, {1, zero_point}}; }

}  // namespace apollo::workloads
