#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {

std::vector<Node> cast_like(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add("Cast", {input(node, 0)}));
  return body.nodes();
}

std::vector<Node> standard_twin(Graph&, const Node& node) {
  Node twin = node;
  twin.type = node.type.substr(node.type.rfind('.') + 1);
  return {twin};
}

// What integer-only training frameworks call the same function of integers: its operands come first, what
// follows is about quantization.
std::vector<Node> integer_twin(Graph& graph, const Node& node) {
  static const std::map<std::string, std::string> names = {{"ITAMax", "Softmax"},
                                                           {"iGELU", "Gelu"},
                                                           {"iHardswish", "HardSwish"},
                                                           {"iLayerNorm", "LayerNormalization"},
                                                           {"iRMSNorm", "RMSNormalization"},
                                                           {"iSoftmax", "Softmax"}};
  const std::string& type = names.at(node.type.substr(node.type.rfind('.') + 1));
  std::vector<std::string> inputs = {input(node, 0)};
  if (type == "LayerNormalization") inputs = {input(node, 0), input(node, 1), input(node, 2)};
  if (type == "RMSNormalization") inputs = {input(node, 0), input(node, 1)};
  Body body(graph, node);
  NodeAttributes attributes;
  if (type == "Softmax") attributes["axis"] = attribute_of(-1);
  body.give(0, body.add(type, inputs, attributes));
  return body.nodes();
}

std::vector<Node> integer_mean(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add("ReduceMean", {input(node, 0)}, node.attributes));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
