#include <algorithm>
#include <cmath>

#include "workloads/network.h"

namespace apollo::workloads {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014), seeded with the FNV-1a hash of a text.
class Stream {
 public:
  explicit Stream(const std::string& text) {
    for (const char c : text) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }

  // Uniform over lowest..highest, up to a bias of 2^-32.
  std::int32_t uniform(std::int32_t lowest, std::int32_t highest) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    const std::uint64_t values = static_cast<std::uint64_t>(std::int64_t{highest} - lowest + 1);
    return static_cast<std::int32_t>(lowest + static_cast<std::int64_t>(((z >> 32) * values) >> 32));
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325;
};

constexpr double kLargestBias = 1 << 30;

struct Sizes {
  std::uint64_t weights = 0, bias = 0;
};

Sizes sizes_of(const Network& network, const Layer& layer, int set) {
  const Shape& in = network.tensors[layer.inputs[0]].shape;
  const auto channels = static_cast<std::uint64_t>(layer.channels);
  switch (layer.type) {
    case LayerType::convolution:
    case LayerType::transposed_convolution: {
      const auto kernel = static_cast<std::uint64_t>(layer.kernel[0]) * layer.kernel[1];
      return {channels * kernel * (in.channels / layer.groups), channels};
    }
    case LayerType::fully_connected:
      return {channels * reduction_terms(network, layer), channels};
    case LayerType::lstm:
    case LayerType::gru: {
      const std::uint64_t rows = (layer.type == LayerType::lstm ? 4 : 3) * channels;
      return {rows * (set == 0 ? static_cast<std::uint64_t>(in.channels) : channels), rows};
    }
    case LayerType::layer_norm:
      return {2 * static_cast<std::uint64_t>(in.channels), 0};
    default:
      return {};
  }
}

}  // namespace

Parameters synthetic_parameters(const Network& network, const Layer& layer, int set) {
  const bool recurrent = layer.type == LayerType::lstm || layer.type == LayerType::gru;
  Parameters result;
  if (set != 0 && !recurrent) return result;
  Stream stream("parameters\n" + network.name + '\n' + layer.name + '\n' + std::to_string(set));
  const Sizes sizes = sizes_of(network, layer, set);
  result.weights.resize(sizes.weights);
  const int bits = layer.weight_bits, highest = highest_value(bits);
  for (Value& weight : result.weights) weight = static_cast<Value>(stream.uniform(-highest, highest));
  result.bias.resize(sizes.bias);
  if (set != 0) return result;
  // About a tenth of the spread of the sum that it joins.
  const int input_bits = network.tensors[layer.inputs[0]].quantization.bits;
  const double of_bytes = 512 * std::sqrt(static_cast<double>(reduction_terms(network, layer)));
  const int spread = static_cast<int>(std::min(std::ldexp(of_bytes, input_bits + bits - 16), kLargestBias));
  for (std::int32_t& bias : result.bias) bias = stream.uniform(-spread, spread);
  return result;
}

Values synthetic_input(const Network& network, int tensor, std::uint64_t seed) {
  const Tensor& input = network.tensors[tensor];
  Stream stream("input\n" + network.name + '\n' + input.name + '\n' + std::to_string(seed));
  Values values(static_cast<std::size_t>(input.shape.elements()));
  const int bits = input.quantization.bits;
  for (Value& value : values)
    value = static_cast<Value>(stream.uniform(lowest_value(bits), highest_value(bits)));
  return values;
}

Parameters parameters_of(const Network& network, const Layer& layer, int set) {
  if (set == 0 && network.stored) {
    const auto found = network.stored->parameters.find(layer.name);
    if (found != network.stored->parameters.end()) return found->second;
  }
  return synthetic_parameters(network, layer, set);
}

Values constant_of(const Network& network, int tensor) {
  if (network.stored) {
    const auto found = network.stored->constants.find(network.tensors[tensor].name);
    if (found != network.stored->constants.end()) return found->second;
  }
  return synthetic_input(network, tensor, 0);
}

}  // namespace apollo::workloads
