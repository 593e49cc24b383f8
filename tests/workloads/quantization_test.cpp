#include "workloads/quantization.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace apollo::workloads {
namespace {

constexpr Quantization kUnit{1, 0};

TEST(Requantize, RoundsHalvesToEven) {
  EXPECT_EQ(requantize(1, 0.5F, {}), 0);   // 0.5
  EXPECT_EQ(requantize(3, 0.5F, {}), 2);   // 1.5
  EXPECT_EQ(requantize(5, 0.5F, {}), 2);   // 2.5
  EXPECT_EQ(requantize(-1, 0.5F, {}), 0);  // -0.5
  EXPECT_EQ(requantize(-3, 0.5F, {}), -2);
  EXPECT_EQ(requantize(-5, 0.5F, {}), -2);
}

TEST(Requantize, AddsTheZeroPointAfterRounding) {
  EXPECT_EQ(requantize(1, 0.5F, {1, 1}), 1);  // rte(0.5) + 1, not rte(1.5)
  EXPECT_EQ(requantize(3, 0.5F, {1, -1}), 1);
}

TEST(Requantize, SaturatesAfterTheZeroPoint) {
  EXPECT_EQ(requantize(127, 1, {}), 127);
  EXPECT_EQ(requantize(128, 1, {}), 127);
  EXPECT_EQ(requantize(130, 1, {1, -10}), 120);
  EXPECT_EQ(requantize(-129, 1, {}), -128);
  EXPECT_EQ(requantize(2147483647, 1e9F, {}), 127);
  EXPECT_EQ(requantize(-2147483647 - 1, 1e9F, {1, 127}), -128);
}

TEST(Requantize, SaturatesAtTheWidthOfItsResult) {
  EXPECT_EQ(requantize(128, 1, {1, 0, 16}), 128);
  EXPECT_EQ(requantize(32768, 1, {1, 0, 16}), 32767);
  EXPECT_EQ(requantize(-32760, 1, {1, -10, 16}), -32768);
  EXPECT_EQ(requantize(std::int64_t{1} << 40, std::ldexp(1.0F, -30), {1, 0, 16}), 1 << 10);
}

TEST(WithBits, CoversTheSameRange) {
  const Quantization narrow{0.5F, -3}, wide = with_bits(narrow, 16);
  EXPECT_EQ(wide, (Quantization{0.5F / 256, -3 * 256, 16}));
  EXPECT_EQ(with_bits(narrow, 8), narrow);
}

TEST(Multiply, OfWideOperandsDoesNotOverflow) {
  const Quantization wide{1, 0, 16};
  const float scale = std::ldexp(1.0F, 15);
  EXPECT_EQ(multiply(-32768, wide, -32768, wide, {scale, 0, 16}), 32767);  // 2^15
  EXPECT_EQ(multiply(-32768, wide, 16384, wide, {scale, 0, 16}), -16384);
}

TEST(Requantize, ConvertsTheAccumulatorInSinglePrecision) {
  // 2^24 + 1 is no float: it becomes 2^24, which times 2^-24 is 1.
  EXPECT_EQ(requantize((1 << 24) + 1, std::ldexp(1.0F, -24), {}), 1);
}

TEST(Activate, FollowsEachDefinition) {
  const Quantization q{0.5F, 10};  // value 10 + 2 x is x
  const auto at = [&](Activation activation, double x) {
    return activate(activation, static_cast<Value>(10 + 2 * x), q);
  };
  EXPECT_EQ(at(Activation::none, -3), 4);
  EXPECT_EQ(at(Activation::relu, -3), 10);
  EXPECT_EQ(at(Activation::relu, 3), 16);
  EXPECT_EQ(at(Activation::relu6, 20), 22);
  EXPECT_EQ(at(Activation::leaky_relu, -50), 9);    // -0.5 is one step
  EXPECT_EQ(at(Activation::sigmoid, 0), 11);        // 0.5
  EXPECT_EQ(at(Activation::tanh, 20), 12);          // 1
  EXPECT_EQ(at(Activation::hard_sigmoid, -3), 10);  // 0
  EXPECT_EQ(at(Activation::hard_sigmoid, 3), 12);   // 1
  EXPECT_EQ(at(Activation::hard_swish, 3), 16);
  EXPECT_EQ(at(Activation::hard_swish, -1.5), 9);  // -1.5 * 1.5 / 6 = -0.375, -0.75 steps
  EXPECT_EQ(at(Activation::swish, 1), 11);         // 0.731, 1.46 steps
  EXPECT_EQ(at(Activation::gelu, 1), 12);          // 0.841, 1.68 steps
}

TEST(Add, MatchesHandDerivedSums) {
  // (10 - 2) * 0.5 / 0.25 + (-3 - 1) * 0.125 / 0.25 = 16 - 2 = 14, plus 5.
  EXPECT_EQ(add(10, {0.5F, 2}, -3, {0.125F, 1}, {0.25F, 5}), 19);
  EXPECT_EQ(add(1, kUnit, 0, kUnit, {2, 0}), 0);  // 0.5
  EXPECT_EQ(add(3, kUnit, 0, kUnit, {2, 0}), 2);  // 1.5
  EXPECT_EQ(add(100, kUnit, 100, kUnit, kUnit), 127);
  EXPECT_EQ(add(-100, kUnit, -100, kUnit, kUnit), -128);
}

TEST(Multiply, MatchesHandDerivedProducts) {
  // (10 - 2) * (-3 - 1) * (0.5 * 0.125 / 0.25) = -8, plus 5.
  EXPECT_EQ(multiply(10, {0.5F, 2}, -3, {0.125F, 1}, {0.25F, 5}), -3);
  EXPECT_EQ(multiply(5, kUnit, 1, kUnit, {2, 0}), 2);  // 2.5
  EXPECT_EQ(multiply(-128, kUnit, -128, kUnit, kUnit), 127);
}

TEST(Softmax, GivesEqualValuesEqualShares) {
  const Value x[4] = {7, 7, 7, 7};
  Value y[4];
  softmax(x, 4, kUnit, y, {1.0F / 256, -128});
  for (const Value value : y) EXPECT_EQ(value, -64);  // 0.25 * 256 - 128
}

TEST(Softmax, MatchesTheLogisticFunctionForTwo) {
  const Value x[2] = {1, 0};
  Value y[2];
  softmax(x, 2, kUnit, y, {1.0F / 256, -128});
  EXPECT_EQ(y[0], 59);   // 1 / (1 + 1 / e) = 0.73106, times 256 = 187.15
  EXPECT_EQ(y[1], -59);  // 68.85
}

TEST(Softmax, SumsToOneWithinRounding) {
  Values x(200), y(200);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<Value>(i * 37 % 256 - 128);
  softmax(x.data(), 200, {1.0F / 32, 3}, y.data(), {1.0F / 2048, -128});
  const int sum = std::accumulate(y.begin(), y.end(), 0) + 128 * 200;
  EXPECT_NEAR(sum, 2048, 100);  // half a step for each of 200
}

TEST(Softmax, DoesNotDependOnTheOrder) {
  const Value x[3] = {5, -9, 2}, reversed[3] = {2, -9, 5};
  Value y[3], z[3];
  softmax(x, 3, {0.25F, 0}, y, {1.0F / 256, -128});
  softmax(reversed, 3, {0.25F, 0}, z, {1.0F / 256, -128});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(y[i], z[2 - i]);
}

TEST(Subtract, TakesTheSecondFromTheFirst) {
  EXPECT_EQ(subtract(5, kUnit, 3, kUnit, kUnit), 2);
  // 0.5 * (7 - 1) - 2 * (3 - 2) = 1, at a scale of 0.25 around 10.
  EXPECT_EQ(subtract(7, {0.5F, 1}, 3, {2, 2}, {0.25F, 10}), 14);
  EXPECT_EQ(subtract(-100, kUnit, 100, kUnit, kUnit), -128);
}

TEST(Divide, ByZeroIsByTheSmallestPositiveValue) {
  EXPECT_EQ(divide(7, kUnit, 2, kUnit, kUnit), 4);  // 3.5 to even
  EXPECT_EQ(divide(7, kUnit, 0, kUnit, kUnit), 7);
  // 0.5 * (7 - 1) / (2 * (5 - 2)) = 0.5, at a scale of 0.25 around 10; the zero of the divisor is 2.
  EXPECT_EQ(divide(7, {0.5F, 1}, 5, {2, 2}, {0.25F, 10}), 12);
  EXPECT_EQ(divide(7, {0.5F, 1}, 2, {2, 2}, {0.25F, 10}), 16);  // 3 / 2 = 1.5
}

// x / (1 + 1e-4 / window * sum of squares) ^ 0.75, inputs in steps of 10.
TEST(LocalResponseNorm, DividesByTheNeighboursOfAnOddWindow) {
  const Value x[3] = {11, 1, 21};  // 100, 0, 200
  Value y[3];
  local_response_norm(x, 3, {10, 1}, 3, y, kUnit);
  EXPECT_EQ(y[0], 81);  // 100 / (1 + 1/3) ^ 0.75 = 80.6
  EXPECT_EQ(y[1], 0);
  EXPECT_EQ(y[2], 106);  // 200 / (1 + 4/3) ^ 0.75 = 105.9
}

TEST(LocalResponseNorm, AnEvenWindowReachesFurtherUpwards) {
  const Value x[3] = {10, 20, 0};
  Value y[3];
  local_response_norm(x, 3, {10, 0}, 2, y, kUnit);
  EXPECT_EQ(y[0], 39);  // 100 / (1 + 2.5) ^ 0.75 = 39.1
  EXPECT_EQ(y[1], 88);  // 200 / (1 + 2) ^ 0.75 = 87.7
  EXPECT_EQ(y[2], 0);
}

TEST(LayerNorm, MatchesAHandDerivedRow) {
  // Around the zero point 10: -3, -1, 1, 3: mean 0, variance 5; gamma 64 is 1, beta 32 is 0.5.
  const Value x[4] = {7, 9, 11, 13}, gamma[4] = {64, 64, 64, -64}, beta[4] = {0, 0, 32, 0};
  Value y[4];
  layer_norm(x, 4, {0.1F, 10}, gamma, beta, y, {1.0F / 32, 1});
  EXPECT_EQ(y[0], -42);  // -3 / sqrt 5 * 32 = -42.93
  EXPECT_EQ(y[1], -13);  // -14.31
  EXPECT_EQ(y[2], 31);   // 14.31 + 16
  EXPECT_EQ(y[3], -42);
}

TEST(LayerNorm, OfAConstantRowIsBeta) {
  const Value x[3] = {100, 100, 100}, gamma[3] = {127, 127, 127}, beta[3] = {64, -64, 0};
  Value y[3];
  layer_norm(x, 3, kUnit, gamma, beta, y, {1.0F / 32, 0});
  EXPECT_EQ(y[0], 32);
  EXPECT_EQ(y[1], -32);
  EXPECT_EQ(y[2], 0);
}

constexpr Quantization kEighth{1.0F / 8, 0}, kFine{1.0F / 128, 0};

TEST(Lstm, WithOpenGatesAddsTheCandidateToTheState) {
  // Gates of 15.875 are 1 within 1e-6, tanh of it too: c' = 0.25 + 1, h' = tanh(1.25) = 0.84828.
  const Value gates[4] = {127, 127, 127, 127};
  EXPECT_EQ(lstm_state(gates, kEighth, 8, {1.0F / 32, 0}, {1.0F / 32, 0}), 40);
  EXPECT_EQ(lstm_output(gates, kEighth, 8, {1.0F / 32, 0}, kFine), 109);  // 108.58
}

TEST(Lstm, TakesItsGatesInTheOrderInputForgetCellOutput) {
  const Quantization qc{1.0F / 32, 0};
  const Value forget[4] = {-128, 127, 127, 127};  // keeps the state, ignores the candidate
  EXPECT_EQ(lstm_state(forget, kEighth, 20, qc, qc), 20);
  const Value input[4] = {127, -128, -128, 127};  // drops the state, takes the candidate -1
  EXPECT_EQ(lstm_state(input, kEighth, 20, qc, qc), -32);
  const Value closed[4] = {127, 127, 127, -128};
  EXPECT_EQ(lstm_output(closed, kEighth, 20, qc, kFine), 0);
}

TEST(Lstm, OutputUsesTheUnroundedState) {
  // c' = 0.5 * 1/32 at all gates 0, which rounds to 0 at a scale of 1/32, yet h' = 0.5 * tanh(1/64) = 1.0
  // steps of 1/128.
  const Value gates[4] = {0, 0, 0, 0};
  EXPECT_EQ(lstm_state(gates, kEighth, 1, {1.0F / 32, 0}, {1.0F / 32, 0}), 0);
  EXPECT_EQ(lstm_output(gates, kEighth, 1, {1.0F / 32, 0}, kFine), 1);
}

TEST(Gru, ResetGateMutesTheRecurrentPart) {
  Value zn[2];
  const Value gx[3] = {-128, 0, 0}, gh[3] = {-128, 0, 127};  // r = 0: n = tanh(0); z = 0.5
  gru_gates(gx, kEighth, gh, kEighth, zn, kFine);
  EXPECT_EQ(zn[0], 64);
  EXPECT_EQ(zn[1], 0);
  const Value open[3] = {127, 0, 0}, one[3] = {127, 0, 8};  // r = 1: n = tanh(1) = 0.76159
  gru_gates(open, kEighth, one, kEighth, zn, kFine);
  EXPECT_EQ(zn[1], 97);  // 97.48
}

TEST(Gru, UpdateGateMixesTheOldAndNewState) {
  const Value zn[2] = {32, 64};  // z = 0.25, n = 0.5; h = -1: 0.75 * 0.5 - 0.25 = 0.125
  EXPECT_EQ(gru_output(zn, kFine, -32, {1.0F / 32, 0}, {1.0F / 32, 0}), 4);
}

}  // namespace
}  // namespace apollo::workloads
