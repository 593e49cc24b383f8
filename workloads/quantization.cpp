#include "workloads/quantization.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace apollo::workloads {
namespace {

// Saturates after the zero point has been added; nearbyint rounds half to even in the default rounding mode.
template <typename Real>
std::int8_t quantized(Real units, int zero_point) {
  const Real value = std::nearbyint(units) + static_cast<Real>(zero_point);
  return static_cast<std::int8_t>(std::clamp(value, Real{-128}, Real{127}));
}

double real(std::int8_t value, Quantization q) { return double{q.scale} * (value - q.zero_point); }

std::int8_t from_real(double value, Quantization q) {
  return quantized(value / double{q.scale}, q.zero_point);
}

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

double lstm_cell(const std::int8_t gates[4], Quantization qg, std::int8_t c, Quantization qc) {
  return sigmoid(real(gates[1], qg)) * real(c, qc) +
         sigmoid(real(gates[0], qg)) * std::tanh(real(gates[2], qg));
}

}  // namespace

std::int8_t requantize(std::int32_t accumulator, float multiplier, int zero_point) {
  return quantized(static_cast<float>(accumulator) * multiplier, zero_point);
}

std::int8_t activate(Activation activation, std::int8_t value, Quantization q) {
  if (activation == Activation::none) return value;
  return from_real(apply(activation, real(value, q)), q);
}

std::int8_t add(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy) {
  const float left = static_cast<float>(a - qa.zero_point) * (qa.scale / qy.scale);
  const float right = static_cast<float>(b - qb.zero_point) * (qb.scale / qy.scale);
  return quantized(left + right, qy.zero_point);
}

std::int8_t multiply(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy) {
  const float product = static_cast<float>((a - qa.zero_point) * (b - qb.zero_point));
  return quantized(product * (qa.scale * qb.scale / qy.scale), qy.zero_point);
}

std::int8_t subtract(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy) {
  const float left = static_cast<float>(a - qa.zero_point) * (qa.scale / qy.scale);
  const float right = static_cast<float>(b - qb.zero_point) * (qb.scale / qy.scale);
  return quantized(left - right, qy.zero_point);
}

std::int8_t divide(std::int8_t a, Quantization qa, std::int8_t b, Quantization qb, Quantization qy) {
  const int divisor = b == qb.zero_point ? 1 : b - qb.zero_point;
  const float quotient = static_cast<float>(a - qa.zero_point) / static_cast<float>(divisor);
  return quantized(quotient * (qa.scale / (qb.scale * qy.scale)), qy.zero_point);
}

void softmax(const std::int8_t* x, int count, Quantization qx, std::int8_t* y, Quantization qy) {
  const int highest = *std::max_element(x, x + count);
  std::vector<double> e(static_cast<std::size_t>(count));  // integers, exact in a double
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    e[i] = std::nearbyint(std::exp(-double{qx.scale} * (highest - x[i])) * (1 << 20));
    sum += e[i];
  }
  for (int i = 0; i < count; ++i) y[i] = from_real(e[i] / sum, qy);
}

void layer_norm(const std::int8_t* x, int count, Quantization qx, const std::int8_t* gamma,
                const std::int8_t* beta, std::int8_t* y, Quantization qy) {
  std::int64_t sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const int value = x[i] - qx.zero_point;
    sum += value;
    squares += value * value;
  }
  const double mean = static_cast<double>(sum) / count;
  const double variance = static_cast<double>(squares) / count - mean * mean;
  const double deviation = std::sqrt(variance + 1e-5);
  for (int i = 0; i < count; ++i) {
    const double normal = (x[i] - qx.zero_point - mean) / deviation;
    y[i] = from_real((normal * gamma[i] + beta[i]) / 64, qy);
  }
}

void local_response_norm(const std::int8_t* x, int count, Quantization qx, int window, std::int8_t* y,
                         Quantization qy) {
  for (int i = 0; i < count; ++i) {
    const int first = std::max(0, i - (window - 1) / 2), last = std::min(count - 1, i + window / 2);
    std::int64_t squares = 0;
    for (int j = first; j <= last; ++j) squares += (x[j] - qx.zero_point) * (x[j] - qx.zero_point);
    const double energy = double{qx.scale} * qx.scale * static_cast<double>(squares);
    y[i] = from_real(real(x[i], qx) / std::pow(1 + 1e-4 / window * energy, 0.75), qy);
  }
}

std::int8_t lstm_state(const std::int8_t gates[4], Quantization qg, std::int8_t c, Quantization qc,
                       Quantization qy) {
  return from_real(lstm_cell(gates, qg, c, qc), qy);
}

std::int8_t lstm_output(const std::int8_t gates[4], Quantization qg, std::int8_t c, Quantization qc,
                        Quantization qy) {
  return from_real(sigmoid(real(gates[3], qg)) * std::tanh(lstm_cell(gates, qg, c, qc)), qy);
}

void gru_gates(const std::int8_t gx[3], Quantization qgx, const std::int8_t gh[3], Quantization qgh,
               std::int8_t zn[2], Quantization qy) {
  const double reset = sigmoid(real(gx[0], qgx) + real(gh[0], qgh));
  zn[0] = from_real(sigmoid(real(gx[1], qgx) + real(gh[1], qgh)), qy);
  zn[1] = from_real(std::tanh(real(gx[2], qgx) + reset * real(gh[2], qgh)), qy);
}

std::int8_t gru_output(const std::int8_t zn[2], Quantization qzn, std::int8_t h, Quantization qh,
                       Quantization qy) {
  const double update = real(zn[0], qzn);
  return from_real((1 - update) * real(zn[1], qzn) + update * real(h, qh), qy);
}

}  // namespace apollo::workloads
