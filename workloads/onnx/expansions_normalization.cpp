#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {
namespace {

// Over the last dimensions from `axis` on, without taking the mean away, which costs less than it does here.
std::string rms_norm(Graph& graph, const Node& node, Body& body, const std::string& x,
                     const std::string& scale, std::int64_t axis) {
  graph.notes.push_back(node.name + ": takes the mean away too, and counts a beta");
  return body.add("LayerNormalization", {x, scale}, {{"axis", attribute_of(axis)}});
}

// x and what is skipped to it, with a bias where there is one.
std::string sum_with_skip(Body& body, const Node& node, std::size_t bias) {
  const std::string sum = body.add("Add", {input(node, 0), input(node, 1)});
  return input(node, bias).empty() ? sum : body.add("Add", {sum, input(node, bias)});
}

}  // namespace

// Inputs: x, scale.
std::vector<Node> rms_normalization(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, rms_norm(graph, node, body, input(node, 0), input(node, 1), integer(node, "axis", -1)));
  return body.nodes();
}

// Inputs: x, skip, gamma, [beta], [bias]; outputs: the norm of their sum, mean, inverse deviation, the sum.
std::vector<Node> skip_layer_normalization(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string sum = sum_with_skip(body, node, 4);
  body.give(0, body.add("LayerNormalization", {sum, input(node, 2), input(node, 3)}));
  body.give(3, sum);
  return body.nodes();
}

// Likewise without a beta: the bias is the fourth input.
std::vector<Node> skip_rms_normalization(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string sum = sum_with_skip(body, node, 3);
  body.give(0, rms_norm(graph, node, body, sum, input(node, 2), -1));
  body.give(3, sum);
  return body.nodes();
}

// Inputs: words, [segments], tables of words, of positions, [of segments], gamma, beta, [mask], [positions];
// outputs: the norm of the sum of their rows, the number of words of the mask, the sum.
std::vector<Node> embedding_normalization(Graph& graph, const Node& node) {
  Body body(graph, node);
  const Dims words = graph.dims_of(input(node, 0));
  if (words.size() != 2) graph.fail(node, "words must have 2 dimensions");
  const auto rows = [&](std::size_t table, const std::string& indices) {
    return body.add("Gather", {input(node, table), indices});
  };
  const std::string given = input(node, 8);
  const std::string positions = given.empty()
                                    ? body.add("Slice", {input(node, 3), body.integers({0}),
                                                         body.integers({words[1]}), body.integers({0})})
                                    : rows(3, given);
  std::string sum = body.add("Add", {rows(2, input(node, 0)), positions});
  if (!input(node, 1).empty() && !input(node, 4).empty())
    sum = body.add("Add", {sum, rows(4, input(node, 1))});
  body.give(0, body.add("LayerNormalization", {sum, input(node, 5), input(node, 6)}));
  if (const std::string mask = input(node, 7); !mask.empty())
    body.give(1, body.add("ReduceSum", {mask, body.integers({1})}, {{"keepdims", attribute_of(0)}}));
  body.give(2, sum);
  return body.nodes();
}

}  // namespace apollo::workloads::importer
