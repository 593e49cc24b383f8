#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/network.h"

namespace apollo::workloads {

// Fields of Layer that only some types use.
enum Field : unsigned {
  has_channels = 1,
  has_groups = 2,
  has_kernel = 4,
  has_stride = 8,
  has_dilation = 16,
  has_padding = 32,
  has_transpose_b = 64,
  has_weight_scale = 128,
  has_cell_quantization = 256,
  has_activation = 512,
  has_axis = 1024,
  has_begin = 2048,
  has_shape = 4096,
  has_size = 8192,  // the height and width of `shape`
  has_order = 16384,
  has_window = 32768,
  has_reverse = 65536,
};

// What a layer type has: its name in files, how many tensors it takes and gives, and which fields of Layer it
// uses. The reader, the writer and validate() all follow this table; a new layer type starts with a row of
// it.
struct LayerKind {
  LayerType type;
  const char* name;
  int lowest_inputs, highest_inputs, highest_outputs;  // at least one output
  unsigned fields;                                     // a sum of Fields
  bool has(Field field) const { return (fields & field) != 0; }
};

// Every layer type, in the order of LayerType.
const std::vector<LayerKind>& layer_kinds();
const LayerKind& kind_of(LayerType type);

// Names of all activations, in the order of Activation.
const std::vector<std::string>& activation_names();

// Names of the axes, in the order of Axis.
const std::vector<std::string>& axis_names();

// Bounds that keep every size and sum within its integer type.
constexpr int kLargestDimension = 1 << 20;             // height, width, channels, groups
constexpr std::int64_t kLargestTensor = 2147483647;    // elements of a tensor, weights of a parameter set
constexpr int kLargestWindow = 4096;                   // kernel, stride, dilation, padding
constexpr std::int64_t kLargestWeightedSum = 1 << 16;  // terms: (x - zx) * w <= 255 * 127 each, in an int32
constexpr std::int64_t kLargestMatmulSum = 1 << 15;    // terms: (a - za) * (b - zb) <= 255 * 255 each
constexpr std::int64_t kLargestPool = 1 << 23;         // terms: x - zx <= 255 each
constexpr double kSmallestScale = 1e-9, kLargestScale = 1e9;
constexpr int kMostConcatenated = 1024;
constexpr int kMostLayers = 10000;
constexpr int kMostFactors = 16;  // of a rearrangement

}  // namespace apollo::workloads
