#include "apollo/compiler/lower/views.h"

#include <algorithm>

namespace apollo::compiler::lower {

using program::View;
using workloads::Activation;
using workloads::Axis;
using workloads::Layer;
using workloads::LayerType;
using workloads::Shape;

namespace {

bool contains(const std::vector<int>& tensors, int t) {
  return std::find(tensors.begin(), tensors.end(), t) != tensors.end();
}

// The extent of a shape along an axis.
int extent(const Shape& shape, Axis axis) {
  return axis == Axis::height ? shape.height : axis == Axis::width ? shape.width : shape.channels;
}

}  // namespace

void advance(View* view, Axis axis, const Shape& by) {
  (axis == Axis::height ? view->y : axis == Axis::width ? view->x : view->c) += extent(by, axis);
}

std::vector<View> assign_views(const workloads::Network& network, std::vector<LoweredBuffer>* buffers) {
  const std::size_t count = network.tensors.size();
  std::vector<View> views(count);
  std::vector<bool> own_buffer(count, false);
  for (const auto* stored : {&network.inputs, &network.constants, &network.outputs})
    for (const int t : *stored) own_buffer[t] = true;

  const auto make_buffer = [&](int t) {
    const auto& tensor = network.tensors[t];
    LoweredBuffer b;
    b.buffer = {tensor.name, tensor.shape, tensor.quantization.bytes()};
    b.tensor = t;
    b.network_input = contains(network.inputs, t) || contains(network.constants, t);
    b.network_output = contains(network.outputs, t);
    views[t] = {static_cast<int>(buffers->size()), 0, 0, 0, tensor.shape};
    buffers->push_back(b);
  };

  // Backwards, so that a concatenation inside a concatenation already knows its place.
  for (auto layer = network.layers.rbegin(); layer != network.layers.rend(); ++layer) {
    if (layer->type != LayerType::concatenation) continue;
    const int out = layer->outputs[0];
    if (views[out].buffer < 0) make_buffer(out);
    View window = views[out];
    for (const int in : layer->inputs) {
      const auto& tensor = network.tensors[in];
      window.shape = tensor.shape;
      if (!own_buffer[in] && views[in].buffer < 0 && layer->activation == Activation::none &&
          tensor.quantization == network.tensors[out].quantization)
        views[in] = window;
      advance(&window, layer->axis, tensor.shape);
    }
  }
  // Forwards, so that a slice of a slice already knows its input's place.
  for (const Layer& layer : network.layers) {
    const int in = layer.inputs[0], out = layer.outputs[0];
    if (layer.type != LayerType::slice || layer.activation != Activation::none) continue;
    if (own_buffer[out] || views[out].buffer >= 0) continue;
    if (!(network.tensors[in].quantization == network.tensors[out].quantization)) continue;
    if (views[in].buffer < 0) make_buffer(in);
    const View& whole = views[in];
    views[out] = {whole.buffer, whole.y + layer.begin[0], whole.x + layer.begin[1], whole.c + layer.begin[2],
                  network.tensors[out].shape};
  }
  for (std::size_t t = 0; t < count; ++t)
    if (views[t].buffer < 0) make_buffer(static_cast<int>(t));
  return views;
}

}  // namespace apollo::compiler::lower
