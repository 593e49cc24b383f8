#include "simulator/op.h"

#include <algorithm>

namespace apollo::simulator {

const char* to_string(Kernel kernel) {
  switch (kernel) {
    case Kernel::mac: return "mac";
    case Kernel::max: return "max";
    case Kernel::sum: return "sum";
    case Kernel::softmax: return "softmax";
    case Kernel::layer_norm: return "layer_norm";
    case Kernel::lstm_state: return "lstm_state";
    case Kernel::lstm_output: return "lstm_output";
    case Kernel::gru_gates: return "gru_gates";
    case Kernel::gru_output: return "gru_output";
  }
  return "";
}

Box intersect(const Box& a, const Box& b) {
  return {std::max(a.y0, b.y0), std::min(a.y1, b.y1), std::max(a.x0, b.x0),
          std::min(a.x1, b.x1), std::max(a.c0, b.c0), std::min(a.c1, b.c1)};
}

Box bounding(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.y0, b.y0), std::max(a.y1, b.y1), std::min(a.x0, b.x0),
          std::max(a.x1, b.x1), std::min(a.c0, b.c0), std::max(a.c1, b.c1)};
}

std::uint64_t Op::macs() const {
  if (kernel != Kernel::mac) return 0;
  return std::uint64_t(Y) * X * G * K * C * R * S / (std::uint64_t(upsample_y) * upsample_x);
}

std::int64_t Op::weight_bytes(int g, int k, int c, bool with_bias) const {
  if (kernel == Kernel::layer_norm) return 2 * std::int64_t{C};
  if (kernel != Kernel::mac) return 0;
  return std::int64_t{g} * k * (std::int64_t{c} * R * S + (with_bias && has_bias ? 4 : 0));
}

}  // namespace apollo::simulator
