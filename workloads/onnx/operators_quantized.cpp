#include "workloads/onnx/operators.h"
#include "workloads/onnx/quantize.h"

namespace apollo::workloads::importer {
namespace {

// Of the elements of a value that the model computes, as far as they are known.
int element_type(Graph& graph, const std::string& name) {
  const auto found = graph.values->types.find(graph.value(name).tensor);
  return found == graph.values->types.end() ? 0 : found->second;
}

// An operand with a scale and a zero point of its own, at these inputs of the node.
struct QuantizedOperand {
  std::size_t value, scale, zero_point;
};

Quantization operand_quantization(Graph& graph, const Node& node, const QuantizedOperand& at) {
  return quantization_of(graph, node, input(node, at.scale), input(node, at.zero_point),
                         element_type(graph, input(node, at.value)));
}

// The name of what a node computes with: a value, which must be at this quantization, or a constant, which is
// dequantized.
std::string taken(Graph& graph, const Node& node, const QuantizedOperand& at, std::int64_t axis) {
  const std::string name = input(node, at.value);
  const Constant* constant = graph.constant(name);
  if (!constant) {
    take_at(graph, name, operand_quantization(graph, node, at));
    return name;
  }
  const std::string real = graph.new_name();
  graph.define(real,
               dequantized(graph, node, *constant, input(node, at.scale), input(node, at.zero_point), axis));
  return real;
}

// A bias of integers in units of the products of both scales.
std::string taken_bias(Graph& graph, const Node& node, std::size_t index, const QuantizedOperand& x,
                       const QuantizedOperand& w) {
  const std::string name = input(node, index);
  if (name.empty()) return "";
  const Constant* constant = graph.constant(name);
  if (!constant || !constant->values) throw Unsupported("a bias whose values are not known");
  const double unit = double{operand_quantization(graph, node, x).scale};
  Constant bias = dequantized(graph, node, *constant, input(node, w.scale), "", 0);
  for (double& value : *bias.values) value *= unit;
  const std::string real = graph.new_name();
  graph.define(real, std::move(bias));
  return real;
}

Node of_inputs(const Node& node, std::vector<std::string> inputs) {
  Node plain = node;
  plain.inputs = std::move(inputs);
  return plain;
}

// The result has its scale and zero point at these inputs.
void give_elements(Graph& graph, const Node& node, std::size_t scale, std::size_t zero_point) {
  const int tensor = graph.value(node.outputs[0]).tensor;
  graph.values->quantization[tensor] =
      quantization_of(graph, node, input(node, scale), input(node, zero_point), kUint8);
  graph.values->types[tensor] = type_of(graph, input(node, zero_point), kUint8);
}

// The result's values in the model are sums of 32 bits.
void give_sums(Graph& graph, const Node& node) {
  const int tensor = graph.value(node.outputs[0]).tensor;
  graph.values->sums.insert(tensor);
  graph.values->quantization[tensor] = {1, 0};
}

// Of integers without scales.
std::string taken_integers(Graph& graph, const Node& node, std::size_t value, std::size_t zero_point,
                           std::int64_t axis) {
  const std::size_t absent = node.inputs.size();
  const std::string name = input(node, value);
  if (graph.constant(name)) return taken(graph, node, {value, absent, zero_point}, axis);
  const Quantization q = operand_quantization(graph, node, {value, absent, zero_point});
  const auto known = graph.values->quantization.find(graph.value(name).tensor);
  const bool quantized = known != graph.values->quantization.end();
  take_at(graph, name, quantized ? Quantization{known->second.scale, q.zero_point} : q);
  return name;
}

}  // namespace

void add_quantize(Graph& graph, const Node& node) {
  if (!graph.values) return add_identity(graph, node);
  const auto type = static_cast<int>(integer(node, "output_dtype", kUint8));
  const Quantization q = quantization_of(graph, node, input(node, 1), input(node, 2), type);
  const Value value = graph.value(input(node, 0));
  const auto [known, is_new] = graph.values->quantization.emplace(value.tensor, q);
  if (is_new || known->second == q) {
    add_identity(graph, node);
  } else {
    graph.define(node.outputs[0], copied(graph, node, value, q));
  }
  graph.values->types[graph.value(node.outputs[0]).tensor] = type_of(graph, input(node, 2), type);
}

void add_dequantize(Graph& graph, const Node& node) {
  if (graph.values) {
    Quantization q = operand_quantization(graph, node, {0, 1, 2});
    const auto known = graph.values->quantization.find(graph.value(input(node, 0)).tensor);
    if (known != graph.values->quantization.end() && input(node, 2).empty())
      q.zero_point = known->second.zero_point;
    take_at(graph, input(node, 0), q);
  }
  add_identity(graph, node);
}

void add_quantized_convolution(Graph& graph, const Node& node) {
  if (!graph.values) return add_convolution(graph, of_inputs(node, {input(node, 0), input(node, 3)}));
  const QuantizedOperand x{0, 1, 2}, w{3, 4, 5};
  const std::string value = taken(graph, node, x, 0), weights = taken(graph, node, w, 0);
  add_convolution(graph, of_inputs(node, {value, weights, taken_bias(graph, node, 8, x, w)}));
  give_elements(graph, node, 6, 7);
}

void add_quantized_matmul(Graph& graph, const Node& node) {
  if (!graph.values) return add_matmul(graph, of_inputs(node, {input(node, 0), input(node, 3)}));
  const std::string a = taken(graph, node, {0, 1, 2}, 0), b = taken(graph, node, {3, 4, 5}, -1);
  add_matmul(graph, of_inputs(node, {a, b}));
  give_elements(graph, node, 6, 7);
}

void add_integer_convolution(Graph& graph, const Node& node) {
  if (!graph.values) return add_convolution(graph, of_inputs(node, {input(node, 0), input(node, 1)}));
  const std::string x = taken_integers(graph, node, 0, 2, 0), w = taken_integers(graph, node, 1, 3, 0);
  add_convolution(graph, of_inputs(node, {x, w}));
  give_sums(graph, node);
}

void add_integer_matmul(Graph& graph, const Node& node) {
  if (!graph.values) return add_matmul(graph, of_inputs(node, {input(node, 0), input(node, 1)}));
  const std::string a = taken_integers(graph, node, 0, 2, 0), b = taken_integers(graph, node, 1, 3, -1);
  add_matmul(graph, of_inputs(node, {a, b}));
  give_sums(graph, node);
}

}  // namespace apollo::workloads::importer
