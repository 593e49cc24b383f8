#include "workloads/onnx/control_flow.h"

#include <algorithm>
#include <iterator>

#include "workloads/onnx/instance.h"
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

namespace {

constexpr std::pair<const char*, void (*)(Graph&, const Node&, const AddNode&)> kControlFlow[] = {
    {"If", add_if}, {"Loop", add_loop}, {"Scan", add_scan}};

}  // namespace

bool is_control_flow(const std::string& type) {
  return std::any_of(std::begin(kControlFlow), std::end(kControlFlow),
                     [&](const auto& row) { return row.first == type; });
}

bool add_control_flow(Graph& graph, const Node& node, const AddNode& add) {
  for (const auto& [type, add_flow] : kControlFlow) {
    if (node.type != type) continue;
    add_flow(graph, node, add);
    return true;
  }
  return false;
}

const Subgraph& subgraph(Graph& graph, const Node& node, const std::string& attribute, std::size_t inputs,
                         std::size_t outputs) {
  const auto found = node.attributes.find(attribute);
  if (found == node.attributes.end() || !found->second.graph)
    graph.fail(node, "has no " + attribute + "; must have one");
  const Subgraph& result = *found->second.graph;
  if (result.inputs.size() != inputs || result.outputs.size() < outputs) {
    graph.fail(node, attribute + " has " + std::to_string(result.inputs.size()) + " inputs and " +
                         std::to_string(result.outputs.size()) + " outputs; must have " +
                         std::to_string(inputs) + " and at least " + std::to_string(outputs));
  }
  return result;
}

std::optional<double> known_number(const Graph& graph, const std::string& name) {
  const Constant* constant = graph.constant(name);
  if (!constant || !constant->values || constant->values->size() != 1) return std::nullopt;
  return constant->values->front();
}

void add_if(Graph& graph, const Node& node, const AddNode& add) {
  const std::optional<double> condition = known_number(graph, input(node, 0));
  if (!condition) throw Unsupported("a condition that is known only when the model runs");
  const std::string branch = *condition != 0 ? "then_branch" : "else_branch";
  const Subgraph& body = subgraph(graph, node, branch, 0, node.outputs.size());
  Trips trips(graph, node, body, add);
  const std::vector<std::string> results = trips.run({});
  graph.count_uses(node, -1);
  for (std::size_t i = 0; i < results.size(); ++i) trips.give(i, results[i]);
}

Trips::Trips(Graph& graph, const Node& node, const Subgraph& body, const AddNode& add)
    : graph_(graph), node_(node), body_(body), add_(add) {
  for (const auto& [name, constant] : body.initializers) {
    const std::string outside = graph.new_name();
    graph.define(outside, constant);
    initializers_[name] = outside;
  }
}

std::vector<std::string> Trips::run(const std::vector<std::string>& inputs) {
  Instance instance(node_, [this] { return graph_.new_name(); });
  for (const auto& [name, outside] : initializers_) instance.bind(name, outside);
  for (std::size_t i = 0; i < inputs.size(); ++i) instance.bind(body_.inputs[i], inputs[i]);
  std::vector<Node> nodes;
  for (const Node& node : body_.nodes) nodes.push_back(instance.copy(node));
  std::vector<std::string> results;
  for (const std::string& output : body_.outputs) results.push_back(instance.name(output));
  for (const Node& node : nodes) graph_.count_uses(node, 1);
  for (const std::string& result : results) graph_.count_uses(result, 1);
  for (const Node& node : nodes) add_(node);
  return results;
}

std::string Trips::between(const std::string& type, const std::vector<std::string>& inputs,
                           const NodeAttributes& attributes) {
  const Node node{type, node_.name + "." + type, inputs, {graph_.new_name()}, attributes, {}, node_.opset};
  graph_.count_uses(node, 1);
  graph_.count_uses(node.outputs[0], 1);
  add_(node);
  return node.outputs[0];
}

void Trips::give(std::size_t output, const std::string& name) {
  if (output < node_.outputs.size() && !node_.outputs[output].empty()) {
    const Node node{"Identity", node_.name, {name}, {node_.outputs[output]}, {}, {}, node_.opset};
    graph_.count_uses(node, 1);
    release(name);
    add_(node);
  } else {
    release(name);
  }
}

void Trips::give(std::size_t output, const std::vector<std::string>& names, std::int64_t axis) {
  NodeAttributes along;
  along["axes"].integers = {axis};
  std::vector<std::string> slices;
  for (const std::string& name : names) {
    slices.push_back(between("Unsqueeze", {name}, along));
    release(name);
  }
  NodeAttributes joined;
  joined["axis"].integers = {axis};
  const std::string all = between("Concat", slices, joined);
  for (const std::string& slice : slices) release(slice);
  give(output, all);
}

}  // namespace apollo::workloads::importer
