#include "workloads/reference.h"

#include <cassert>
#include <utility>

#include "workloads/layer_kind.h"
#include "workloads/layer_values.h"

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
    for (const int tensor : network_.constants) values_[tensor] = constant_of(network_, tensor);
    for (const Layer& layer : network_.layers) {
      const Tensor& output = network_.tensors[layer.outputs[0]];
      Values values = compute(layer);
      for (Value& value : values) value = activate(layer.activation, value, output.quantization);
      values_[layer.outputs[0]] = std::move(values);
    }
    return std::move(values_);
  }

 private:
  Values compute(const Layer& layer) {
    LayerValues v{network_, layer, values_};
    Values result = kind_of(layer.type).compute(v);
    if (layer.outputs.size() > 1) values_[layer.outputs[1]] = std::move(v.second_output);
    return result;
  }

  const Network& network_;
  std::vector<Values> values_;
};

}  // namespace

std::vector<Values> run_reference(const Network& network, const std::vector<Values>& inputs) {
  return Run(network).run(inputs);
}

}  // namespace apollo::workloads
