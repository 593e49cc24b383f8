#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/network.h"

namespace apollo::workloads {

// What a layer type has: its name in files, how many tensors it takes and gives, and which fields of Layer it
// uses. The reader, the writer and validate() all follow this table; a new layer type starts with a row of
// it.
struct LayerKind {
  LayerType type;
  const char* name;
  int lowest_inputs, highest_inputs, highest_outputs;  // at least one output
  bool channels, groups, kernel, stride, dilation, padding, transpose_b, weight_scale, cell_quantization,
      activation;
};

// Every layer type, in the order of LayerType.
const std::vector<LayerKind>& layer_kinds();
const LayerKind& kind_of(LayerType type);

// Names of all activations, in the order of Activation.
const std::vector<std::string>& activation_names();

// Bounds that keep every size and sum within its integer type.
constexpr int largest_dimension = 1 << 20;              // height, width, channels, groups
constexpr std::int64_t largest_tensor = 2147483647;     // elements of a tensor, weights of a parameter set
constexpr int largest_window = 4096;                    // kernel, stride, dilation, padding
constexpr std::int64_t largest_weighted_sum = 1 << 16;  // terms: (x - zx) * w <= 255 * 127 each, in an int32
constexpr std::int64_t largest_matmul_sum = 1 << 15;    // terms: (a - za) * (b - zb) <= 255 * 255 each
constexpr std::int64_t largest_pool = 1 << 23;          // terms: x - zx <= 255 each
constexpr double smallest_scale = 1e-9, largest_scale = 1e9;
constexpr int most_concatenated = 1024;
constexpr int most_layers = 10000;

}  // namespace apollo::workloads
