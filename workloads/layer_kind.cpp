#include "workloads/layer_kind.h"

namespace apollo::workloads {

const std::vector<LayerKind>& layer_kinds() {
  using T = LayerType;
  constexpr unsigned kConvolution =
      has_channels | has_groups | has_kernel | has_stride | has_padding | has_weight_scale | has_activation;
  constexpr unsigned kCell = has_channels | has_weight_scale | has_cell_quantization | has_reverse;
  constexpr unsigned kPool = has_kernel | has_stride | has_padding | has_activation;
  // clang-format off
  static const std::vector<LayerKind> kinds = {
      {T::convolution, "convolution", 1, 1, 1, kConvolution | has_dilation},
      {T::transposed_convolution, "transposed_convolution", 1, 1, 1, kConvolution},
      {T::fully_connected, "fully_connected", 1, 1, 1, has_channels | has_weight_scale | has_activation},
      {T::matmul, "matmul", 2, 2, 1, has_groups | has_transpose_b | has_weight_scale | has_activation},
      {T::lstm, "lstm", 3, 3, 2, kCell},
      {T::gru, "gru", 2, 2, 1, kCell},
      {T::max_pool, "max_pool", 1, 1, 1, kPool},
      {T::average_pool, "average_pool", 1, 1, 1, kPool},
      {T::global_average_pool, "global_average_pool", 1, 1, 1, has_activation},
      {T::add, "add", 2, 2, 1, has_activation},
      {T::subtract, "subtract", 2, 2, 1, has_activation},
      {T::multiply, "multiply", 2, 2, 1, has_activation},
      {T::divide, "divide", 2, 2, 1, has_activation},
      {T::concatenation, "concatenation", 1, kMostConcatenated, 1, has_axis | has_activation},
      {T::slice, "slice", 1, 1, 1, has_begin | has_shape | has_activation},
      {T::pad, "pad", 1, 1, 1, has_padding | has_activation},
      {T::rearrange, "rearrange", 1, 1, 1, has_order | has_shape | has_activation},
      {T::resize, "resize", 1, 1, 1, has_size | has_activation},
      {T::softmax, "softmax", 1, 1, 1, has_groups},
      {T::layer_norm, "layer_norm", 1, 1, 1, 0},
      {T::local_response_norm, "local_response_norm", 1, 1, 1, has_window},
      {T::activation, "activation", 1, 1, 1, has_activation},
  };
  // clang-format on
  return kinds;
}

const LayerKind& kind_of(LayerType type) { return layer_kinds()[static_cast<std::size_t>(type)]; }

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> names = {"none",    "relu", "relu6",        "leaky_relu",
                                                 "sigmoid", "tanh", "hard_sigmoid", "hard_swish",
                                                 "swish",   "gelu"};
  return names;
}

const std::vector<std::string>& axis_names() {
  static const std::vector<std::string> names = {"height", "width", "channels"};
  return names;
}

const char* to_string(LayerType type) { return kind_of(type).name; }

const char* to_string(Activation activation) {
  return activation_names()[static_cast<std::size_t>(activation)].c_str();
}

const char* to_string(Axis axis) { return axis_names()[static_cast<std::size_t>(axis)].c_str(); }

}  // namespace apollo::workloads
