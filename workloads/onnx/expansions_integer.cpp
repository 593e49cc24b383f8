#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {
namespace {

// An operand of integers less its zero point, which may be absent.
std::string less_zero(Body& body, const std::string& x, const std::string& zero) {
  return zero.empty() ? x : body.add("DequantizeLinear", {x, body.number(1), zero});
}

void give_with_bias(Body& body, const std::string& product, const std::string& bias) {
  body.give(0, bias.empty() ? product : body.add("Add", {product, bias}));
}

// How many bits a weight of so many takes.
int width_of(double bits) { return bits <= 4 ? 4 : bits <= 8 ? 8 : 16; }

}  // namespace

// Outputs: x, its scale, its zero point. The chip's scales are fixed.
std::vector<Node> dynamic_quantization(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add("QuantizeLinear", {input(node, 0), body.weights({}), body.weights({})}));
  body.give(1, body.weights({}));
  body.give(2, body.weights({}));
  graph.notes.push_back(node.name + ": its scale is taken as fixed");
  return body.nodes();
}

// Inputs: a, b, [zero points].
std::vector<Node> integer_product(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add("MatMul", {less_zero(body, input(node, 0), input(node, 2)),
                                   less_zero(body, input(node, 1), input(node, 3))}));
  return body.nodes();
}

// Inputs: a, b, [zero points]: element by element.
std::vector<Node> integer_multiplication(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add("Mul", {less_zero(body, input(node, 0), input(node, 1)),
                                less_zero(body, input(node, 2), input(node, 3))}));
  return body.nodes();
}

// Inputs: a, b, scale of b, [zero point of b], [bias].
std::vector<Node> product_of_floats(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string b = body.add("DequantizeLinear", {input(node, 1), input(node, 2), input(node, 3)});
  give_with_bias(body, body.add("MatMul", {input(node, 0), b}), input(node, 4));
  return body.nodes();
}

// Inputs: a, b, their scales, [zero points], [bias].
std::vector<Node> product_to_floats(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string a = body.add("DequantizeLinear", {input(node, 0), input(node, 2), input(node, 4)}),
                    b = body.add("DequantizeLinear", {input(node, 1), input(node, 3), input(node, 5)});
  give_with_bias(body, body.add("MatMul", {a, b}), input(node, 6));
  return body.nodes();
}

// Inputs: a, weights in blocks of few bits, their scales, [zero points], [order], [bias].
std::vector<Node> product_of_few_bits(Graph& graph, const Node& node) {
  const Dims sizes = {graph.extent(node, integer(node, "K", 0)), graph.extent(node, integer(node, "N", 0))};
  Body body(graph, node);
  const std::string weights = body.weights(sizes, width_of(static_cast<double>(integer(node, "bits", 4))));
  give_with_bias(body, body.add("MatMul", {input(node, 0), weights}), input(node, 5));
  return body.nodes();
}

// Inputs: x, scale, zero point, bits: QONNX's, which has only the numbers that the bits have.
std::vector<Node> quantized_and_back(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string x = input(node, 0), scale = input(node, 1), zero = input(node, 2);
  const Constant* bits = graph.constant(input(node, 3));
  const Constant* weights = graph.constant(x);
  if (weights && !graph.values && bits && bits->values && bits->values->size() == 1) {
    body.give(0, body.weights(weights->dims, width_of(bits->values->front())));
  } else {
    body.give(0, body.add("DequantizeLinear", {body.add("QuantizeLinear", {x, scale, zero}), scale, zero}));
  }
  return body.nodes();
}

// Inputs: x, scale: of the signs.
std::vector<Node> bipolar(Graph& graph, const Node& node) {
  Body body(graph, node);
  const Constant* weights = graph.constant(input(node, 0));
  body.give(0, weights && !graph.values ? body.weights(weights->dims, width_of(1))
                                        : body.add("QuantizeLinear", {input(node, 0), input(node, 1)}));
  return body.nodes();
}

// Inputs: x, factor, summand: (x * factor + summand) >> bits.
std::vector<Node> shifted_requantization(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add("Add", {body.add("Mul", {input(node, 0), input(node, 1)}), input(node, 2)}));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
