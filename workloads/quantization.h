#pragma once
#include <cstdint>

// The integer arithmetic of a network's layers: the specification that both the plain reference and the
// chip's cores call. Requantisation follows ONNX QLinearConv: scale, round half to even, add zero point,
// saturate.
namespace apollo::workloads {

// real = scale * (quantized - zero_point). scale > 0; zero_point in [-128, 127].
struct Quantization {
  float scale = 1.0F / 32;
  int zero_point = 0;
  bool operator==(const Quantization& o) const { return scale == o.scale && zero_point == o.zero_point; }
};

// leaky_relu has slope 0.01 below zero; hard_sigmoid(x) = relu6(x + 3) / 6; hard_swish(x) = x *
// hard_sigmoid(x); swish(x) = x * sigmoid(x); gelu is the exact one, with erf.
enum class Activation { none, relu, relu6, leaky_relu, sigmoid, tanh, hard_sigmoid, hard_swish, swish, gelu };

// saturate(round_half_to_even(float(accumulator) * multiplier) + zero_point), as int8. All float operations
// in single precision.
std::int8_t requantize(std::int32_t accumulator, float multiplier, int zero_point);

// Applies the activation to a value at quantization q and returns it at the same quantization:
// saturate(round_half_to_even(f(q.scale * (value - q.zero_point)) / q.scale) + q.zero_point), f evaluated in
// double precision.
std::int8_t activate(Activation activation, std::int8_t value, Quantization q);

// ONNX QLinearAdd: saturate(rte(float(a - za) * (sa / sy) + float(b - zb) * (sb / sy)) + zy), single
// precision, no fused multiply-add.
std::int8_t add(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy);

// ONNX QLinearMul: saturate(rte(float((a - za) * (b - zb)) * (sa * sb / sy)) + zy), single precision.
std::int8_t multiply(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy);

// As add, with the second term subtracted.
std::int8_t subtract(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy);

// saturate(rte(float(a - za) / float(d) * (sa / (sb * sy))) + zy), single precision, where d = b - zb, or 1
// if that is 0.
std::int8_t divide(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy);

// Softmax of one row of `count` values, order-independent: with e(d) = rte(exp(-qx.scale * d) * 2^20) for d =
// max - x_i (an integer), y_i = saturate(rte(double(e_i) / double(sum e) / qy.scale) + zy).
void softmax(const std::int8_t* x, int count, Quantization qx, std::int8_t* y, Quantization qy);

// Layer normalisation of one row in double precision: mean and variance from the integer sums of (x - zx) and
// (x - zx)^2, y_i = saturate(rte(((x_i - zx) - mean) / sqrt(variance + 1e-5) * gamma_i / 64 / qy.scale +
// beta_i / 64 / qy.scale) + zy); gamma, beta int8. (Written exactly as: n = ((x - zx) - mean) / sqrt(variance
// + 1e-5); real = (n * gamma + beta) / 64; y = rte(real / qy.scale) + zy.)
void layer_norm(const std::int8_t* x, int count, Quantization qx, const std::int8_t* gamma,
                const std::int8_t* beta, std::int8_t* y, Quantization qy);

// Local response normalisation of one row (ONNX LRN, alpha = 1e-4, beta = 0.75, bias = 1) in double
// precision: y_i = saturate(rte(qx.scale * (x_i - zx) / (1 + 1e-4 / window * qx.scale^2 * sum (x_j -
// zx)^2)^0.75 / qy.scale) + zy), the integer sum going over j from i - floor((window - 1) / 2) to i +
// ceil((window - 1) / 2) within the row.
void local_response_norm(const std::int8_t* x, int count, Quantization qx, int window, std::int8_t* y,
                         Quantization qy);

// One LSTM unit from its four pre-activation gates in the order input, forget, cell, output (quantization qg)
// and its cell state: c' = sigmoid(f) * c + sigmoid(i) * tanh(g); h' = sigmoid(o) * tanh(c'), in double
// precision from dequantised values (h' uses the unrounded c'); each result is rounded half to even at its
// own quantization and saturated.
std::int8_t lstm_state(const std::int8_t gates[4], Quantization qg, std::int8_t c, Quantization qc,
                       Quantization qy);
std::int8_t lstm_output(const std::int8_t gates[4], Quantization qg, std::int8_t c, Quantization qc,
                        Quantization qy);

// One GRU unit (linear_before_reset = 1): gx and gh are the input and recurrent parts of its three gates in
// the order reset, update, new. r = sigmoid(gx0 + gh0); zn[0] = z = sigmoid(gx1 + gh1); zn[1] = n = tanh(gx2
// + r * gh2), both at quantization qy.
void gru_gates(const std::int8_t gx[3], Quantization qgx, const std::int8_t gh[3], Quantization qgh,
               std::int8_t zn[2], Quantization qy);
// h' = (1 - z) * n + z * h.
std::int8_t gru_output(const std::int8_t zn[2], Quantization qzn, std::int8_t h, Quantization qh,
                       Quantization qy);

}  // namespace apollo::workloads
