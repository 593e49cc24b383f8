#include "workloads/onnx/output_dims.h"

#include <algorithm>

namespace apollo::workloads::importer {
namespace {

const DimsRule* find_rule(const std::string& type) {
  for (const DimsRule* rows : {kElementWiseDims, kWindowDims, kProductDims, kMoveDims, kSignalDims})
    for (const DimsRule* row = rows; row->type; ++row)
      if (row->type == type) return row;
  return nullptr;
}

}  // namespace

std::vector<Dims> output_dims(Graph& graph, const Node& node) {
  const DimsRule* rule = find_rule(node.type);
  const bool known = std::all_of(node.inputs.begin(), node.inputs.end(),
                                 [&](const std::string& name) { return name.empty() || graph.knows(name); });
  if (!rule || !known) return {};
  try {
    return rule->dims(graph, node);
  } catch (const Unsupported&) {
    return {};
  }
}

Dims input_dims(Graph& graph, const Node& node, std::size_t index, std::size_t rank) {
  const std::string name = input(node, index);
  if (name.empty()) throw MissingInput();
  Dims dims = graph.dims_of(name);
  if (dims.size() < rank) throw Unsupported("an input of " + std::to_string(dims.size()) + " dimensions");
  return dims;
}

std::size_t axis_in(std::int64_t axis, std::size_t rank) {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank) throw Unsupported("an axis that is out of range");
  return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

std::int64_t positive(std::int64_t size) {
  if (size < 1) throw Unsupported("an output that is empty");
  return size;
}

}  // namespace apollo::workloads::importer
