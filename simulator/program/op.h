#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "simulator/machine/rounding.h"
#include "simulator/program/box.h"
#include "simulator/program/rearrangement.h"
#include "workloads/network.h"

// What the PE array can execute: a network's layers are lowered to Ops. An Op is a loop nest over groups g,
// output channels k within a group, output rows y and columns x, reduced over input channels c within the
// group and the kernel window r, s:
//   out[y][x][g*K+k] = post( reduce over c, r, s of in[iy][ix][g*C+c] (x) weight[g][k][c][r][s] )
// with the input position of an output and a kernel tap given by WindowAxis. Positions outside the input
// contribute nothing.
namespace apollo::program {

enum class Kernel {
  mac,  // sum of (x - zx) * (w - zw), plus bias
  max,  // maximum of (x - zx) over the window; no weights (C = K = 1)
  sum,  // sum of (x - zx) over the window; no weights (C = K = 1); with `average`, divided by the number of
        // valid window elements
  softmax,              // rows over all channels: G = K = 1, C = channels; the output has C channels
  layer_norm,           // likewise, with gamma and beta
  local_response_norm,  // likewise, over `row_window` neighbouring channels
  lstm_state,           // G = units, C = 4 gates; operand2 = cell state, one channel per unit
  lstm_output,          // likewise
  gru_gates,   // G = units, C = 3 gates, K = 2 (update, new); operand2 = recurrent gates, three channels per
               // unit
  gru_output,  // G = units, C = 2, K = 1; operand2 = h, one channel per unit
};
const char* to_string(Kernel kernel);

// Whole-row kernels compute all channels of a position at once and cannot be split over channels.
inline bool is_row_kernel(Kernel k) { return k >= Kernel::softmax && k <= Kernel::local_response_norm; }
inline bool is_cell_kernel(Kernel k) { return k >= Kernel::lstm_state; }

// One spatial axis of a window: output position o and kernel tap t read the input position
// floor((o * stride - pad + t * dilation) / divisor), where a divisor is for nearest resize; transposed
// (transposed convolution): (o + pad - t) / stride, for the taps t where the division is exact.
struct WindowAxis {
  int window = 1, stride = 1, dilation = 1, pad = 0;
  bool transposed = false;
  int divisor = 1;  // >= 1; transposed: 1

  // Taps that one output steps over: all, or transposed the ceil(window / stride) that can hit.
  int taps() const { return transposed ? (window + stride - 1) / stride : window; }
  // The `step`-th of these taps for an output: its kernel index and input position (which may lie outside the
  // input); false if it misses.
  bool find(int output, int step, int* kernel, int* position) const;
  // Input positions that a range of outputs reads, clipped to [0, size).
  Range input_range(Range outputs, int size) const;
  // Useful (output, tap) pairs of a range of outputs of an input of `size`: outputs * window as networks are
  // counted, padding included; transposed: the pairs that meet an input position.
  std::int64_t useful_taps(Range outputs, int size) const;
  // Input positions that `outputs` neighbouring outputs read at most, unclipped.
  std::int64_t input_extent(int outputs) const;

