#include <algorithm>

#include "workloads/onnx/shape_rules.h"
#include "workloads/onnx/weights.h"
#include "workloads/onnx/window.h"

namespace apollo::workloads::importer {
namespace {

// Dimensions of the weights: at least output, input channels and one spatial dimension. Weights that are an
// input of the model are the layer's own all the same: it has no place for those that change.
Dims weights(Graph& graph, const Node& node) {
  const std::string name = input(node, 1);
  const Dims dims = graph.dims_of(name);
  if (!graph.constant(name)) {
    if (graph.producer(graph.value(name).tensor)) throw Unsupported("weights computed when the model runs");
    graph.notes.push_back(node.name + ": its weights, input " + name + ", are taken as fixed");
  }
  if (dims.size() < 3) graph.fail(node, "weights must have at least 3 dimensions");
  const Dims spatial(dims.begin() + 2, dims.end());
  if (integers(node, "kernel_shape", spatial) != spatial)
    graph.fail(node, "kernel_shape is " + shown(integers(node, "kernel_shape")) + "; must be " +
                         shown(spatial) + ", as the weights have it");
  return dims;
}

int groups(Graph& graph, const Node& node) { return graph.extent(node, integer(node, "group", 1)); }

// Takes over the padding of a pad before the convolution, or puts what the convolution cannot take into one.
int pad_apart(Graph& graph, const Node& node, const Value& x, int tensor, Window* window) {
  const Layer* before = graph.producer(tensor);
  if (before && before->type == LayerType::pad && graph.used_once(x)) {
    std::array<int, 4> sum = before->padding;
    bool fits = true;
    for (std::size_t side = 0; side < 4; ++side) {
      sum[side] += window->padding[side];
      fits = fits && sum[side] < window->extent(side % 2);
    }
    if (fits) {
      window->padding = sum;
      return before->inputs[0];
    }
  }
  bool fits = true;
  for (std::size_t side = 0; side < 4; ++side)
    fits = fits && window->padding[side] < window->extent(side % 2);
  if (fits) return tensor;
  Layer pad;
  pad.type = LayerType::pad;
  pad.padding = window->padding;
  window->padding = {0, 0, 0, 0};
  Node apart = node;
  apart.name += ".pad";
  return graph.add(apart, pad, {tensor});
}

// Cuts off, on each side, the window's padding that a transposed convolution's own does not reach, which is
// less than its kernel; a negative one is as much more, at the end. Leaves its own in the window.
class Crop {
 public:
  explicit Crop(Window* window) {
    for (std::size_t side = 0; side < 4; ++side) {
      const int own = std::clamp(window->padding[side], 0, window->extent(side % 2) - 1);
      rest_[side] = window->padding[side] - own;
      window->padding[side] = own;
    }
  }

  int of(Graph& graph, const Node& node, int tensor) const {
    Layer slice, pad;
    Shape shape = graph.network().tensors[static_cast<std::size_t>(tensor)].shape;
    for (std::size_t axis = 0; axis < 2; ++axis) {
      slice.begin[axis] = rest_[axis];
      pad.padding[axis + 2] = std::max(0, -rest_[axis + 2]);
    }
    shape.height -= rest_[0] + std::max(0, rest_[2]);
    shape.width -= rest_[1] + std::max(0, rest_[3]);
    slice.type = LayerType::slice;
    slice.shape = shape;
    pad.type = LayerType::pad;
    Node apart = node;
    apart.name += ".crop";
    if (std::any_of(rest_.begin(), rest_.end(), [](int rest) { return rest > 0; }))
      tensor = graph.add(apart, slice, {tensor});
    apart.name = node.name + ".pad";
    if (pad.padding != Layer().padding) tensor = graph.add(apart, pad, {tensor});
    return tensor;
  }

 private:
  std::array<int, 4> rest_{};  // top, left, bottom, right
};

}  // namespace

void add_convolution(Graph& graph, const Node& node) {
  const Dims w = weights(graph, node);
  const Value x = graph.value(input(node, 0));
  const Dims in = graph.dims_of(x);
  Window window = window_of(graph, node, in, Dims(w.begin() + 2, w.end()));
  Layer layer;
  layer.type = LayerType::convolution;
  layer.weight_bits = weight_bits(graph, input(node, 1));
  layer.channels = graph.extent(node, w[0]);
  layer.groups = groups(graph, node);
  if (w[1] != in[1] / layer.groups) {
    graph.fail(node, "weights are for " + std::to_string(w[1]) + " channels in " +
                         std::to_string(layer.groups) + " groups; input has " + std::to_string(in[1]));
  }
  int tensor = graph.stored_as(x, Graph::image_storage(x));
  tensor = pad_apart(graph, node, x, tensor, &window);
  set_window(window, &layer);
  const int result = graph.add(node, layer, {tensor});
  const std::int64_t taps = product(w) / (w[0] * w[1]);
  take_weights(
      graph, result, input(node, 1),
      [&](std::int64_t i) {  // output channel, tap, input channel
        const std::int64_t channel = i % w[1], tap = i / w[1] % taps;
        return (i / w[1] / taps * w[1] + channel) * taps + tap;
      },
      input(node, 2));
  graph.define(node.outputs[0], graph.image(result, in.size()));
}

void add_transposed_convolution(Graph& graph, const Node& node) {
  const Dims w = weights(graph, node);
  const Value x = graph.value(input(node, 0));
  const Dims in = graph.dims_of(x);
  Layer layer;
  layer.type = LayerType::transposed_convolution;
  layer.weight_bits = weight_bits(graph, input(node, 1));
  Window window = transposed_window_of(graph, node, in, Dims(w.begin() + 2, w.end()));
  const Crop crop(&window);
  set_window(window, &layer);
  layer.groups = groups(graph, node);
  layer.channels = graph.extent(node, w[1] * layer.groups);
  if (w[0] != in[1]) {
    graph.fail(node,
               "weights are for " + std::to_string(w[0]) + " channels; input has " + std::to_string(in[1]));
  }
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  const int result = graph.add(node, layer, {tensor});
  const std::int64_t taps = product(w) / (w[0] * w[1]), channels = w[0] / layer.groups;
  take_weights(
      graph, result, input(node, 1),
      [&](std::int64_t i) {  // output channel, tap, input channel of the group
        const std::int64_t channel = i % channels, tap = i / channels % taps, output = i / channels / taps;
        return ((output / w[1] * channels + channel) * w[1] + output % w[1]) * taps + tap;
      },
      input(node, 2));
  graph.define(node.outputs[0], graph.image(crop.of(graph, node, result), in.size()));
}

}  // namespace apollo::workloads::importer
