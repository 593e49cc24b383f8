#include "workloads/reference.h"

#include <cassert>
#include <utility>

#include "workloads/reference_layers.h"

namespace apollo::workloads {
namespace {

class Run {
 public:
  explicit Run(const Network& network) : network_(network), values_(network.tensors.size()) {}

  std::vector<Values> run(const std::vector<Values>& inputs) {
    assert(inputs.size() == network_.inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const int tensor = network_.inputs[i];
      assert(inputs[i].size() == static_cast<std::size_t>(network_.tensors[tensor].shape.elements()));
      values_[tensor] = inputs[i];
    }
    for (const int tensor : network_.constants) values_[tensor] = synthetic_input(network_, tensor, 0);
    for (const Layer& layer : network_.layers) {
      const Tensor& output = network_.tensors[layer.outputs[0]];
      Values values = compute(layer, output);
      for (std::int8_t& value : values) value = activate(layer.activation, value, output.quantization);
      values_[layer.outputs[0]] = std::move(values);
    }
    return std::move(values_);
  }

 private:
  Operand operand(const Layer& layer, std::size_t input) const {
    return {network_.tensors[layer.inputs[input]], values_[layer.inputs[input]]};
  }

  Values compute(const Layer& layer, const Tensor& output) {
    const Operand x = operand(layer, 0);
    const auto parameters = [&](int set) { return synthetic_parameters(network_, layer, set); };
    switch (layer.type) {
      case LayerType::convolution:
        return convolution(layer, parameters(0), x, output);
      case LayerType::transposed_convolution:
        return transposed_convolution(layer, parameters(0), x, output);
      case LayerType::fully_connected:
        return fully_connected(layer, parameters(0), x, output);
      case LayerType::matmul:
        return matmul(layer, x, operand(layer, 1), output);
      case LayerType::lstm: {
        LstmValues values =
            lstm(layer, parameters(0), parameters(1), x, operand(layer, 1), operand(layer, 2), output);
        if (layer.outputs.size() > 1) values_[layer.outputs[1]] = std::move(values.last_c);
        return std::move(values.sequence);
      }
      case LayerType::gru:
        return gru(layer, parameters(0), parameters(1), x, operand(layer, 1), output);
      case LayerType::max_pool:
        return max_pool(layer, x, output);
      case LayerType::average_pool:
      case LayerType::global_average_pool:
        return average_pool(layer, x, output);
      case LayerType::add:
      case LayerType::subtract:
      case LayerType::multiply:
      case LayerType::divide:
        return element_wise(layer, x, operand(layer, 1), output);
      case LayerType::concatenation: {
        std::vector<Operand> inputs;
        for (std::size_t i = 0; i < layer.inputs.size(); ++i) inputs.push_back(operand(layer, i));
        return concatenation(layer, inputs, output);
      }
      case LayerType::slice:
        return slice(layer, x, output);
      case LayerType::pad:
        return pad(layer, x, output);
      case LayerType::rearrange:
        return rearrange(layer, x, output);
      case LayerType::resize:
        return resize(x, output);
      case LayerType::activation:
        return activation(x, output);
      case LayerType::softmax:
        return softmax_rows(layer, x, output);
      case LayerType::local_response_norm:
        return local_response_norm_rows(layer, x, output);
      case LayerType::layer_norm:
        return layer_norm_rows(parameters(0), x, output);
    }
    return {};
  }

  const Network& network_;
  std::vector<Values> values_;
};

}  // namespace

std::vector<Values> run_reference(const Network& network, const std::vector<Values>& inputs) {
  return Run(network).run(inputs);
}

}  // namespace apollo::workloads
