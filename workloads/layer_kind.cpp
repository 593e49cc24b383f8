#include "workloads/layer_kind.h"

namespace apollo::workloads {

const std::vector<LayerKind>& layer_kinds() {
  using T = LayerType;
  constexpr bool y = true, n = false;
  // clang-format off
  static const std::vector<LayerKind> kinds = {
      //                                                        channels, groups, kernel, stride, dilation, padding,
      //                                                                          transpose_b, weight_scale, cell_quantization, activation
      {T::convolution, "convolution", 1, 1, 1,                         y, y, y, y, y, y,  n, y, n, y},
      {T::transposed_convolution, "transposed_convolution", 1, 1, 1,   y, y, y, y, n, y,  n, y, n, y},
      {T::fully_connected, "fully_connected", 1, 1, 1,                 y, n, n, n, n, n,  n, y, n, y},
      {T::matmul, "matmul", 2, 2, 1,                                   n, y, n, n, n, n,  y, y, n, y},
      {T::lstm, "lstm", 3, 3, 2,                                       y, n, n, n, n, n,  n, y, y, n},
      {T::gru, "gru", 2, 2, 1,                                         y, n, n, n, n, n,  n, y, y, n},
      {T::max_pool, "max_pool", 1, 1, 1,                               n, n, y, y, n, y,  n, n, n, y},
      {T::average_pool, "average_pool", 1, 1, 1,                       n, n, y, y, n, y,  n, n, n, y},
      {T::global_average_pool, "global_average_pool", 1, 1, 1,         n, n, n, n, n, n,  n, n, n, y},
      {T::add, "add", 2, 2, 1,                                         n, n, n, n, n, n,  n, n, n, y},
      {T::multiply, "multiply", 2, 2, 1,                               n, n, n, n, n, n,  n, n, n, y},
      {T::concatenation, "concatenation", 1, most_concatenated, 1,     n, n, n, n, n, n,  n, n, n, y},
      {T::resize, "resize", 1, 1, 1,                                   n, n, n, y, n, n,  n, n, n, y},
      {T::softmax, "softmax", 1, 1, 1,                                 n, n, n, n, n, n,  n, n, n, n},
      {T::layer_norm, "layer_norm", 1, 1, 1,                           n, n, n, n, n, n,  n, n, n, n},
      {T::activation, "activation", 1, 1, 1,                           n, n, n, n, n, n,  n, n, n, y},
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

const char* to_string(LayerType type) { return kind_of(type).name; }

const char* to_string(Activation activation) {
  return activation_names()[static_cast<std::size_t>(activation)].c_str();
}

}  // namespace apollo::workloads
