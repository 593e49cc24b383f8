#include "workloads/network.h"

#include <cmath>

namespace apollo::workloads {
namespace {

std::uint64_t ceiling(int a, int b) { return static_cast<std::uint64_t>((a + b - 1) / b); }

// Of weights drawn uniformly from -highest .. highest; 8 bits: rounded down from 73.6.
double weight_deviation(int bits) {
  const double highest = highest_value(bits);
  return bits == 8 ? 73 : std::sqrt(highest * (highest + 1) / 3);
}

}  // namespace

std::uint64_t Network::macs() const {
  std::uint64_t sum = 0;
  for (const Layer& layer : layers) sum += layer.macs;
  return sum;
}

std::uint64_t Network::parameters() const {
  std::uint64_t sum = 0;
  for (const Layer& layer : layers) sum += layer.parameters;
  for (const int tensor : constants) {
    sum += static_cast<std::uint64_t>(tensors[static_cast<std::size_t>(tensor)].shape.elements());
  }
  return sum;
}

float default_weight_scale(std::uint64_t terms, int weight_bits) {
  return static_cast<float>(1 / (weight_deviation(weight_bits) * std::sqrt(static_cast<double>(terms))));
}

std::uint64_t reduction_terms(const Network& network, const Layer& layer) {
  const Shape& in = network.tensors[layer.inputs[0]].shape;
  const std::uint64_t group_channels = static_cast<std::uint64_t>(in.channels / layer.groups);
  switch (layer.type) {
    case LayerType::convolution:
      return group_channels * layer.kernel[0] * layer.kernel[1];
    case LayerType::transposed_convolution:
      return group_channels * ceiling(layer.kernel[0], layer.stride[0]) *
             ceiling(layer.kernel[1], layer.stride[1]);
    case LayerType::fully_connected:
      return static_cast<std::uint64_t>(in.height == 1 ? in.channels : in.elements());
    case LayerType::matmul:
      return group_channels;  // D when b is transposed, else N
    case LayerType::lstm:
    case LayerType::gru:
      return static_cast<std::uint64_t>(in.channels);
    default:
      return 1;
  }
}

float default_weight_scale(const Network& network, const Layer& layer) {
  const bool matmul = layer.type == LayerType::matmul;
  const int bits = matmul ? network.tensors[layer.inputs[1]].quantization.bits : layer.weight_bits;
  return default_weight_scale(reduction_terms(network, layer), bits);
}

}  // namespace apollo::workloads
