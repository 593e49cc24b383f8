#include "workloads/layer_rules.h"
#include "workloads/layer_values.h"

namespace apollo::workloads {
namespace {

// Calls function(input, output) for each row of `length` elements.
template <typename Function>
Values each_row(const Operand& x, int length, Function function) {
  Values result(x.values.size());
  for (std::size_t i = 0; i < result.size(); i += static_cast<std::size_t>(length)) {
    function(&x.values[i], &result[i]);
  }
  return result;
}

}  // namespace

Values softmax_values(LayerValues& v) {
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  const int length = output.shape.channels / v.layer.groups;
  return each_row(x, length, [&](const Value* in, Value* out) {
    softmax(in, length, x.tensor.quantization, out, output.quantization);
  });
}

Values layer_norm_values(LayerValues& v) {
  const Parameters parameters = v.parameters(0);
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  const int channels = output.shape.channels;
  const Value *gamma = parameters.weights.data(), *beta = gamma + channels;
  return each_row(x, channels, [&](const Value* in, Value* out) {
    layer_norm(in, channels, x.tensor.quantization, gamma, beta, out, output.quantization);
  });
}

Values local_response_norm_values(LayerValues& v) {
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  const int channels = output.shape.channels;
  return each_row(x, channels, [&](const Value* in, Value* out) {
    local_response_norm(in, channels, x.tensor.quantization, v.layer.window, out, output.quantization);
  });
}

}  // namespace apollo::workloads
