#include "workloads/onnx/window.h"

namespace apollo::workloads::importer {
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
  const Value result = graph.image(graph.add(node, layer, {tensor}), in.size());
  graph.define(node.outputs[0], result);
  // The places of the maxima stand for themselves by the maxima: a MaxUnpool reads as many.
  if (node.outputs.size() > 1 && !node.outputs[1].empty()) graph.define(node.outputs[1], result);
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

}  // namespace apollo::workloads::importer
