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
  return (varying.empty() && !graph.values) || scales_weights(graph, value, varying);
}

// The layer that makes the value takes the constant over.
void take_over(Graph& graph, const Node& node, const Value& value, const Constant& constant) {
  if (node.type == "Mul" || node.type == "Div")
    return multiply_weights(graph, value.tensor, constant, node.type == "Div");
  add_to_bias(graph, value.tensor, constant, node.type == "Sub" ? -1 : 1);
}

// Turns x * f(x) into one activation. `x` and `f` are the operands in either order.
bool fuse(Graph& graph, const Node& node, const std::string& x, const std::string& f) {
  const Value applied = graph.value(f), to = graph.value(x);
  Layer* layer = graph.producer(applied.tensor);
  if (graph.values && graph.values->quantization.count(applied.tensor) > 0) return false;
  if (!layer || layer->type != LayerType::activation || layer->inputs[0] != to.tensor ||
      !graph.used_once(applied))
    return false;
  const auto both = graph.with_itself.find(applied.tensor);
  if (both == graph.with_itself.end() || graph.dims_of(applied) != graph.dims_of(to)) return false;
  layer->activation = both->second;
  graph.with_itself.erase(both);
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
    if (product(constant->dims) == 1) raise_rank(constant->dims.size(), &value);
    const bool inverse = i == 0 && (node.type == "Sub" || node.type == "Div");  // c - x, c / x
    if (inverse || !vanishes(graph, value, constant->dims)) continue;
    take_over(graph, node, value, *constant);
    if (node.type == "Add" || node.type == "Sub") graph.shifted.insert(node.outputs[0]);
    return graph.alias(other, node.outputs[0], value.dims);
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

// One of two values by a condition: an element-wise layer of the condition and a value, and of the other
// value where that is not one number.
void add_choice(Graph& graph, const Node& node) {
  if (node.inputs.size() != 3) graph.fail(node, "must have three inputs");
  const auto is_number = [&](const std::string& name) {
    const Constant* constant = graph.constant(name);
    return constant && product(constant->dims) == 1;
  };
  Value chosen = graph.value(node.inputs[0]);
  for (const std::string& name : {node.inputs[1], node.inputs[2]})
    if (!is_number(name)) chosen = combine(graph, node, graph.value(name), chosen, LayerType::add);
  graph.notes.push_back(node.name + ": adds its condition and its values instead of choosing");
  graph.define(node.outputs[0], chosen);
}

// Of a value and a number: an activation. Of values: an element-wise layer.
void add_comparison(Graph& graph, const Node& node) {
  std::vector<std::string> values;
  for (const std::string& name : node.inputs) {
    const Constant* constant = graph.constant(name);
    if (!constant || product(constant->dims) != 1) values.push_back(name);
  }
  if (values.empty()) graph.fail(node, "must have inputs");
  if (values.size() == 1) {
    Layer layer;
    layer.type = LayerType::activation;
    const bool low = node.type == "Max";
    layer.activation = low ? Activation::relu : Activation::relu6;
    const Value x = graph.value(values[0]);
    const Storage storage = graph.storage(x);
    if (node.type != "Max" && node.type != "Min") graph.notes.push_back(node.name + ": compares as relu6");
    return graph.define(node.outputs[0], graph.stored(graph.add(node, layer, {x.tensor}), storage, x.dims));
  }
  Value result = graph.value(values[0]);
  for (std::size_t i = 1; i < values.size(); ++i)
    result = combine(graph, node, result, graph.value(values[i]), LayerType::subtract);
  graph.notes.push_back(node.name + ": subtracts instead of comparing");
  graph.define(node.outputs[0], result);
}

void add_expand(Graph& graph, const Node& node) {
  const std::string from = input(node, 0);
  const Dims wanted = known_integers(graph, node, 1).value_or(Dims());
  const Dims dims = broadcast(graph, node, graph.dims_of(from), wanted);
  check_elements(graph, node, dims);
  Value value = graph.value(from);
  if (product(dims) == product(graph.dims_of(value))) {
    raise_rank(dims.size(), &value);
    return graph.alias(from, node.outputs[0], value.dims);
  }
  graph.define(node.outputs[0], repeated(graph, node, graph.value(from), dims));
}

void add_power(Graph& graph, const Node& node) {
  const Constant* exponent = graph.constant(input(node, 1));
  const bool is_number = exponent && product(exponent->dims) == 1;
  const double power = is_number && exponent->values ? exponent->values->front() : 0;
  if (power == 1) return add_identity(graph, node);
  if (power != 2 && power != 3) {
    if (is_number) return add_activation(graph, node);
    graph.notes.push_back(node.name + ": multiplies by its exponent");
    const Value base = graph.value(input(node, 0)), by = graph.value(input(node, 1));
    return graph.define(node.outputs[0], combine(graph, node, base, by, LayerType::multiply));
  }
  const Value x = graph.value(input(node, 0));
  Value result = combine(graph, node, x, x, LayerType::multiply);
  if (power == 3) result = combine(graph, node, result, x, LayerType::multiply);
  graph.define(node.outputs[0], result);
}

}  // namespace apollo::workloads::importer
