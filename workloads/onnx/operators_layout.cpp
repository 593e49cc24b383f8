#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// The elements of a value of the model's dimensions, in their order.
Value regrouped(Graph& graph, const Value& value, const Dims& dims) {
  auto grouped = graph.factors().group(joined(value.dims), dims);
  return grouped ? Value{value.tensor, *grouped} : graph.recut(value, dims);
}

// `view`: of the node's input, or made of it.
void define_view(Graph& graph, const Node& node, const Value& view) {
  const std::string from = input(node, 0);
  if (view.tensor == graph.value(from).tensor) return graph.alias(from, node.outputs[0], view.dims);
  graph.define(node.outputs[0], view);
}

void reshape_to(Graph& graph, const Node& node, const Dims& dims) {
  define_view(graph, node, regrouped(graph, graph.value(input(node, 0)), dims));
}

// Reshape, transpose, reshape: of images N, C, H, W.
void move_blocks(Graph& graph, const Node& node, const Dims& parts, const std::vector<std::size_t>& order,
                 const Dims& result) {
  Value value = regrouped(graph, graph.value(input(node, 0)), parts);
  const std::vector<FactorList> split = value.dims;
  value.dims.clear();
  for (const std::size_t part : order) value.dims.push_back(split[part]);
  define_view(graph, node, regrouped(graph, value, result));
}

Dims image_dims(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(graph.value(input(node, 0)));
  if (dims.size() != 4) graph.fail(node, "input must have 4 dimensions");
  return dims;
}

}  // namespace

void add_identity(Graph& graph, const Node& node) {
  const std::string from = input(node, 0);
  graph.alias(from, node.outputs[0], graph.value(from).dims);
}

void add_cast(Graph& graph, const Node& node) {
  constexpr std::int64_t kString = 8;  // of ONNX's element types
  if (integer(node, "to", 0) == kString) throw Unsupported("strings, which the chip does not have");
  add_identity(graph, node);
}

void add_reshape(Graph& graph, const Node& node) {
  reshape_to(graph, node, reshaped(graph, node, graph.dims_of(input(node, 0))));
}

void add_flatten(Graph& graph, const Node& node) {
  reshape_to(graph, node, flattened(graph, node, graph.dims_of(input(node, 0))));
}

void add_squeeze(Graph& graph, const Node& node) {
  const std::string from = input(node, 0);
  std::vector<FactorList> dims = graph.value(from).dims;
  const auto axes = squeezed_axes(graph, node, graph.dims_of(from));
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis)
    dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(*axis));
  graph.alias(from, node.outputs[0], dims);
}

void add_unsqueeze(Graph& graph, const Node& node) {
  const std::string from = input(node, 0);
  std::vector<FactorList> dims = graph.value(from).dims;
  for (const std::size_t axis : unsqueezed_axes(graph, node, dims.size()))
    dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), FactorList());
  graph.alias(from, node.outputs[0], dims);
}

void add_transpose(Graph& graph, const Node& node) {
  const std::string from = input(node, 0);
  const Value value = graph.value(from);
  std::vector<FactorList> dims;
  for (const std::size_t axis : permutation(graph, node, value.dims.size())) dims.push_back(value.dims[axis]);
  graph.alias(from, node.outputs[0], dims);
}

void add_depth_to_space(Graph& graph, const Node& node) {
  const Dims d = image_dims(graph, node);
  const std::int64_t b = graph.extent(node, integer(node, "blocksize", 1));
  if (d[1] % (b * b) != 0) graph.fail(node, "blocksize squared must divide the channels");
  const std::int64_t c = d[1] / (b * b);
  if (text(node, "mode", "DCR") == "CRD") {
    move_blocks(graph, node, {d[0], c, b, b, d[2], d[3]}, {0, 1, 4, 2, 5, 3}, {d[0], c, d[2] * b, d[3] * b});
  } else {
    move_blocks(graph, node, {d[0], b, b, c, d[2], d[3]}, {0, 3, 4, 1, 5, 2}, {d[0], c, d[2] * b, d[3] * b});
  }
}

void add_space_to_depth(Graph& graph, const Node& node) {
  const Dims d = image_dims(graph, node);
  const std::int64_t b = graph.extent(node, integer(node, "blocksize", 1));
  if (d[2] % b != 0 || d[3] % b != 0) graph.fail(node, "blocksize must divide height and width");
  move_blocks(graph, node, {d[0], d[1], d[2] / b, b, d[3] / b, b}, {0, 3, 5, 1, 2, 4},
              {d[0], d[1] * b * b, d[2] / b, d[3] / b});
}

}  // namespace apollo::workloads::importer
