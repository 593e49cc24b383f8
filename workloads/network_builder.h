#pragma once
#include <string>
#include <vector>

#include "workloads/network.h"

namespace apollo::workloads {

// A network under construction, of tensors and layers in a topological order.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(const std::string& name);
  // A tensor that the network is given, or has stored; returns it.
  int input(const std::string& name, Shape shape, Quantization q = {});
  int constant(const std::string& name, Shape shape, Quantization q = {});
  // Appends a layer, whose `outputs` are ignored, and its one output tensor, named like the layer; returns
  // the tensor. A layer without a name gets one. The shape is inferred at the end.
  int add(Layer layer, Quantization out = {});
  // The validated network, once; ConfigError if it is none.
  Network finish(std::vector<int> outputs);

 private:
  Network network_;
};

// A layer with its inputs, everything else as the type has it.
Layer layer_of(LayerType type, std::vector<int> inputs);

}  // namespace apollo::workloads
