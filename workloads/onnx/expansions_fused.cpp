#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {

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

// Inputs: x, skip, gamma, [beta], [bias]; outputs: the norm of their sum, mean, inverse deviation, the sum.
std::vector<Node> skip_layer_normalization(Graph& graph, const Node& node) {
  Body body(graph, node);
  std::string sum = body.add("Add", {input(node, 0), input(node, 1)});
  if (const std::string bias = input(node, 4); !bias.empty()) sum = body.add("Add", {sum, bias});
  body.give(0, body.add("LayerNormalization", {sum, input(node, 2), input(node, 3)}));
  body.give(3, sum);
  return body.nodes();
}

}  // namespace apollo::workloads::importer
