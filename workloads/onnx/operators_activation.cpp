#include <cmath>

#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {
namespace {

// Those that the chip has, or that it approximates by a fixed slope; any other function of one value costs
// what a tanh costs.
const std::map<std::string, Activation>& known_activations() {
  static const std::map<std::string, Activation> table = {
      {"Relu", Activation::relu},
      {"Clip", Activation::relu6},
      {"Sigmoid", Activation::sigmoid},
      {"HardSigmoid", Activation::hard_sigmoid},
      {"HardSwish", Activation::hard_swish},
      {"LeakyRelu", Activation::leaky_relu},
      {"PRelu", Activation::leaky_relu},
      {"Tanh", Activation::tanh},
      {"Gelu", Activation::gelu},
      {"Erf", Activation::tanh},
  };
  return table;
}

// A bound of a Clip, which is an attribute or an input; the fallback if it is neither, or not known.
double bound(Graph& graph, const Node& node, const std::string& name, std::size_t index, double fallback) {
  const Constant* constant = graph.constant(input(node, index));
  if (constant && constant->values && constant->values->size() == 1) return constant->values->front();
  return number(node, name, fallback);
}

Activation clip(Graph& graph, const Node& node) {
  const double lowest = bound(graph, node, "min", 1, -HUGE_VAL),
               highest = bound(graph, node, "max", 2, HUGE_VAL);
  if (lowest == 0 && highest > 1e6) return Activation::relu;
  if (lowest != 0 || highest != 6) graph.notes.push_back(node.name + ": clips as relu6, whatever its bounds");
  return Activation::relu6;
}

Activation activation_of(Graph& graph, const Node& node) {
  if (node.type == "Clip") return clip(graph, node);
  const auto known = known_activations().find(node.type);
  if (known == known_activations().end()) {
    graph.notes.push_back(node.name + ": " + node.type + " computes as tanh");
    return Activation::tanh;
  }
  if (node.type == "PRelu") graph.notes.push_back(node.name + ": has the slope 0.01 in every channel");
  return known->second;
}

// What x * f(x) is as one activation; `none` if it is no known one.
Activation with_itself(const Graph& graph, const Node& node, Activation f) {
  if (f == Activation::sigmoid) return Activation::swish;
  if (f == Activation::hard_sigmoid) return Activation::hard_swish;
  // x * relu6(x + 3), over 6, and x * (1 + erf(x / sqrt(2))), over 2: factors of one number are left out.
  if (f == Activation::relu6 && graph.shifted.count(node.inputs[0]) > 0) return Activation::hard_swish;
  return node.type == "Erf" ? Activation::gelu : Activation::none;
}

}  // namespace

void add_activation(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  Layer layer;
  layer.type = LayerType::activation;
  layer.activation = activation_of(graph, node);
  const Storage storage = graph.storage(x);
  const int tensor = graph.add(node, layer, {x.tensor});
  const Activation both = with_itself(graph, node, layer.activation);
  if (both != Activation::none) graph.with_itself[tensor] = both;
  graph.define(node.outputs[0], graph.stored(tensor, storage, x.dims));
}

}  // namespace apollo::workloads::importer
