#pragma once
#include <cstdint>
#include <vector>

// The integer arithmetic of a network's layers: the specification that both the plain reference and the
// chip's cores call. Requantisation follows ONNX QLinearConv: scale, round half to even, add zero point,
// saturate.
namespace apollo::workloads {

// An element of a tensor, or a weight, of any width.
using Value = std::int16_t;
using Values = std::vector<Value>;

// The values of signed integers of 4, 8 or 16 bits.
constexpr int lowest_value(int bits) { return -(1 << (bits - 1)); }
constexpr int highest_value(int bits) { return (1 << (bits - 1)) - 1; }

// real = scale * (quantized - zero_point). scale > 0; zero_point is one of the values.
struct Quantization {
  float scale = 1.0F / 32;
  int zero_point = 0;
  int bits = 8;  // or 16; to "saturate" is to take the nearest value that has so many

  int bytes() const { return bits / 8; }  // of an element, in every memory
  bool operator==(const Quantization& o) const {
    return scale == o.scale && zero_point == o.zero_point && bits == o.bits;
  }
};

// The same range of real numbers in elements of so many bits, at least q.bits.
constexpr Quantization with_bits(Quantization q, int bits) {
  for (; q.bits < bits; ++q.bits) q.scale /= 2, q.zero_point *= 2;
  return q;
}

// leaky_relu has slope 0.01 below zero; hard_sigmoid(x) = relu6(x + 3) / 6; hard_swish(x) = x *
// hard_sigmoid(x); swish(x) = x * sigmoid(x); gelu is the exact one, with erf.
enum class Activation { none, relu, relu6, leaky_relu, sigmoid, tanh, hard_sigmoid, hard_swish, swish, gelu };

// saturate(round_half_to_even(float(accumulator) * multiplier) + qy.zero_point). All float operations in
// single precision.
Value requantize(std::int64_t accumulator, float multiplier, Quantization qy);

// Applies the activation to a value at quantization q and returns it at the same quantization:
// saturate(round_half_to_even(f(q.scale * (value - q.zero_point)) / q.scale) + q.zero_point), f evaluated in
// double precision.
Value activate(Activation activation, Value value, Quantization q);

// ONNX QLinearAdd: saturate(rte(float(a - za) * (sa / sy) + float(b - zb) * (sb / sy)) + zy), single
// precision, no fused multiply-add.
Value add(Value a, Quantization qa, Value b, Quantization qb, Quantization qy);

// ONNX QLinearMul: saturate(rte(float((a - za) * (b - zb)) * (sa * sb / sy)) + zy), single precision.
Value multiply(Value a, Quantization qa, Value b, Quantization qb, Quantization qy);

// As add, with the second term subtracted.
Value subtract(Value a, Quantization qa, Value b, Quantization qb, Quantization qy);

// saturate(rte(float(a - za) / float(d) * (sa / (sb * sy))) + zy), single precision, where d = b - zb, or 1
// if that is 0.
Value divide(Value a, Quantization qa, Value b, Quantization qb, Quantization qy);

// Softmax of one row of `count` values, order-independent: with e(d) = rte(exp(-qx.scale * d) * 2^20) for d =
// max - x_i (an integer), y_i = saturate(rte(double(e_i) / double(sum e) / qy.scale) + zy).
void softmax(const Value* x, int count, Quantization qx, Value* y, Quantization qy);

// Layer normalisation of one row in double precision: mean and variance from the integer sums of (x - zx) and
// (x - zx)^2, y_i = saturate(rte(((x_i - zx) - mean) / sqrt(variance + 1e-5) * gamma_i / 64 / qy.scale +
// beta_i / 64 / qy.scale) + zy); gamma, beta of 8 bits. (Written exactly as: n = ((x - zx) - mean) /
// sqrt(variance
// + 1e-5); real = (n * gamma + beta) / 64; y = rte(real / qy.scale) + zy.)
void layer_norm(const Value* x, int count, Quantization qx, const Value* gamma, const Value* beta, Value* y,
                Quantization qy);

// Local response normalisation of one row (ONNX LRN, alpha = 1e-4, beta = 0.75, bias = 1) in double
// precision: y_i = saturate(rte(qx.scale * (x_i - zx) / (1 + 1e-4 / window * qx.scale^2 * sum (x_j -
// zx)^2)^0.75 / qy.scale) + zy), the integer sum going over j from i - floor((window - 1) / 2) to i +
// ceil((window - 1) / 2) within the row.
void local_response_norm(const Value* x, int count, Quantization qx, int window, Value* y, Quantization qy);

// One LSTM unit from its four pre-activation gates in the order input, forget, cell, output (quantization qg)
// and its cell state: c' = sigmoid(f) * c + sigmoid(i) * tanh(g); h' = sigmoid(o) * tanh(c'), in double
// precision from dequantised values (h' uses the unrounded c'); each result is rounded half to even at its
// own quantization and saturated.
Value lstm_state(const Value gates[4], Quantization qg, Value c, Quantization qc, Quantization qy);
Value lstm_output(const Value gates[4], Quantization qg, Value c, Quantization qc, Quantization qy);

// One GRU unit (linear_before_reset = 1): gx and gh are the input and recurrent parts of its three gates in
// the order reset, update, new. r = sigmoid(gx0 + gh0); zn[0] = z = sigmoid(gx1 + gh1); zn[1] = n = tanh(gx2
// + r * gh2), both at quantization qy.
constexpr Quantization gru_gates_quantization(int bits) { return with_bits({1.0F / 128, 0}, bits); }
void gru_gates(const Value gx[3], Quantization qgx, const Value gh[3], Quantization qgh, Value zn[2],
               Quantization qy);
// h' = (1 - z) * n + z * h.
Value gru_output(const Value zn[2], Quantization qzn, Value h, Quantization qh, Quantization qy);

}  // namespace apollo::workloads
