#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "reference_run.h"

// Sums are spelled out term by term, so that these tests share no loop with the reference.
namespace apollo::workloads {
namespace {

// Keeps the sums of these tests, bias included, well inside int8.
constexpr float kSmall = 1.0F / 256;

Layer weighted(LayerType type, int channels) {
  Layer layer = layer_of(type);
  layer.channels = channels;
  layer.weight_scale = kSmall;
  return layer;
}

TEST(ReferenceConvolution, SumsOverTheWindowAndSkipsPadding) {
  Layer layer = weighted(LayerType::convolution, 1);
  layer.kernel = {2, 2};
  layer.padding = {1, 1, 0, 0};
  const ReferenceRun run(layer, {input_of({2, 2, 1}, 3)}, {{13, 23, 33, 43}});
  const int a = 10, b = 20, c = 30, d = 40;  // without the zero point 3
  const auto w = [&](int i) { return run.weight(i); };
  EXPECT_EQ(run.output(), (Values{run.from_sum(0, a * w(3)), run.from_sum(0, a * w(2) + b * w(3)),
                                  run.from_sum(0, a * w(1) + c * w(3)),
                                  run.from_sum(0, a * w(0) + b * w(1) + c * w(2) + d * w(3))}));
}

TEST(ReferenceConvolution, StridesAndDilates) {
  Layer layer = weighted(LayerType::convolution, 1);
  layer.kernel = {1, 2};
  layer.stride = {1, 3};
  layer.dilation = {1, 2};
  const ReferenceRun run(layer, {input_of({1, 6, 1})}, {{1, 2, 3, 4, 5, 6}});
  EXPECT_EQ(run.output(), (Values{run.from_sum(0, 1 * run.weight(0) + 3 * run.weight(1)),
                                  run.from_sum(0, 4 * run.weight(0) + 6 * run.weight(1))}));
}

TEST(ReferenceConvolution, SumsWideProductsExactly) {
  constexpr int kTerms = 16;
  Layer layer = weighted(LayerType::convolution, 1);
  layer.weight_bits = 16;
  layer.weight_scale = std::ldexp(1.0F, -28);
  Tensor wide = input_of({1, 1, kTerms});
  wide.quantization.bits = 16;
  const ReferenceRun weights(layer, {wide}, {Values(kTerms)});
  Values x;  // of the weights' signs
  for (int c = 0; c < kTerms; ++c) x.push_back(weights.weight(c) > 0 ? 32767 : -32768);
  const ReferenceRun run(layer, {wide}, {x});
  std::int64_t sum = run.parameters.bias[0];
  for (int c = 0; c < kTerms; ++c) sum += std::int64_t{x[c]} * run.weight(c);
  EXPECT_GT(sum, std::int64_t{1} << 31) << "an int32 would do";
  EXPECT_EQ(run.output()[0], std::nearbyint(static_cast<float>(sum) * layer.weight_scale));
}

TEST(ReferenceConvolution, KeepsGroupsApart) {
  Layer layer = weighted(LayerType::convolution, 4);
  layer.groups = 2;
  const ReferenceRun run(layer, {input_of({1, 1, 4})}, {{1, 2, 3, 4}});
  const auto w = [&](int i) { return run.weight(i); };
  EXPECT_EQ(run.output(),
            (Values{run.from_sum(0, 1 * w(0) + 2 * w(1)), run.from_sum(1, 1 * w(2) + 2 * w(3)),
                    run.from_sum(2, 3 * w(4) + 4 * w(5)), run.from_sum(3, 3 * w(6) + 4 * w(7))}));
}

TEST(ReferenceConvolution, AppliesTheFusedActivationAfterRequantisation) {
  Layer layer = weighted(LayerType::convolution, 8);
  const ReferenceRun plain(layer, {input_of({1, 1, 1})}, {{50}});
  layer.activation = Activation::relu;
  const ReferenceRun fused(layer, {input_of({1, 1, 1})}, {{50}});
  for (int k = 0; k < 8; ++k) EXPECT_EQ(fused.output()[k], std::max<Value>(plain.output()[k], 0));
}

TEST(ReferenceConvolution, ScalesByInputWeightAndOutput) {
  const Layer layer = weighted(LayerType::convolution, 1);
  const ReferenceRun run(layer, {{"", {1, 1, 1}, {0.5F, 0}}}, {{100}}, {0.25F, -7});
  EXPECT_EQ(run.output()[0],
            requantize(100 * run.weight(0) + run.parameters.bias[0], 0.5F * kSmall / 0.25F, {0.25F, -7}));
}

TEST(ReferenceTransposedConvolution, AddsEachInputsKernelAtItsStride) {
  Layer layer = weighted(LayerType::transposed_convolution, 1);
  layer.kernel = {1, 3};
  layer.stride = {1, 2};
  const ReferenceRun run(layer, {input_of({1, 2, 1}, 1)}, {{11, 21}});
  const int w0 = run.weight(0), w1 = run.weight(1), w2 = run.weight(2);
  EXPECT_EQ(run.output(),
            (Values{run.from_sum(0, 10 * w0), run.from_sum(0, 10 * w1), run.from_sum(0, 10 * w2 + 20 * w0),
                    run.from_sum(0, 20 * w1), run.from_sum(0, 20 * w2)}));
}

TEST(ReferenceTransposedConvolution, PaddingCropsTheOutput) {
  Layer layer = weighted(LayerType::transposed_convolution, 1);
  layer.kernel = {3, 1};
  layer.padding = {1, 0, 0, 0};
  const ReferenceRun run(layer, {input_of({1, 1, 1})}, {{10}});
  EXPECT_EQ(run.output(), (Values{run.from_sum(0, 10 * run.weight(1)), run.from_sum(0, 10 * run.weight(2))}));
}

TEST(ReferenceTransposedConvolution, KeepsGroupsApart) {
  Layer layer = weighted(LayerType::transposed_convolution, 2);
  layer.groups = 2;
  const ReferenceRun run(layer, {input_of({1, 1, 4})}, {{1, 2, 3, 4}});
  EXPECT_EQ(run.output(), (Values{run.from_sum(0, 1 * run.weight(0) + 2 * run.weight(1)),
                                  run.from_sum(1, 3 * run.weight(2) + 4 * run.weight(3))}));
}

TEST(ReferenceFullyConnected, WorksOnEachToken) {
  const ReferenceRun run(weighted(LayerType::fully_connected, 1), {input_of({1, 2, 2}, 1)}, {{2, 3, 4, 5}});
  EXPECT_EQ(run.output(), (Values{run.from_sum(0, 1 * run.weight(0) + 2 * run.weight(1)),
                                  run.from_sum(0, 3 * run.weight(0) + 4 * run.weight(1))}));
}

TEST(ReferenceFullyConnected, FlattensAnImage) {
  const ReferenceRun run(weighted(LayerType::fully_connected, 2), {input_of({2, 1, 2})}, {{1, 2, 3, 4}});
  const auto sum = [&](int k) {
    return 1 * run.weight(4 * k) + 2 * run.weight(4 * k + 1) + 3 * run.weight(4 * k + 2) +
           4 * run.weight(4 * k + 3);
  };
  EXPECT_EQ(run.output(), (Values{run.from_sum(0, sum(0)), run.from_sum(1, sum(1))}));
}

Layer heads(int groups, bool transpose_b) {
  Layer layer = layer_of(LayerType::matmul);
  layer.groups = groups;
  layer.transpose_b = transpose_b;
  layer.weight_scale = 1;
  return layer;
}

TEST(ReferenceMatmul, TransposedGivesEachHeadsScores) {
  // Two heads of one channel; a has two rows, b three.
  const ReferenceRun run(heads(2, true), {input_of({1, 2, 2}), input_of({1, 3, 2}, 1)},
                         {{1, 2, 3, 4}, {2, 1, 3, 2, 4, 3}});  // b without zero point: rows {1,0} {2,1} {3,2}
  EXPECT_EQ(run.output(), (Values{1, 2, 3, 0, 2, 4, 3, 6, 9, 0, 4, 8}));
}

TEST(ReferenceMatmul, TransposedSumsOverTheHeadsChannels) {
  const ReferenceRun run(heads(1, true), {input_of({1, 1, 3}), input_of({1, 2, 3})},
                         {{1, 2, 3}, {4, 5, 6, 0, 1, -1}});
  EXPECT_EQ(run.output(), (Values{32, -1}));
}

TEST(ReferenceMatmul, PlainWeighsTheRowsOfB) {
  // Two heads; b has two rows of two channels per head: head 0 {1,2} {5,6}, head 1 {3,4} {7,8}.
  const ReferenceRun run(heads(2, false), {input_of({1, 1, 4}), input_of({1, 2, 4})},
                         {{1, 2, 3, -1}, {1, 2, 3, 4, 5, 6, 7, 8}});
  EXPECT_EQ(run.output(), (Values{1 + 10, 2 + 12, 9 - 7, 12 - 8}));
}

TEST(ReferenceMatmul, WeightScaleStandsForTheSecondScale) {
  Layer layer = heads(1, true);
  layer.weight_scale = 0.5F;
  const ReferenceRun run(layer, {{"", {1, 1, 1}, {0.25F, 0}}, {"", {1, 1, 1}, {99, 0}}}, {{8}, {8}},
                         {0.125F, 2});
  EXPECT_EQ(run.output(), (Values{66}));  // 64 * 0.25 * 0.5 / 0.125 + 2
}

TEST(ReferenceConvolution, OutputChannelsMayHaveScalesAndZeroPointsOfTheirOwn) {
  constexpr int kInputZero = 3, kX = 23;
  const Parameters stored{{10, -20}, {100, 200}, {0.01F, 0.02F}, {4, -5}};
  for (const LayerType type :
       {LayerType::convolution, LayerType::transposed_convolution, LayerType::fully_connected}) {
    Network network = one_layer(weighted(type, 2), {input_of({1, 1, 1}, kInputZero)});
    validate(network, "test");
    StoredValues values;
    values.parameters["layer"] = stored;
    network.stored = std::make_shared<StoredValues>(values);
    const Values output = run_reference(network, {{kX}}).back();
    EXPECT_EQ(output[0],
              requantize((kX - kInputZero) * (10 - 4) + 100, 0.01F, network.tensors.back().quantization));
    EXPECT_EQ(output[1],
              requantize((kX - kInputZero) * (-20 + 5) + 200, 0.02F, network.tensors.back().quantization));
  }
}

}  // namespace
}  // namespace apollo::workloads
