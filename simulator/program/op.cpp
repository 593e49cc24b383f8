#include "simulator/program/op.h"

#include <algorithm>

namespace apollo::program {

const char* to_string(Kernel kernel) {
  switch (kernel) {
    case Kernel::mac:
      return "mac";
    case Kernel::max:
      return "max";
    case Kernel::sum:
      return "sum";
    case Kernel::softmax:
      return "softmax";
    case Kernel::layer_norm:
      return "layer_norm";
    case Kernel::local_response_norm:
      return "local_response_norm";
    case Kernel::lstm_state:
      return "lstm_state";
    case Kernel::lstm_output:
      return "lstm_output";
    case Kernel::gru_gates:
      return "gru_gates";
    case Kernel::gru_output:
      return "gru_output";
  }
  return "";
}

bool WindowAxis::find(int output, int step, int* kernel, int* position) const {
  if (!transposed) {
    *kernel = step;
    *position = this->position(output, step);
    return step < window;
  }
  *kernel = (output + pad) % stride + step * stride;
  *position = machine::floor_div(output + pad - *kernel, stride);
  return *kernel < window;
}

std::int64_t WindowAxis::useful_taps(Range outputs, int size) const {
  if (!transposed) return std::int64_t{outputs.size()} * window;
  // Tap t of input position p makes output p * stride + t - pad.
  std::int64_t pairs = 0;
  for (int t = 0; t < window; ++t) {
    const auto first_from = [&](int output) { return -machine::floor_div(-(output + pad - t), stride); };
    pairs += std::max(0, std::min(size, first_from(outputs.end)) - std::max(0, first_from(outputs.begin)));
  }
  return pairs;
}

std::int64_t WindowAxis::input_extent(int outputs) const {
  if (transposed) return (outputs + window - 2) / stride + 1;
  const std::int64_t span = std::int64_t{outputs - 1} * stride + std::int64_t{window - 1} * dilation;
  return machine::ceil_div(span, divisor) + 1;
}

std::uint64_t Op::macs() const {
  if (kernel != Kernel::mac) return 0;
  return static_cast<std::uint64_t>(rows.useful_taps({0, Y}, input.shape.height) *
                                    columns.useful_taps({0, X}, input.shape.width)) *
         G * K * C;
}

std::int64_t Op::weight_bytes(int g, int k, int c, bool with_bias) const {
  if (kernel == Kernel::layer_norm) return 2 * std::int64_t{C};
  if (kernel != Kernel::mac) return 0;
  const std::int64_t channel = machine::ceil_div(std::int64_t{c} * R() * S() * weight_bits, 8);
  return std::int64_t{g} * k * (channel + (with_bias && has_bias ? 4 : 0));
}

}  // namespace apollo::program
