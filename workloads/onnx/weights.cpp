#include "workloads/onnx/weights.h"

#include <algorithm>
#include <cmath>

namespace apollo::workloads::importer {

bool scales_weights(Graph& graph, const Value& value, const FactorList& varying) {
  const Layer* producer = graph.producer(value.tensor);
  if (!producer || !graph.used_once(value) || producer->activation != Activation::none) return false;
  if (graph.values &&
      (graph.values->weights.count(value.tensor) == 0 || graph.values->quantization.count(value.tensor) > 0))
    return false;
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
  // A constant's values are taken over in the order of the channels.
  if (graph.values) return factors.empty() || factors == channels;
  return std::all_of(factors.begin(), factors.end(), [&](Factor factor) {
    return std::find(channels.begin(), channels.end(), factor) != channels.end();
  });
}

namespace {

const std::vector<double>& known_values(const Constant* constant, const std::string& what) {
  if (!constant || !constant->values) throw Unsupported(what + " whose values are not known");
  return *constant->values;
}

}  // namespace

int weight_bits(const Graph& graph, const std::string& weights) {
  const Constant* constant = graph.constant(weights);
  return constant && !graph.values ? constant->bits : 8;
}

void take_weights(Graph& graph, int tensor, const std::string& weights,
                  const std::function<std::int64_t(std::int64_t)>& from, const std::string& bias) {
  if (!graph.values) return;
  const Constant* constant = graph.constant(weights);
  const std::vector<double>& values = known_values(constant, "weights");
  if (!constant->steps) throw Unsupported("weights without a scale");
  const auto channels = static_cast<std::size_t>(graph.producer(tensor)->channels);
  const std::size_t terms = values.size() / channels;
  LayerWeights taken;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto source = static_cast<std::size_t>(from(static_cast<std::int64_t>(i)));
    const double step = (*constant->steps)[source];
    if (i % terms == 0) taken.steps.push_back(step);
    if (step != taken.steps.back()) throw Unsupported("weights of several scales for one output channel");
    taken.weights.push_back(values[source]);
  }
  taken.bias.assign(channels, 0);
  if (!bias.empty()) {
    const std::vector<double>& summands = known_values(graph.constant(bias), "a bias");
    if (graph.constant(bias)->integral) throw Unsupported("a bias of integers without a scale");
    if (summands.size() != 1 && summands.size() != channels)
      throw Unsupported("a bias of another size than its output channels");
    for (std::size_t k = 0; k < channels; ++k) taken.bias[k] = summands[summands.size() == 1 ? 0 : k];
  }
  graph.values->weights[tensor] = std::move(taken);
}

void multiply_weights(Graph& graph, int tensor, const Constant& factors, bool inverse) {
  if (!graph.values) return;
  const std::vector<double>& numbers = known_values(&factors, "factors");
  LayerWeights& layer = graph.values->weights.at(tensor);
  const std::size_t channels = layer.steps.size(), terms = layer.weights.size() / channels;
  for (std::size_t k = 0; k < channels; ++k) {
    const double number = numbers[numbers.size() == 1 ? 0 : k], factor = inverse ? 1 / number : number;
    if (!std::isfinite(factor) || factor == 0) throw Unsupported("a factor of 0, or without end");
    layer.steps[k] *= std::fabs(factor);
    layer.bias[k] *= factor;
    for (std::size_t i = k * terms; i < (k + 1) * terms; ++i) layer.weights[i] *= factor;
  }
}

void add_to_bias(Graph& graph, int tensor, const Constant& summands, double sign) {
  if (!graph.values) return;
  const std::vector<double>& numbers = known_values(&summands, "summands");
  std::vector<double>& bias = graph.values->weights.at(tensor).bias;
  for (std::size_t k = 0; k < bias.size(); ++k) bias[k] += sign * numbers[numbers.size() == 1 ? 0 : k];
}

}  // namespace apollo::workloads::importer
