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
Values concatenation(const std::vector<Operand>& inputs, const Tensor& output);
Values resize(const Layer& layer, const Operand& x, const Tensor& output);
Values softmax_rows(const Operand& x, const Tensor& output);
Values layer_norm_rows(const Parameters& parameters, const Operand& x, const Tensor& output);

}  // namespace apollo::workloads
