#include "workloads/network_builder.h"

#include <utility>

namespace apollo::workloads {

NetworkBuilder::NetworkBuilder(const std::string& name) {
  network_.name = name;
  network_.source = "made at random";
}

int NetworkBuilder::input(const std::string& name, Shape shape, Quantization q) {
  network_.tensors.push_back({name, shape, q});
  network_.inputs.push_back(static_cast<int>(network_.tensors.size()) - 1);
  return network_.inputs.back();
}

int NetworkBuilder::constant(const std::string& name, Shape shape, Quantization q) {
  network_.tensors.push_back({name, shape, q});
  network_.constants.push_back(static_cast<int>(network_.tensors.size()) - 1);
  return network_.constants.back();
}

int NetworkBuilder::add(Layer layer, Quantization out) {
  if (layer.name.empty()) layer.name = "layer" + std::to_string(network_.layers.size());
  const int first = static_cast<int>(network_.tensors.size());
  network_.tensors.push_back({layer.name, {}, out});
  layer.outputs = {first};
  network_.layers.push_back(std::move(layer));
  return first;
}

Network NetworkBuilder::finish(std::vector<int> outputs) {
  network_.outputs = std::move(outputs);
  validate(network_, "random network");
  return std::move(network_);
}

Layer layer_of(LayerType type, std::vector<int> inputs) {
  Layer layer;
  layer.type = type;
  layer.inputs = std::move(inputs);
  return layer;
}

}  // namespace apollo::workloads
