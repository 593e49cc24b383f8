#include <algorithm>
#include <cmath>

#include "workloads/onnx/along.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

std::vector<double> known_numbers(Graph& graph, const Node& node, std::size_t index) {
  const Constant* constant = graph.constant(input(node, index));
  if (!constant || !constant->values) throw Unsupported("a size computed when the model runs");
  return *constant->values;
}

// The scales of a Resize that does not give sizes, in the order of its axes. With tf_crop_and_resize the
// standard has the output shrink with the region of interest too; ONNX Runtime 1.30 and the standard's own
// shape inference do not, and what runs counts.
std::vector<double> scales_of(Graph& graph, const Node& node) {
  const auto attribute = node.attributes.find("scales");
  if (attribute != node.attributes.end()) return attribute->second.numbers;
  const bool old = node.inputs.size() == 2;  // Upsample, and Resize of opset 10
  return known_numbers(graph, node, old ? 1 : 2);
}

// In single precision, as ONNX has it.
std::int64_t scaled(Graph& graph, const Node& node, std::int64_t size, double scale) {
  const float result = std::floor(static_cast<float>(size) * static_cast<float>(scale));
  if (!(result >= 1 && result <= 1e9F)) graph.fail(node, "a scale is out of range");
  return static_cast<std::int64_t>(result);
}

// Sizes at one scale: the smallest of those that the sizes ask for, or the largest.
void keep_ratio(Graph& graph, const Node& node, const std::string& policy, const Dims& in, Dims* sizes) {
  for (const std::int64_t size : *sizes) check_elements(graph, node, {size});
  std::optional<double> scale;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double asked = static_cast<double>((*sizes)[i]) / static_cast<double>(in[i]);
    if (!scale || (policy == "not_larger" ? asked < *scale : asked > *scale)) scale = asked;
  }
  for (std::size_t i = 0; i < in.size(); ++i)
    (*sizes)[i] = static_cast<std::int64_t>(std::floor(*scale * static_cast<double>(in[i]) + 0.5));
}

// The dimensions that a Resize makes of these.
Dims resized(Graph& graph, const Node& node, const Dims& in) {
  Dims axes = integers(node, "axes");
  if (axes.empty()) axes = every_axis(in.size());
  std::optional<Dims> sizes = known_integers(graph, node, 3);
  const bool by_sizes = sizes && !sizes->empty();
  std::vector<double> scales;
  if (!by_sizes) scales = scales_of(graph, node);
  if ((by_sizes ? sizes->size() : scales.size()) != axes.size())
    graph.fail(node, std::string(by_sizes ? "sizes" : "scales") + " must be one for each dimension");
  Dims out = in, changed;
  for (const std::int64_t axis : axes) changed.push_back(in[axis_of(graph, node, axis, in.size())]);
  const std::string policy = text(node, "keep_aspect_ratio_policy", "stretch");
  if (by_sizes && policy != "stretch") keep_ratio(graph, node, policy, changed, &*sizes);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    out[axis_of(graph, node, axes[i], in.size())] =
        by_sizes ? (*sizes)[i] : scaled(graph, node, changed[i], scales[i]);
  }
  return out;
}

// Zeros before and after one dimension.
Value padded(Graph& graph, const Node& node, const Value& x, std::size_t axis, std::int64_t before,
             std::int64_t after) {
  const Along along(graph, x, axis, 1);
  Layer layer;
  layer.type = LayerType::pad;
  layer.padding[along.side()] = graph.extent(node, before + 1) - 1;
  layer.padding[along.side() + 2] = graph.extent(node, after + 1) - 1;
  const std::int64_t size = graph.factors().size(x.dims[axis]) + before + after;
  return along.changed(graph, node, layer, {graph.factors().make(size)});
}

// How far each dimension is padded: before, then after.
struct Pads {
  Dims before, after;
};

Pads pads_of(Graph& graph, const Node& node, std::size_t rank) {
  const Dims given = integers_of(graph, node, "pads", 1).value_or(Dims());
  Dims axes = known_integers(graph, node, 3).value_or(Dims());
  if (axes.empty()) axes = every_axis(rank);
  if (given.size() != 2 * axes.size()) graph.fail(node, "pads must be two for each dimension");
  Pads pads{Dims(rank, 0), Dims(rank, 0)};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = axis_of(graph, node, axes[i], rank);
    pads.before[axis] = given[i];
    pads.after[axis] = given[i + axes.size()];
  }
  for (std::size_t i = 0; i < rank; ++i)
    if (pads.before[i] < 0 || pads.after[i] < 0) throw Unsupported("negative pads");
  return pads;
}

bool is_zero(const Dims& dims) {
  return std::all_of(dims.begin(), dims.end(), [](std::int64_t dim) { return dim == 0; });
}

}  // namespace

void add_pad(Graph& graph, const Node& node) {
  Value x = graph.value(input(node, 0));
  const std::size_t rank = x.dims.size();
  const Pads pads = pads_of(graph, node, rank);
  if (is_zero(pads.before) && is_zero(pads.after)) return add_identity(graph, node);
  if (text(node, "mode", "constant") != "constant") graph.notes.push_back(node.name + ": pads with zeros");
  bool spatial = (rank == 3 || rank == 4) && x.dims[0].empty();
  for (std::size_t i = 0; i < 2 && i < rank; ++i)
    spatial = spatial && pads.before[i] == 0 && pads.after[i] == 0;
  if (!spatial) {
    for (std::size_t i = 0; i < rank; ++i)
      if (pads.before[i] > 0 || pads.after[i] > 0)
        x = padded(graph, node, x, i, pads.before[i], pads.after[i]);
    return graph.define(node.outputs[0], x);
  }
  Layer layer;
  layer.type = LayerType::pad;
  for (std::size_t i = 2; i < rank; ++i) {
    const std::size_t side = i + 2 - rank;  // the last dimension is the width
    layer.padding[side] = pads.before[i] == 0 ? 0 : graph.extent(node, pads.before[i]);
    layer.padding[side + 2] = pads.after[i] == 0 ? 0 : graph.extent(node, pads.after[i]);
  }
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), rank));
}

void add_resize(Graph& graph, const Node& node) {
  Value x = graph.value(input(node, 0));
  const Dims in = graph.dims_of(x);
  const std::size_t rank = in.size();
  const Dims out = resized(graph, node, in);
  if (out == in) return add_identity(graph, node);
  if (text(node, "mode", "nearest") != "nearest") {
    graph.notes.push_back(node.name + ": takes the nearest element instead of interpolating");
  }
  if (rank < 3 || rank > 4 || in[0] != 1 || out[0] != 1 || out[1] != in[1]) {
    for (std::size_t i = 0; i < rank; ++i)
      if (out[i] != in[i]) x = taken(graph, node, x, i, 1, {graph.factors().make(out[i])});
    return graph.define(node.outputs[0], x);
  }
  Layer layer;
  layer.type = LayerType::resize;
  layer.shape = {rank == 4 ? graph.extent(node, out[2]) : 1, graph.extent(node, out[rank - 1]), 1};
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), rank));
}

}  // namespace apollo::workloads::importer
