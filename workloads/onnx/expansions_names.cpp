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

}  // namespace apollo::workloads::importer
