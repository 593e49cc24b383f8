#include <cmath>

#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// The scales of a Resize that does not give sizes, in the order of its axes.
std::vector<double> scales_of(Graph& graph, const Node& node) {
  const auto attribute = node.attributes.find("scales");
  if (attribute != node.attributes.end()) return attribute->second.numbers;
  const bool old = node.inputs.size() == 2;  // Upsample, and Resize of opset 10
  const Constant* constant = graph.constant(input(node, old ? 1 : 2));
  if (!constant || !constant->values) throw Unsupported("a size computed when the model runs");
  return *constant->values;
}

// In single precision, as ONNX has it.
std::int64_t scaled(Graph& graph, const Node& node, std::int64_t size, double scale) {
  const float result = std::floor(static_cast<float>(size) * static_cast<float>(scale));
  if (!(result >= 1 && result <= 1e9F)) graph.fail(node, "a scale is out of range");
  return static_cast<std::int64_t>(result);
}

// The dimensions that a Resize makes of these.
Dims resized(Graph& graph, const Node& node, const Dims& in) {
  Dims axes = integers(node, "axes");
  if (axes.empty()) axes = every_axis(in.size());
  Dims out = in;
  const std::optional<Dims> sizes = known_integers(graph, node, 3);
  const bool by_sizes = sizes && !sizes->empty();
  std::vector<double> scales;
  if (!by_sizes) scales = scales_of(graph, node);
  if ((by_sizes ? sizes->size() : scales.size()) != axes.size())
    graph.fail(node, std::string(by_sizes ? "sizes" : "scales") + " must be one for each dimension");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::int64_t& size = out[axis_of(graph, node, axes[i], in.size())];
    size = by_sizes ? (*sizes)[i] : scaled(graph, node, size, scales[i]);
  }
  return out;
}

}  // namespace

void add_pad(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const std::size_t rank = x.dims.size();
  const Dims given = integers_of(graph, node, "pads", 1).value_or(Dims());
  Dims axes = known_integers(graph, node, 3).value_or(Dims());
  if (axes.empty()) axes = every_axis(rank);
  if (given.size() != 2 * axes.size()) graph.fail(node, "pads must be two for each dimension");
  Dims begin(rank, 0), end(rank, 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = axis_of(graph, node, axes[i], rank);
    begin[axis] = given[i];
    end[axis] = given[i + axes.size()];
  }
  bool none = true;
  for (std::size_t i = 0; i < rank; ++i) {
    if (begin[i] == 0 && end[i] == 0) continue;
    none = false;
    if (begin[i] < 0 || end[i] < 0) throw Unsupported("negative pads");
    if (i < 2 || rank > 4) throw Unsupported("pads of other than spatial dimensions");
  }
  if (none) return add_identity(graph, node);
  Layer layer;
  layer.type = LayerType::pad;
  for (std::size_t i = 2; i < rank; ++i) {
    const std::size_t side = i + 2 - rank;  // the last dimension is the width
    layer.padding[side] = begin[i] == 0 ? 0 : graph.extent(node, begin[i]);
    layer.padding[side + 2] = end[i] == 0 ? 0 : graph.extent(node, end[i]);
  }
  if (text(node, "mode", "constant") != "constant") graph.notes.push_back(node.name + ": pads with zeros");
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), rank));
}

void add_resize(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const Dims in = graph.dims_of(x);
  const std::size_t rank = in.size();
  if (rank < 3 || rank > 4) throw Unsupported(std::to_string(rank) + " dimensions");
  if (text(node, "keep_aspect_ratio_policy", "stretch") != "stretch")
    throw Unsupported("sizes that keep the ratio");
  const Dims out = resized(graph, node, in);
  if (out[0] != in[0] || out[1] != in[1]) throw Unsupported("a resize of channels");
  if (out == in) return add_identity(graph, node);
  Layer layer;
  layer.type = LayerType::resize;
  layer.shape = {rank == 4 ? graph.extent(node, out[2]) : 1, graph.extent(node, out[rank - 1]), 1};
  if (text(node, "mode", "nearest") != "nearest") {
    graph.notes.push_back(node.name + ": takes the nearest element instead of interpolating");
  }
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), rank));
}

}  // namespace apollo::workloads::importer
