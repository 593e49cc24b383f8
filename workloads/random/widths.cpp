#include "workloads/random/widths.h"

#include "workloads/layer_kind.h"

namespace apollo::workloads::random {
namespace {

// The bits of each tensor. A cell's h, and its c, are of one width through all of its steps.
std::vector<int> drawn_bits(const Network& network, Random* random) {
  const int all = random->pick({8, 8, 16, 0});
  std::vector<int> bits;
  for (std::size_t i = 0; i < network.tensors.size(); ++i)
    bits.push_back(all > 0 ? all : random->pick({8, 16}));
  for (const Layer& layer : network.layers) {
    if (!kind_of(layer.type).has(has_cell_quantization)) continue;
    bits[layer.outputs[0]] = bits[layer.inputs[1]];
    if (layer.outputs.size() > 1) bits[layer.outputs[1]] = bits[layer.inputs[2]];
  }
  return bits;
}

}  // namespace

Network with_widths(Network network, Random* random) {
  const std::vector<int> bits = drawn_bits(network, random);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    Quantization& q = network.tensors[i].quantization;
    q = with_bits(q, bits[i]);
  }
  for (Layer& layer : network.layers) {
    const LayerKind& kind = kind_of(layer.type);
    layer.weight_scale = 0;  // the default of the drawn width
    if (kind.has(has_weight_bits)) layer.weight_bits = random->pick({4, 8, 8, 16});
    if (kind.has(has_cell_quantization))
      layer.gate_quantization = with_bits(layer.gate_quantization, random->pick({8, 16}));
    if (layer.type == LayerType::lstm)
      layer.state_quantization = with_bits(layer.state_quantization, bits[layer.inputs[2]]);
  }
  validate(network, "random network");
  return network;
}

}  // namespace apollo::workloads::random
