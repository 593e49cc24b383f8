#include <gtest/gtest.h>

#include "reference_run.h"

namespace apollo::workloads {
namespace {

TEST(ReferenceSoftmax, WorksOnEachPosition) {
  const ReferenceRun run(layer_of(LayerType::softmax), {input_of({2, 1, 2})}, {{9, 9, 100, -100}},
                         {1.0F / 128, -128});
  EXPECT_EQ(run.output(), (Values{-64, -64, 0, -128}));
}

TEST(ReferenceSoftmax, EachHeadSumsToOne) {
  Layer layer = layer_of(LayerType::softmax);
  layer.groups = 2;
  const Quantization output{1.0F / 256, -128};  // -128 is 0, 0 is 1/2
  EXPECT_EQ(ReferenceRun(layer, {input_of({1, 1, 4})}, {{0, 0, 90, 90}}, output).output(),
            (Values{0, 0, 0, 0}));
  layer.groups = 1;
  EXPECT_EQ(ReferenceRun(layer, {input_of({1, 1, 4})}, {{0, 0, 90, 90}}, output).output(),
            (Values{-128, -128, 0, 0}));
}

TEST(ReferenceLayerNorm, UsesGammaAndBetaOfEachChannel) {
  const ReferenceRun run(layer_of(LayerType::layer_norm), {input_of({1, 2, 2})}, {{1, 3, 20, 10}},
                         {1.0F / 8, 0});
  const Quantization unit{1, 0};
  const Value *gamma = run.parameters.weights.data(), *beta = gamma + 2;
  const Value rows[2][2] = {{1, 3}, {20, 10}};
  for (int row = 0; row < 2; ++row) {
    Value y[2];
    layer_norm(rows[row], 2, unit, gamma, beta, y, {1.0F / 8, 0});
    EXPECT_EQ(run.output()[2 * row], y[0]);
    EXPECT_EQ(run.output()[2 * row + 1], y[1]);
  }
}

TEST(ReferenceLocalResponseNorm, NormalisesEachPositionOnItsOwn) {
  Layer layer = layer_of(LayerType::local_response_norm);
  layer.window = 3;
  const Tensor x{"", {1, 2, 2}, {10, 0}};
  // 100 / (1 + 1/3) ^ 0.75 = 80.6; 200 / (1 + 4/3) ^ 0.75 = 105.9.
  EXPECT_EQ(ReferenceRun(layer, {x}, {{10, 0, 0, 20}}).output(), (Values{81, 0, 0, 106}));
}

}  // namespace
}  // namespace apollo::workloads