 private:
  // Of an axis that is not transposed.
  int position(int output, int tap) const {
    return static_cast<int>(
        machine::floor_div(std::int64_t{output} * stride - pad + tap * dilation, divisor));
  }
};

inline Range WindowAxis::input_range(Range out, int size) const {
  if (out.size() == 0) return {};
  Range in;
  if (transposed) {
    in.begin = -machine::floor_div(-(out.begin + pad - window + 1), stride);
    in.end = machine::floor_div(out.end - 1 + pad, stride) + 1;
  } else if (divisor == 1) {
    in.begin = out.begin * stride - pad;
    in.end = (out.end - 1) * stride - pad + (window - 1) * dilation + 1;
  } else {
    in.begin = position(out.begin, 0);
    in.end = position(out.end - 1, window - 1) + 1;
  }
  return {std::max(in.begin, 0), std::min(in.end, size)};
}

// A buffer is stored data; a view is a window on one: parts of a concatenation, slices, heads and time steps,
// at no cost.
struct Buffer {
  std::string name;
  workloads::Shape shape;
  int element_bytes = 1;  // 1 or 2
};
struct View {
  int buffer = -1;          // -1: absent
  int y = 0, x = 0, c = 0;  // offset of the window
  workloads::Shape shape;   // its extent
  bool operator==(const View& o) const {
    return buffer == o.buffer && y == o.y && x == o.x && c == o.c && shape == o.shape;
  }
};

// Of an op's own result with its second operand: result + operand2, result - operand2, result * operand2,
// result / operand2.
enum class Combine { none, add, subtract, multiply, divide };

// Of weights whose output channels have scales of their own, by output channel g * K + k.
struct ChannelQuantization {
  std::vector<float> multipliers;
  std::vector<int> weight_zero_points;
};

struct Op {
  std::string name;
  int layer = 0;  // index in Network::layers; several ops may come from one layer
  Kernel kernel = Kernel::mac;
  int G = 1, K = 1, C = 1;       // groups, output channels per group, input channels per group
  int Y = 1, X = 1;              // output rows and columns
  WindowAxis rows, columns;      // kernel window: R = rows.window, S = columns.window
  View input, operand2, output;  // input.shape is H x W x (G*C), but of rearrangements; output.shape is Y x X
                                 // x (G*K), or C channels for row kernels
  Combine combine = Combine::none;  // element-wise with operand2 after requantisation (not for cell kernels,
                                    // which read operand2 themselves)
  // sum with a window of 1 x 1 and C = K = 1: each output (y, x, g) is this element of the input, which then
  // has any shape of as many elements. Null for all other ops: output (y, x, g) is made of the inputs around
  // it.
  std::shared_ptr<const Rearrangement> rearrangement;
  bool broadcast_operand2 = false;  // operand2 is 1 x 1 x channels
  bool average = false;             // sum: multiplier is divided by the window's valid elements
  int row_window = 1;               // local_response_norm: channels in a sum

  // Weights: a parameter set of a layer (kept in DRAM, tile by tile), or an activation (matmul's second
  // operand), or none.
  int parameter_layer = -1, parameter_set = 0;
  View weight_view;              // matmul: 1 x N x (G*D)
  bool transpose_weight = true;  // matmul: true: w[g][k][c] = b[k][g*C+c]; false: w[g][k][c] = b[c][g*K+k]
  bool has_bias = false;
  int weight_bits = 8;  // of each weight: 4, 8 or 16

  // Post-processing of one output: requantize(acc, multiplier) to `own`; activate(activation); combine with
  // operand2 to `out`; activate(activation2).
  workloads::Quantization in_q, own_q, operand2_q, out_q;  // without combine own_q == out_q
  int weight_zero_point = 0;
  float multiplier =
      1;  // average: sx and sy are needed instead: multiplier = in_q.scale / (own_q.scale * float(count))
  // Instead of multiplier and weight_zero_point; null: these are for all output channels.
  std::shared_ptr<const ChannelQuantization> by_channel;
  workloads::Activation activation = workloads::Activation::none, activation2 = workloads::Activation::none;

  int R() const { return rows.window; }
  int S() const { return columns.window; }
  bool has_weights() const { return kernel == Kernel::mac || kernel == Kernel::layer_norm; }
  // The MACs of a lane multiply 8 x 8 bits: so many take part in one product.
  int macs_per_product() const { return in_q.bytes() * (weight_bits > 8 ? 2 : 1); }
  int sum_bytes() const { return macs_per_product() > 1 ? 8 : 4; }  // of a partial sum
  int output_channels() const { return is_row_kernel(kernel) ? C : G * K; }
  std::uint64_t macs() const;  // useful multiply-accumulates (0 unless mac)
  // Bytes of weights of a range: g x k output channels over c input channels, those of each output channel in
  // whole bytes; bias (4 bytes per output channel) comes with the last c.
  std::int64_t weight_bytes(int g, int k, int c, bool with_bias) const;
};

}  // namespace apollo::program
