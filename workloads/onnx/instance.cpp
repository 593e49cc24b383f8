#include "workloads/onnx/instance.h"

namespace apollo::workloads::importer {

const std::string& Instance::name(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? name : found->second;
}

Node Instance::copy(const Node& node) {
  Node result = renamed(node);
  result.name = place_.name + "." + node.name;
  return result;
}

Node Instance::renamed(const Node& node) {
  Node result{node.type, node.name, {}, {}, {}, {}, node.opset != 0 ? node.opset : place_.opset};
  for (const std::string& input : node.inputs) result.inputs.push_back(name(input));
  for (const std::string& captured : node.captured)
    if (!name(captured).empty()) result.captured.push_back(name(captured));
  for (const auto& [key, attribute] : node.attributes) {
    const Attribute* value = &attribute;
    if (attributes_ && !attribute.of_caller.empty()) {
      const auto given = attributes_->find(attribute.of_caller);
      if (given == attributes_->end()) continue;
      value = &given->second;
      if (value->graph)
        result.captured.insert(result.captured.end(), place_.captured.begin(), place_.captured.end());
    }
    Attribute& copied = result.attributes[key] = *value;
    // A graph of the caller has the caller's names.
    if (attribute.graph) copied.graph = std::make_shared<const Subgraph>(renamed(*attribute.graph));
  }
  for (const std::string& output : node.outputs) {
    if (!output.empty() && !binds(output)) bind(output, new_name_());
    result.outputs.push_back(output.empty() ? "" : name(output));
  }
  return result;
}

Subgraph Instance::renamed(const Subgraph& graph) {
  Instance inside = *this;
  Subgraph result;
  for (const std::string& input : graph.inputs) {
    inside.bind(input, new_name_());
    result.inputs.push_back(inside.name(input));
  }
  for (const auto& [name, constant] : graph.initializers) {
    inside.bind(name, new_name_());
    result.initializers.emplace(inside.name(name), constant);
  }
  for (const Node& node : graph.nodes)
    for (const std::string& output : node.outputs)
      if (!output.empty()) inside.bind(output, new_name_());
  for (const Node& node : graph.nodes) result.nodes.push_back(inside.renamed(node));
  for (const std::string& output : graph.outputs) result.outputs.push_back(inside.name(output));
  return result;
}

}  // namespace apollo::workloads::importer
