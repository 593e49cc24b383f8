#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {
namespace {

const Attribute* find(const Node& node, const std::string& name) {
  const auto found = node.attributes.find(name);
  return found == node.attributes.end() ? nullptr : &found->second;
}

}  // namespace

std::int64_t integer(const Node& node, const std::string& name, std::int64_t fallback) {
  const Attribute* a = find(node, name);
  return a && !a->integers.empty() ? a->integers.front() : fallback;
}

Dims integers(const Node& node, const std::string& name, const Dims& fallback) {
  const Attribute* a = find(node, name);
  return a ? a->integers : fallback;
}

double number(const Node& node, const std::string& name, double fallback) {
  const Attribute* a = find(node, name);
  return a && !a->numbers.empty() ? a->numbers.front() : fallback;
}

std::string text(const Node& node, const std::string& name, const std::string& fallback) {
  const Attribute* a = find(node, name);
  return a && !a->text.empty() ? a->text : fallback;
}

std::string input(const Node& node, std::size_t index) {
  return index < node.inputs.size() ? node.inputs[index] : "";
}

std::optional<Dims> known_integers(Graph& graph, const Node& node, std::size_t index) {
  const std::string name = input(node, index);
  if (name.empty()) return std::nullopt;
  const Constant* constant = graph.constant(name);
  if (!constant) {
    graph.dims_of(name);  // unknown names are malformed
    throw Unsupported("input " + std::to_string(index) + " computed when the model runs");
  }
  if (!constant->values) {
    if (product(constant->dims) == 0) return Dims();
    throw Unsupported("input " + std::to_string(index) + " of more than " + std::to_string(kMostValues) +
                      " values");
  }
  Dims result;
  for (const double value : *constant->values) {
    // Limits such as INT64_MAX for "to the end" stay beyond every dimension.
    const double limit = 1e15;
    result.push_back(static_cast<std::int64_t>(value > limit ? limit : value > -limit ? value : -limit));
  }
  return result;
}

std::optional<Dims> integers_of(Graph& graph, const Node& node, const std::string& attribute,
                                std::size_t index) {
  const Attribute* a = find(node, attribute);
  if (a) return a->integers;
  return known_integers(graph, node, index);
}

std::size_t axis_of(Graph& graph, const Node& node, std::int64_t axis, std::size_t rank) {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank) {
    graph.fail(node, "axis is " + std::to_string(axis) + "; must be one of the " + std::to_string(rank) +
                         " dimensions");
  }
  return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

}  // namespace apollo::workloads::importer
