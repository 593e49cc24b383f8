#pragma once
#include <cassert>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "workloads/layer_rules.h"
#include "workloads/quantization.h"

namespace apollo::workloads {

// What each computes, to the bit, is in reference.h.
enum class LayerType {
  // Weights [channels][kernel_y][kernel_x][input channels / groups], one bias per output channel.
  convolution,
  // Weights as convolution, groups allowed; output = (in - 1) * stride + kernel - padding; no dilation.
  transposed_convolution,
  // At every position of the width axis of an input of height 1: out[x][k] = sum_c w[k][c] in[x][c]. A higher
  // input counts as one vector of height * width * channels elements.
  fully_connected,
  matmul,  // two activations, `groups` heads: see Layer::transpose_b
  lstm,    // inputs: sequence, initial h, initial c; outputs: sequence of h, [last c]
  gru,     // inputs: sequence, initial h; outputs: sequence of h
  max_pool,
  average_pool,  // mean over the window's valid elements (padding excluded)
  global_average_pool,
  add,       // element-wise; the second operand may be 1 x 1 x channels (broadcast over positions), also in
  subtract,  // the next three
  multiply,
  divide,               // by a zero: as if it were the smallest positive value of its quantization
  concatenation,        // along `axis`; an input at another quantization is requantised to the output's
  slice,                // the part of `shape` from `begin` on
  pad,                  // zeros around height and width
  rearrange,            // out = in.reshape(split).transpose(order).reshape(shape): see Layer::split
  resize,               // nearest neighbour: out[y][x] = in[floor(y * H / H')][floor(x * W / W')]
  softmax,              // over each of `groups` equal blocks of channels, at each position
  layer_norm,           // over channels, at each position; parameters gamma and beta
  local_response_norm,  // over `window` neighbouring channels, at each position
  activation,           // an element-wise activation on its own
};

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
  has_weight_bits = 131072,
};

// What a layer type has: its name in files, how many tensors it takes and gives, which fields of Layer it
// uses, and the rules that make its output. The reader, the writer, validate() and the plain reference all
// follow this table.
struct LayerKind {
  LayerType type;
  const char* name;
  int lowest_inputs, highest_inputs, highest_outputs;  // at least one output
  unsigned fields;                                     // a sum of Fields
  void (*infer)(LayerShapes& s);                       // sets the output's shape, macs and parameters
  Values (*compute)(LayerValues& v);                   // the output's values
  bool has(Field field) const { return (fields & field) != 0; }
};

inline constexpr int kMostConcatenated = 1024;

// Sums of Fields that several types have.
inline constexpr unsigned kConvolutionFields = has_channels | has_groups | has_kernel | has_stride |
                                               has_padding | has_weight_scale | has_weight_bits |
                                               has_activation;
inline constexpr unsigned kCellFields =
    has_channels | has_weight_scale | has_weight_bits | has_cell_quantization | has_reverse;
inline constexpr unsigned kPoolFields = has_kernel | has_stride | has_padding | has_activation;

// Every layer type, in the order of LayerType.
// clang-format off
inline constexpr LayerKind kLayerKinds[] = {
    {LayerType::convolution, "convolution", 1, 1, 1, kConvolutionFields | has_dilation,
     convolution_shape, convolution_values},
    {LayerType::transposed_convolution, "transposed_convolution", 1, 1, 1, kConvolutionFields,
     transposed_convolution_shape, transposed_convolution_values},
    {LayerType::fully_connected, "fully_connected", 1, 1, 1, has_channels | has_weight_scale | has_weight_bits | has_activation,
     fully_connected_shape, fully_connected_values},
    {LayerType::matmul, "matmul", 2, 2, 1, has_groups | has_transpose_b | has_weight_scale | has_activation,
     matmul_shape, matmul_values},
    {LayerType::lstm, "lstm", 3, 3, 2, kCellFields,
     recurrent_shape, lstm_values},
    {LayerType::gru, "gru", 2, 2, 1, kCellFields,
     recurrent_shape, gru_values},
    {LayerType::max_pool, "max_pool", 1, 1, 1, kPoolFields,
     pool_shape, max_pool_values},
    {LayerType::average_pool, "average_pool", 1, 1, 1, kPoolFields,
     pool_shape, average_pool_values},
    {LayerType::global_average_pool, "global_average_pool", 1, 1, 1, has_activation,
     global_average_pool_shape, average_pool_values},
    {LayerType::add, "add", 2, 2, 1, has_activation,
     element_wise_shape, element_wise_values},
    {LayerType::subtract, "subtract", 2, 2, 1, has_activation,
     element_wise_shape, element_wise_values},
    {LayerType::multiply, "multiply", 2, 2, 1, has_activation,
     element_wise_shape, element_wise_values},
    {LayerType::divide, "divide", 2, 2, 1, has_activation,
     element_wise_shape, element_wise_values},
    {LayerType::concatenation, "concatenation", 1, kMostConcatenated, 1, has_axis | has_activation,
     concatenation_shape, concatenation_values},
    {LayerType::slice, "slice", 1, 1, 1, has_begin | has_shape | has_activation,
     slice_shape, slice_values},
    {LayerType::pad, "pad", 1, 1, 1, has_padding | has_activation,
     pad_shape, pad_values},
    {LayerType::rearrange, "rearrange", 1, 1, 1, has_order | has_shape | has_activation,
     rearrange_shape, rearrange_values},
    {LayerType::resize, "resize", 1, 1, 1, has_size | has_activation,
     resize_shape, resize_values},
    {LayerType::softmax, "softmax", 1, 1, 1, has_groups,
     softmax_shape, softmax_values},
    {LayerType::layer_norm, "layer_norm", 1, 1, 1, 0,
     layer_norm_shape, layer_norm_values},
    {LayerType::local_response_norm, "local_response_norm", 1, 1, 1, has_window,
     same_shape, local_response_norm_values},
    {LayerType::activation, "activation", 1, 1, 1, has_activation,
     same_shape, activation_values},
};
// clang-format on

inline const LayerKind& kind_of(LayerType type) {
  assert(static_cast<std::size_t>(type) < std::size(kLayerKinds));
  return kLayerKinds[static_cast<std::size_t>(type)];
}
inline const char* to_string(LayerType type) { return kind_of(type).name; }

// Names of all activations, in the order of Activation.
const std::vector<std::string>& activation_names();

// Names of the axes, in the order of Axis.
const std::vector<std::string>& axis_names();

// Bounds that keep every size and sum within its integer type.
constexpr int kLargestDimension = 1 << 20;           // height, width, channels, groups
constexpr std::int64_t kLargestTensor = 2147483647;  // elements of a tensor, weights of a parameter set
constexpr int kLargestWindow = 4096;                 // kernel, stride, dilation, padding
// Terms of a sum, in an int32; those of 16-bit operands, in an int64, are far from its end.
constexpr std::int64_t kLargestWeightedSum = 1 << 16;  // (x - zx) * w <= 255 * 127 each
constexpr std::int64_t kLargestMatmulSum = 1 << 15;    // (a - za) * (b - zb) <= 255 * 255 each
constexpr std::int64_t kLargestPool = 1 << 23;         // x - zx <= 255 each
constexpr double kSmallestScale = 1e-9, kLargestScale = 1e9;
constexpr int kMostLayers = 10000;
constexpr int kMostFactors = 16;  // of a rearrangement

}  // namespace apollo::workloads
