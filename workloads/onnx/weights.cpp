#include "workloads/onnx/weights.h"

#include <algorithm>

namespace apollo::workloads::importer {

bool scales_weights(Graph& graph, const Value& value, const FactorList& varying) {
  const Layer* producer = graph.producer(value.tensor);
  if (!producer || !graph.used_once(value) || producer->activation != Activation::none) return false;
  switch (producer->type) {
    case LayerType::convolution:
    case LayerType::transposed_convolution:
    case LayerType::fully_connected:
    case LayerType::layer_norm:
      break;
    default:
      return false;
  }
  const FactorList channels = graph.storage(value).channels, factors = graph.factors().leaves(varying);
  return std::all_of(factors.begin(), factors.end(), [&](Factor factor) {
    return std::find(channels.begin(), channels.end(), factor) != channels.end();
  });
}

}  // namespace apollo::workloads::importer
