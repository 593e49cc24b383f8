#pragma once
#include <cstdint>
#include <vector>

#include "workloads/network.h"

// run_reference(), layer by layer: each function reads a layer's input tensors and returns its output before
// the fused activation.
namespace apollo::workloads {

using Values = std::vector<std::int8_t>;

struct Operand {
  const Tensor& tensor;
  const Values& values;
  int at(int y, int x, int channel) const {  // without its zero point
    const Shape& s = tensor.shape;
    const std::int64_t index = (std::int64_t{y} * s.width + x) * s.channels + channel;
    return values[static_cast<std::size_t>(index)] - tensor.quantization.zero_point;
  }
};

// Calls function(y, x, channel) for each element in storage order and collects what it returns.
template <typename Function>
Values each_element(const Shape& shape, Function function) {
  Values result;
  result.reserve(static_cast<std::size_t>(shape.elements()));
  for (int y = 0; y < shape.height; ++y) {
    for (int x = 0; x < shape.width; ++x) {
      for (int channel = 0; channel < shape.channels; ++channel) result.push_back(function(y, x, channel));
    }
  }
  return result;
}

// The multiplier that takes x to the output's scale.
inline float rescale(const Operand& x, const Tensor& output) {
  return x.tensor.quantization.scale / output.quantization.scale;
}

// reference_sums.cpp
Values convolution(const Layer& layer, const Parameters& parameters, const Operand& x, const Tensor& output);
Values transposed_convolution(const Layer& layer, const Parameters& parameters, const Operand& x,
                              const Tensor& output);
Values fully_connected(const Layer& layer, const Parameters& parameters, const Operand& x,
                       const Tensor& output);
Values matmul(const Layer& layer, const Operand& a, const Operand& b, const Tensor& output);

// reference_cells.cpp. `input` is parameter set 0, `recurrent` set 1.
struct LstmValues {
  Values sequence, last_c;
};
LstmValues lstm(const Layer& layer, const Parameters& input, const Parameters& recurrent, const Operand& x,
                const Operand& h, const Operand& c, const Tensor& output);
Values gru(const Layer& layer, const Parameters& input, const Parameters& recurrent, const Operand& x,
           const Operand& h, const Tensor& output);

// reference_vectors.cpp
Values max_pool(const Layer& layer, const Operand& x, const Tensor& output);
Values average_pool(const Layer& layer, const Operand& x, const Tensor& output);  // global too
Values element_wise(const Layer& layer, const Operand& a, const Operand& b, const Tensor& output);
Values activation(const Operand& x, const Tensor& output);

// reference_moves.cpp
Values concatenation(const Layer& layer, const std::vector<Operand>& inputs, const Tensor& output);
Values slice(const Layer& layer, const Operand& x, const Tensor& output);
Values pad(const Layer& layer, const Operand& x, const Tensor& output);
Values rearrange(const Layer& layer, const Operand& x, const Tensor& output);
Values resize(const Operand& x, const Tensor& output);

// reference_rows.cpp
Values softmax_rows(const Layer& layer, const Operand& x, const Tensor& output);
Values layer_norm_rows(const Parameters& parameters, const Operand& x, const Tensor& output);
Values local_response_norm_rows(const Layer& layer, const Operand& x, const Tensor& output);

}  // namespace apollo::workloads
