#include <gtest/gtest.h>

#include "reference_run.h"

namespace apollo::workloads {
namespace {

Layer pool(LayerType type) {
  Layer layer = layer_of(type);
  layer.kernel = {2, 2};
  layer.stride = {2, 2};
  layer.padding = {1, 1, 0, 0};
  return layer;
}

TEST(ReferenceMaxPool, IgnoresPadding) {
  const ReferenceRun run(pool(LayerType::max_pool), {input_of({3, 3, 1})},
                         {{-9, -8, -7, -6, -5, -4, -3, -2, -1}});
  EXPECT_EQ(run.output(), (Values{-9, -7, -3, -1}));
}

TEST(ReferenceMaxPool, RequantisesToTheOutput) {
  const ReferenceRun run(pool(LayerType::max_pool), {input_of({1, 1, 2}, 10)}, {{20, 7}}, {0.5F, -1});
  EXPECT_EQ(run.output(), (Values{19, -7}));  // 10 / 0.5 - 1, -3 / 0.5 - 1
}

TEST(ReferenceAveragePool, DividesByTheValidElements) {
  const ReferenceRun run(pool(LayerType::average_pool), {input_of({3, 3, 1}, 1)},
                         {{11, 21, 31, 41, 51, 61, 71, 81, 91}});
  EXPECT_EQ(run.output(),
            (Values{10, 25, 55, 70}));  // 10; (20 + 30) / 2; (40 + 70) / 2; (50 + 60 + 80 + 90) / 4
}

TEST(ReferenceGlobalAveragePool, AveragesEachChannel) {
  const ReferenceRun run(layer_of(LayerType::global_average_pool), {input_of({2, 2, 2})},
                         {{1, -1, 2, -2, 3, -3, 4, -4}}, {0.5F, 1});
  EXPECT_EQ(run.output(), (Values{6, -4}));  // 2.5 / 0.5 + 1
}

TEST(ReferenceAdd, AddsElementsOrBroadcasts) {
  const Tensor image = input_of({1, 2, 2});
  EXPECT_EQ(ReferenceRun(layer_of(LayerType::add), {image, image}, {{1, 2, 3, 4}, {10, 20, 30, 40}}).output(),
            (Values{11, 22, 33, 44}));
  EXPECT_EQ(
      ReferenceRun(layer_of(LayerType::add), {image, input_of({1, 1, 2})}, {{1, 2, 3, 4}, {10, 20}}).output(),
      (Values{11, 22, 13, 24}));
}

TEST(ReferenceMultiply, MultipliesElementsOrBroadcasts) {
  const Tensor image = input_of({1, 2, 2});
  EXPECT_EQ(
      ReferenceRun(layer_of(LayerType::multiply), {image, image}, {{1, 2, 3, 4}, {5, 6, 7, 8}}).output(),
      (Values{5, 12, 21, 32}));
  EXPECT_EQ(ReferenceRun(layer_of(LayerType::multiply), {image, input_of({1, 1, 2})}, {{1, 2, 3, 4}, {5, 6}})
                .output(),
            (Values{5, 12, 15, 24}));
}

TEST(ReferenceActivation, RequantisesThenActivates) {
  Layer layer = layer_of(LayerType::activation);
  layer.activation = Activation::relu6;
  const ReferenceRun run(layer, {input_of({1, 1, 3}, 1)}, {{-4, 4, 100}}, {0.5F, -10});
  EXPECT_EQ(run.output(), (Values{-10, -4, 2}));  // 0, 3 and 6
}

TEST(ReferenceElementWise, SubtractionAndDivisionKeepTheOrderOfTheirOperands) {
  const std::vector<Tensor> tensors{input_of({1, 2, 2}), input_of({1, 1, 2})};
  const std::vector<Values> values{{6, 8, 10, 12}, {2, 4}};  // the second for both positions
  EXPECT_EQ(ReferenceRun(layer_of(LayerType::subtract), tensors, values).output(), (Values{4, 4, 8, 8}));
  EXPECT_EQ(ReferenceRun(layer_of(LayerType::divide), tensors, values).output(), (Values{3, 2, 5, 3}));
}

}  // namespace
}  // namespace apollo::workloads
