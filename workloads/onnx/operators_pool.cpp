#include <algorithm>

#include "workloads/onnx/window.h"

namespace apollo::workloads::importer {
namespace {

bool same_set(FactorList a, FactorList b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

}  // namespace

void add_pool(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const Dims in = graph.dims_of(x);
  const Window window = window_of(graph, node, in, integers(node, "kernel_shape"));
  if (window.dilation != std::array<int, 2>{1, 1}) throw Unsupported("dilation");
  for (std::size_t side = 0; side < 4; ++side) {
    if (window.padding[side] >= window.kernel[side % 2]) throw Unsupported("windows of nothing but padding");
  }
  Layer layer;
  layer.type = node.type == "MaxPool" ? LayerType::max_pool : LayerType::average_pool;
  layer.kernel = window.kernel;
  layer.stride = window.stride;
  layer.padding = window.padding;
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), in.size()));
}

void add_global_pool(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const Dims in = graph.dims_of(x);
  if (in.size() < 3 || in.size() > 4) throw Unsupported(std::to_string(in.size()) + " dimensions");
  Layer layer;
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  if (node.type == "GlobalMaxPool") {
    const Shape shape = graph.network().tensors[static_cast<std::size_t>(tensor)].shape;
    layer.type = LayerType::max_pool;
    layer.kernel = {shape.height, shape.width};
  } else {
    layer.type = LayerType::global_average_pool;
  }
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), in.size()));
}

// A mean or, at another scale, a sum over any dimensions: they have to lie along the height and the width.
void add_mean(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const std::size_t rank = x.dims.size();
  std::vector<bool> reduced(rank, false);
  const std::optional<Dims> axes = integers_of(graph, node, "axes", 1);
  const bool given = axes && !axes->empty();
  if (!given && integer(node, "noop_with_empty_axes", 0) != 0) return add_identity(graph, node);
  if (!given) reduced.assign(rank, true);
  for (const std::int64_t axis : axes.value_or(Dims())) reduced[axis_of(graph, node, axis, rank)] = true;
  std::vector<FactorList> away, kept;
  for (std::size_t i = 0; i < rank; ++i) (reduced[i] ? away : kept).push_back(x.dims[i]);

  Factors& factors = graph.factors();
  const Storage before = graph.storage(x);
  const FactorList mean = factors.leaves(joined(away));
  const FactorList spatial = followed_by(before.height, before.width);
  Layer layer;
  layer.type = LayerType::global_average_pool;
  int tensor = x.tensor;
  Storage after{{}, {}, before.channels};
  if (same_set(mean, before.height) && !before.width.empty()) {
    layer.type = LayerType::average_pool;
    layer.kernel = {graph.extent(node, factors.size(mean)), 1};
    after.width = before.width;
  } else if (same_set(mean, before.width) && !before.height.empty()) {
    layer.type = LayerType::average_pool;
    layer.kernel = {1, graph.extent(node, factors.size(mean))};
    after.height = before.height;
  } else if (!same_set(mean, spatial)) {
    after.channels = factors.leaves(joined(kept));
    tensor = graph.stored_as(x, {{}, mean, after.channels});
  }
  std::vector<FactorList> dims;
  for (std::size_t i = 0; i < rank; ++i) {
    if (!reduced[i]) dims.push_back(x.dims[i]);
    if (reduced[i] && integer(node, "keepdims", 1) != 0) dims.push_back({});
  }
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, {tensor}), after, dims));
}

}  // namespace apollo::workloads::importer
