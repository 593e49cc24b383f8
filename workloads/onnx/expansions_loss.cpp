#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// The value of each label, weighted, and their mean or sum, if they have one. `names`: labels, and weights of
// the classes or "".
std::string labelled_loss(Graph& graph, const Node& node, Body* body, const std::string& values,
                          const std::vector<std::string>& names) {
  const Dims dims = graph.dims_of(input(node, 0)), labels = graph.dims_of(names[0]);
  if (dims.size() < 2 || labels.size() + 1 != dims.size())
    graph.fail(node, "labels of " + shown(labels) + " do not fit values of " + shown(dims));
  const std::string places = body->add("Unsqueeze", {names[0], body->integers({1})});
  const std::string found = body->add("GatherElements", {values, places}, {{"axis", attribute_of(1)}});
  std::string each = body->add("Neg", {body->add("Squeeze", {found, body->integers({1})})});
  if (!names[1].empty()) each = body->add("Mul", {each, body->add("Gather", {names[1], names[0]})});
  const std::string reduction = text(node, "reduction", "mean");
  if (reduction == "none") return each;
  return body->add(reduction == "sum" ? "ReduceSum" : "ReduceMean", {each}, {{"keepdims", attribute_of(0)}});
}

}  // namespace

std::vector<Node> negative_log_likelihood(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, labelled_loss(graph, node, &body, input(node, 0), {input(node, 1), input(node, 2)}));
  return body.nodes();
}

std::vector<Node> softmax_cross_entropy(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string values = body.add("LogSoftmax", {input(node, 0)}, {{"axis", attribute_of(1)}});
  body.give(0, labelled_loss(graph, node, &body, values, {input(node, 1), input(node, 2)}));
  body.give(1, values);
  return body.nodes();
}

}  // namespace apollo::workloads::importer
