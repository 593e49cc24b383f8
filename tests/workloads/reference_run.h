#pragma once
#include <utility>
#include <vector>

#include "one_layer.h"
#include "workloads/reference.h"

namespace apollo::workloads {

// A validated network of one layer, its synthetic parameters and the reference's values.
struct ReferenceRun {
  ReferenceRun(const Layer& layer, const std::vector<Tensor>& tensors, const std::vector<Values>& inputs,
               Quantization output = {1, 0})
      : network(one_layer(layer, tensors, output)) {
    validate(network, "test");
    parameters = synthetic_parameters(network, network.layers[0], 0);
    values = run_reference(network, inputs);
  }

  const Values& output() const { return values.back(); }
  int weight(std::size_t index) const { return parameters.weights[index]; }
  // What a weighted sum becomes at unit scales of input and output.
  Value from_sum(std::size_t channel, int sum) const {
    return requantize(sum + parameters.bias[channel], network.layers[0].weight_scale, Quantization());
  }

  Network network;
  Parameters parameters;
  std::vector<Values> values;
};

}  // namespace apollo::workloads
