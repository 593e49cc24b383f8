#include <gtest/gtest.h>

#include "reference_run.h"

// Elements are numbered, so that where each comes from can be read off.
namespace apollo::workloads {
namespace {

Layer concatenation(Axis axis) {
  Layer layer = layer_of(LayerType::concatenation);
  layer.axis = axis;
  return layer;
}

TEST(ReferenceConcatenation, AlongHeightPutsRowsBelow) {
  const ReferenceRun run(concatenation(Axis::height), {input_of({2, 2, 1}), input_of({1, 2, 1})},
                         {{1, 2, 3, 4}, {5, 6}});
  EXPECT_EQ(run.output(), (Values{1, 2, 3, 4, 5, 6}));
}

TEST(ReferenceConcatenation, AlongWidthPutsColumnsBesideAndRequantises) {
  const ReferenceRun run(concatenation(Axis::width), {input_of({2, 1, 1}, 1), {"", {2, 2, 1}, {2, 0}}},
                         {{2, 3}, {3, 4, 5, 6}});
  EXPECT_EQ(run.output(), (Values{1, 6, 8, 2, 10, 12}));
}

TEST(ReferenceSlice, TakesAWindow) {
  Values numbered;
  for (int i = 0; i < 18; ++i) numbered.push_back(static_cast<Value>(i));  // [y][x][c] of 3 x 3 x 2
  Layer layer = layer_of(LayerType::slice);
  layer.begin = {1, 0, 1};
  layer.shape = {2, 2, 1};
  EXPECT_EQ(ReferenceRun(layer, {input_of({3, 3, 2})}, {numbered}).output(), (Values{7, 9, 13, 15}));
}

TEST(ReferencePad, SurroundsWithTheZeroPoint) {
  Layer layer = layer_of(LayerType::pad);
  layer.padding = {1, 0, 0, 2};
  const ReferenceRun run(layer, {input_of({1, 2, 1}, 3)}, {{13, 23}}, {1, 5});
  EXPECT_EQ(run.output(), (Values{5, 5, 5, 5, 15, 25, 5, 5}));
}

Values rearranged(const Shape& in, const std::vector<int>& split, const std::vector<int>& order,
                  const Shape& out) {
  Layer layer = layer_of(LayerType::rearrange);
  layer.split = split;
  layer.order = order;
  layer.shape = out;
  Values numbered;
  for (int i = 0; i < in.elements(); ++i) numbered.push_back(static_cast<Value>(i));
  return ReferenceRun(layer, {input_of(in)}, {numbered}).output();
}

TEST(ReferenceRearrange, ShufflesChannels) {
  EXPECT_EQ(rearranged({1, 1, 6}, {2, 3}, {1, 0}, {1, 1, 6}), (Values{0, 3, 1, 4, 2, 5}));
}

TEST(ReferenceRearrange, SwapsRowsAndColumns) {
  EXPECT_EQ(rearranged({2, 3, 1}, {2, 3}, {1, 0}, {3, 2, 1}), (Values{0, 3, 1, 4, 2, 5}));
}

TEST(ReferenceRearrange, SpreadsChannelsOverSpace) {
  // Of 1 x 2 x 8, channels are [block row 2][block column 2][2].
  EXPECT_EQ(rearranged({1, 2, 8}, {2, 2, 2, 2}, {1, 0, 2, 3}, {2, 4, 2}),
            (Values{0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15}));
}

TEST(ReferenceRearrange, KeepsTheOrderWhenItFlattens) {
  EXPECT_EQ(rearranged({2, 2, 2}, {2, 2, 2}, {0, 1, 2}, {1, 4, 2}), (Values{0, 1, 2, 3, 4, 5, 6, 7}));
}

Values resized(int width, const Values& row) {
  Layer layer = layer_of(LayerType::resize);
  layer.shape = {1, width, 1};
  return ReferenceRun(layer, {input_of({1, static_cast<int>(row.size()), 1})}, {row}).output();
}

TEST(ReferenceResize, TakesTheNearestElementBelow) {
  EXPECT_EQ(resized(3, {1, 2, 3, 4}), (Values{1, 2, 3}));           // of 0, 4/3, 8/3
  EXPECT_EQ(resized(7, {1, 2, 3}), (Values{1, 1, 1, 2, 2, 3, 3}));  // of multiples of 3/7
  EXPECT_EQ(resized(1, {1, 2, 3}), (Values{1}));
}

TEST(ReferenceConstants, AreSyntheticInputsOfSeedZero) {
  Network network = one_layer(layer_of(LayerType::subtract), {input_of({1, 1, 3}), input_of({1, 1, 3})});
  network.inputs = {0};
  network.constants = {1};
  validate(network, "test");
  EXPECT_EQ(network.parameters(), 3U);
  const Values constant = synthetic_input(network, 1, 0);
  const auto values = run_reference(network, {{1, 2, 3}});
  EXPECT_EQ(values[1], constant);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(values[2][i], subtract(static_cast<Value>(i + 1), {1, 0}, constant[i], {1, 0}, {1, 0}));
}

TEST(ReferenceConcatenation, InterleavesChannelsAndRequantises) {
  const ReferenceRun run(layer_of(LayerType::concatenation), {input_of({1, 2, 2}), {"", {1, 2, 1}, {2, 5}}},
                         {{1, 2, 3, 4}, {6, 8}});
  EXPECT_EQ(run.output(), (Values{1, 2, 2, 3, 4, 6}));
}

TEST(ReferenceResize, RepeatsTheNearestElement) {
  Layer layer = layer_of(LayerType::resize);
  layer.shape = {2, 6, 1};
  const ReferenceRun run(layer, {input_of({1, 2, 1})}, {{1, 2}});
  EXPECT_EQ(run.output(), (Values{1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2}));
}

}  // namespace
}  // namespace apollo::workloads
