#include <cmath>

#include "workloads/onnx/operands.h"
#include "workloads/onnx/shape_rules.h"
#include "workloads/onnx/weights.h"

namespace apollo::workloads::importer {
namespace {

LayerType type_of(const Node& node) {
  if (node.type == "Sub") return LayerType::subtract;
  if (node.type == "Mul") return LayerType::multiply;
  if (node.type == "Div") return LayerType::divide;
  return LayerType::add;
}

Value combine(Graph& graph, const Node& node, const Value& a, const Value& b, LayerType type) {
  const bool swaps = type == LayerType::add || type == LayerType::multiply;
  const Operands operands = matched(graph, node, a, b, swaps);
  Layer layer;
  layer.type = type;
  return graph.stored(graph.add(node, layer, {operands.first, operands.second}), operands.storage,
                      operands.dims);
}

// A constant factor or summand that costs nothing: one number changes only the quantization, one per channel
// goes into the weights before it.
bool vanishes(Graph& graph, const Value& value, const Dims& constant) {
  const Dims dims = graph.dims_of(value);
  if (constant.size() > dims.size()) return false;
  FactorList varying;
  for (std::size_t i = 0; i < constant.size(); ++i) {
    const std::size_t axis = dims.size() - 1 - i;
    const std::int64_t size = constant[constant.size() - 1 - i];
    if (size == 1) continue;
    if (size != dims[axis]) return false;
    varying.insert(varying.end(), value.dims[axis].begin(), value.dims[axis].end());
  }
  return varying.empty() || scales_weights(graph, value, varying);
}

// x * f(x): the activation that the two make, if f is one of these.
Activation with_itself(Activation f) {
  switch (f) {
    case Activation::sigmoid:
      return Activation::swish;
    case Activation::hard_sigmoid:
    case Activation::relu6:  // of x + 3, scaled: sums and factors of one number are left out
      return Activation::hard_swish;
    case Activation::tanh:  // for erf, of which 1 + erf(x / sqrt(2)) is left
      return Activation::gelu;
    default:
      return Activation::none;
  }
}

// Turns x * f(x) into one activation. `x` and `f` are the operands in either order.
bool fuse(Graph& graph, const Node& node, const std::string& x, const std::string& f) {
  const Value applied = graph.value(f), to = graph.value(x);
  Layer* layer = graph.producer(applied.tensor);
  if (!layer || layer->type != LayerType::activation || layer->inputs[0] != to.tensor ||
      !graph.used_once(applied))
    return false;
  const Activation both = with_itself(layer->activation);
  if (both == Activation::none || graph.dims_of(applied) != graph.dims_of(to)) return false;
  layer->activation = both;
  graph.alias(f, node.outputs[0], applied.dims);
  return true;
}

}  // namespace

void add_element_wise(Graph& graph, const Node& node) {
  if (node.inputs.size() != 2) graph.fail(node, "must have two inputs");
  const std::string &a = node.inputs[0], &b = node.inputs[1];
  for (std::size_t i = 0; i < 2; ++i) {
    const Constant* constant = graph.constant(node.inputs[i]);
    const std::string& other = node.inputs[1 - i];
    if (!constant || graph.constant(other)) continue;
    broadcast(graph, node, constant->dims, graph.dims_of(other));
    Value value = graph.value(other);
    if (product(constant->dims) == 1) {
      while (value.dims.size() < constant->dims.size()) value.dims.insert(value.dims.begin(), FactorList());
    }
    if (vanishes(graph, value, constant->dims)) return graph.alias(other, node.outputs[0], value.dims);
  }
  if (node.type == "Mul" && !graph.constant(a) && !graph.constant(b)) {
    if (fuse(graph, node, a, b) || fuse(graph, node, b, a)) return;
  }
  const Value first = graph.value(a), second = graph.value(b);
  graph.define(node.outputs[0], combine(graph, node, first, second, type_of(node)));
}

void add_sum(Graph& graph, const Node& node) {
  if (node.inputs.empty()) graph.fail(node, "must have inputs");
  if (node.inputs.size() == 1) return add_identity(graph, node);
  Value sum = graph.value(node.inputs[0]);
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    sum = combine(graph, node, sum, graph.value(node.inputs[i]), LayerType::add);
  graph.define(node.outputs[0], sum);
}

void add_power(Graph& graph, const Node& node) {
  const Constant* exponent = graph.constant(input(node, 1));
  const double power =
      exponent && exponent->values && exponent->values->size() == 1 ? exponent->values->front() : 0;
  if (power == 1) return add_identity(graph, node);
  if (power != 2 && power != 3) throw Unsupported("a power other than 1, 2 or 3");
  const Value x = graph.value(input(node, 0));
  Value result = combine(graph, node, x, x, LayerType::multiply);
  if (power == 3) result = combine(graph, node, result, x, LayerType::multiply);
  graph.define(node.outputs[0], result);
}

void add_activation(Graph& graph, const Node& node) {
  static const std::map<std::string, Activation> activations = {
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
  const Value x = graph.value(input(node, 0));
  Layer layer;
  layer.type = LayerType::activation;
  layer.activation = activations.at(node.type);
  if (node.type == "Clip") {
    const auto bound = [&](const std::string& name, std::size_t index, double fallback) {
      const Constant* constant = graph.constant(input(node, index));
      if (constant && constant->values && constant->values->size() == 1) return constant->values->front();
      return number(node, name, fallback);
    };
    const double lowest = bound("min", 1, -HUGE_VAL), highest = bound("max", 2, HUGE_VAL);
    if (lowest == 0 && highest > 1e6) {
      layer.activation = Activation::relu;
    } else if (lowest != 0 || highest != 6) {
      graph.notes.push_back(node.name + ": clips as relu6, whatever its bounds");
    }
  }
  if (node.type == "PRelu") graph.notes.push_back(node.name + ": has the slope 0.01 in every channel");
  const Storage storage = graph.storage(x);
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, {x.tensor}), storage, x.dims));
}

}  // namespace apollo::workloads::importer
