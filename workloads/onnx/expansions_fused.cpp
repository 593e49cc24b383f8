#include <algorithm>
#include <set>

#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// One of the matrices of a fused product: its first dimension before the last one, and the last two
// exchanged, where the node asks for it.
std::string turned_operand(Graph& graph, const Node& node, Body& body, std::size_t index,
                           const std::string& which) {
  const std::string x = input(node, index);
  Dims order = every_axis(graph.dims_of(x).size());
  if (order.size() < 2) return x;
  const Dims as_it_is = order;
  if (integer(node, "transBatch" + which, 0) != 0)
    std::rotate(order.begin(), order.begin() + 1, order.end() - 1);
  if (integer(node, "trans" + which, 0) != 0) std::swap(order[order.size() - 1], order[order.size() - 2]);
  return order == as_it_is ? x : body.transposed(x, order);
}

// The activation that a node names, of x.
std::string activated(const Node& node, Body& body, const std::string& x) {
  static const std::set<std::string> known = {"Relu",        "LeakyRelu", "Tanh", "Sigmoid",
                                              "HardSigmoid", "HardSwish", "Clip", "Gelu"};
  std::string name = text(node, "activation", "");
  if (name.empty() || name == "NONE") return x;
  if (name == "RELU") name = "Relu";
  if (name == "GELU") name = "Gelu";
  if (known.count(name) == 0) throw Unsupported("the activation " + name);
  NodeAttributes attributes;
  const auto bounds = node.attributes.find("activation_params");
  if (name == "Clip" && bounds != node.attributes.end() && bounds->second.numbers.size() == 2) {
    attributes["min"].numbers = {bounds->second.numbers[0]};
    attributes["max"].numbers = {bounds->second.numbers[1]};
  }
  return body.add(name, {x}, std::move(attributes));
}

}  // namespace

// gelu(x + bias); the bias may be absent.
std::vector<Node> bias_gelu(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string bias = input(node, 1);
  const std::string sum = bias.empty() ? input(node, 0) : body.add("Add", {input(node, 0), bias});
  body.give(0, body.add("Gelu", {sum}));
  return body.nodes();
}

// x * sigmoid(alpha * x)
std::vector<Node> quick_gelu(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string x = input(node, 0);
  body.give(0, body.add("Mul", {x, body.add("Sigmoid", {x})}));
  return body.nodes();
}

// alpha * a * b, of operands that may be transposed, with an activation or none.
std::vector<Node> fused_product(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string product = body.add(
      "MatMul", {turned_operand(graph, node, body, 0, "A"), turned_operand(graph, node, body, 1, "B")});
  body.give(0, activated(node, body, product));
  return body.nodes();
}

std::vector<Node> fused_gemm(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string y = body.add("Gemm", {input(node, 0), input(node, 1), input(node, 2)}, node.attributes);
  body.give(0, activated(node, body, y));
  return body.nodes();
}

// gelu(x * w + bias)
std::vector<Node> gemm_gelu(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string product = body.add("MatMul", {input(node, 0), input(node, 1)});
  body.give(0, body.add("com.microsoft.BiasGelu", {product, input(node, 2)}));
  return body.nodes();
}

// Inputs: x, weights, [bias], [a summand]: activation(convolution + summand).
std::vector<Node> fused_convolution(Graph& graph, const Node& node) {
  Body body(graph, node);
  std::string y = body.add("Conv", {input(node, 0), input(node, 1), input(node, 2)}, node.attributes);
  if (const std::string summand = input(node, 3); !summand.empty()) y = body.add("Add", {y, summand});
  body.give(0, activated(node, body, y));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
