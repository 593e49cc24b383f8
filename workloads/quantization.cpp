#include "workloads/quantization.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace apollo::workloads {
namespace {

// Saturates after the zero point has been added; nearbyint rounds half to even in the default rounding mode.
template <typename Real>
Value quantized(Real units, Quantization q) {
  const Real value = std::nearbyint(units) + static_cast<Real>(q.zero_point);
  return static_cast<Value>(
      std::clamp(value, static_cast<Real>(lowest_value(q.bits)), static_cast<Real>(highest_value(q.bits))));
}

std::int64_t product_of(int a, int b) { return std::int64_t{a} * b; }

double real(Value value, Quantization q) { return double{q.scale} * (value - q.zero_point); }

Value from_real(double value, Quantization q) { return quantized(value / double{q.scale}, q); }

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

double relu6(double x) { return std::clamp(x, 0.0, 6.0); }

double apply(Activation activation, double x) {
  switch (activation) {
    case Activation::none:
      return x;
    case Activation::relu:
      return std::max(x, 0.0);
    case Activation::relu6:
      return relu6(x);
    case Activation::leaky_relu:
      return x < 0 ? 0.01 * x : x;
    case Activation::sigmoid:
      return sigmoid(x);
    case Activation::tanh:
      return std::tanh(x);
    case Activation::hard_sigmoid:
      return relu6(x + 3) / 6;
    case Activation::hard_swish:
      return x * relu6(x + 3) / 6;
    case Activation::swish:
      return x * sigmoid(x);
    case Activation::gelu:
      return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
  }
  return x;
}

double lstm_cell(const Value gates[4], Quantization qg, Value c, Quantization qc) {
  return sigmoid(real(gates[1], qg)) * real(c, qc) +
         sigmoid(real(gates[0], qg)) * std::tanh(real(gates[2], qg));
}

}  // namespace

Value requantize(std::int64_t accumulator, float multiplier, Quantization qy) {
  return quantized(static_cast<float>(accumulator) * multiplier, qy);
}

Value activate(Activation activation, Value value, Quantization q) {
  if (activation == Activation::none) return value;
  return from_real(apply(activation, real(value, q)), q);
}

Value add(Value a, Quantization qa, Value b, Quantization qb, Quantization qy) {
  const float left = static_cast<float>(a - qa.zero_point) * (qa.scale / qy.scale);
  const float right = static_cast<float>(b - qb.zero_point) * (qb.scale / qy.scale);
  return quantized(left + right, qy);
}

Value multiply(Value a, Quantization qa, Value b, Quantization qb, Quantization qy) {
  const float product = static_cast<float>(product_of(a - qa.zero_point, b - qb.zero_point));
  return quantized(product * (qa.scale * qb.scale / qy.scale), qy);
}

Value subtract(Value a, Quantization qa, Value b, Quantization qb, Quantization qy) {
  const float left = static_cast<float>(a - qa.zero_point) * (qa.scale / qy.scale);
  const float right = static_cast<float>(b - qb.zero_point) * (qb.scale / qy.scale);
  return quantized(left - right, qy);
}

Value divide(Value a, Quantization qa, Value b, Quantization qb, Quantization qy) {
  const int divisor = b == qb.zero_point ? 1 : b - qb.zero_point;
  const float quotient = static_cast<float>(a - qa.zero_point) / static_cast<float>(divisor);
  return quantized(quotient * (qa.scale / (qb.scale * qy.scale)), qy);
}

void softmax(const Value* x, int count, Quantization qx, Value* y, Quantization qy) {
  const int highest = *std::max_element(x, x + count);
  std::vector<double> e(static_cast<std::size_t>(count));  // integers, exact in a double
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    e[i] = std::nearbyint(std::exp(-double{qx.scale} * (highest - x[i])) * (1 << 20));
    sum += e[i];
  }
  for (int i = 0; i < count; ++i) y[i] = from_real(e[i] / sum, qy);
}

void layer_norm(const Value* x, int count, Quantization qx, const Value* gamma, const Value* beta, Value* y,
                Quantization qy) {
  std::int64_t sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const int value = x[i] - qx.zero_point;
    sum += value;
    squares += product_of(value, value);
  }
  const double mean = static_cast<double>(sum) / count;
  const double variance = static_cast<double>(squares) / count - mean * mean;
  const double deviation = std::sqrt(variance + 1e-5);
  for (int i = 0; i < count; ++i) {
    const double normal = (x[i] - qx.zero_point - mean) / deviation;
    y[i] = from_real((normal * gamma[i] + beta[i]) / 64, qy);
  }
}

void local_response_norm(const Value* x, int count, Quantization qx, int window, Value* y, Quantization qy) {
  for (int i = 0; i < count; ++i) {
    const int first = std::max(0, i - (window - 1) / 2), last = std::min(count - 1, i + window / 2);
    std::int64_t squares = 0;
    for (int j = first; j <= last; ++j) squares += product_of(x[j] - qx.zero_point, x[j] - qx.zero_point);
    const double energy = double{qx.scale} * qx.scale * static_cast<double>(squares);
    y[i] = from_real(real(x[i], qx) / std::pow(1 + 1e-4 / window * energy, 0.75), qy);
  }
}

Value lstm_state(const Value gates[4], Quantization qg, Value c, Quantization qc, Quantization qy) {
  return from_real(lstm_cell(gates, qg, c, qc), qy);
}

Value lstm_output(const Value gates[4], Quantization qg, Value c, Quantization qc, Quantization qy) {
  return from_real(sigmoid(real(gates[3], qg)) * std::tanh(lstm_cell(gates, qg, c, qc)), qy);
}

void gru_gates(const Value gx[3], Quantization qgx, const Value gh[3], Quantization qgh, Value zn[2],
               Quantization qy) {
  const double reset = sigmoid(real(gx[0], qgx) + real(gh[0], qgh));
  zn[0] = from_real(sigmoid(real(gx[1], qgx) + real(gh[1], qgh)), qy);
  zn[1] = from_real(std::tanh(real(gx[2], qgx) + reset * real(gh[2], qgh)), qy);
}

Value gru_output(const Value zn[2], Quantization qzn, Value h, Quantization qh, Quantization qy) {
  const double update = real(zn[0], qzn);
  return from_real((1 - update) * real(zn[1], qzn) + update * real(h, qh), qy);
}

}  // namespace apollo::workloads
