#include "apollo/compiler/views.h"

#include <algorithm>

namespace apollo::compiler {

using simulator::View;
using workloads::LayerType;

std::vector<View> assign_views(const workloads::Network& network, std::vector<LoweredBuffer>* buffers) {
  const std::size_t count = network.tensors.size();
  std::vector<View> views(count);
  std::vector<bool> own_buffer(count, false);
  for (const int t : network.inputs) own_buffer[t] = true;
  for (const int t : network.outputs) own_buffer[t] = true;

  const auto make_buffer = [&](int t) {
    const auto& tensor = network.tensors[t];
    LoweredBuffer b;
    b.buffer = {tensor.name, tensor.shape};
    b.tensor = t;
    b.network_input = std::count(network.inputs.begin(), network.inputs.end(), t) > 0;
    b.network_output = std::count(network.outputs.begin(), network.outputs.end(), t) > 0;
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
      if (!own_buffer[in] && views[in].buffer < 0 && tensor.quantization == network.tensors[out].quantization)
        views[in] = window;
      window.c += tensor.shape.channels;
    }
  }
  for (std::size_t t = 0; t < count; ++t)
    if (views[t].buffer < 0) make_buffer(static_cast<int>(t));
  return views;
}

}  // namespace apollo::compiler
