// Which part of each tensor a PE, a core and a tile see.
#include <gtest/gtest.h>

#include <tuple>

#include "tests/simulator/program/nests.h"

namespace apollo::program {
namespace {

TEST(OutputRange, LastPesHaveLessOrNothing) {
  const Op op = convolution({1, 8, 4, 9, 5});
  const LoopNest n(op, whole(op), design(2, 4));  // rows: shares of 3 for 9; columns: shares of 3 for 5
  EXPECT_EQ(n.tiling.output_range(Dim::y, 0, 0), (Range{0, 3}));
  EXPECT_EQ(n.tiling.output_range(Dim::y, 2, 0), (Range{6, 9}));
  EXPECT_EQ(n.tiling.output_range(Dim::y, 3, 0).size(), 0);
  EXPECT_EQ(n.tiling.output_range(Dim::x, 1, 0), (Range{3, 5}));
  EXPECT_TRUE(n.output_box(3, 0, {}).empty());
  EXPECT_EQ(n.output_box(2, 1, {}), (Box{6, 9, 3, 5, 0, 8}));
}

TEST(OutputRange, TilesCutEveryShare) {
  const Op op = convolution({1, 8, 4, 14, 4});
  Mapping m = whole(op);
  m.tile_y = 3;
  const LoopNest n(op, m, design(1, 2));  // shares of 7: 3 + 3 + 1
  EXPECT_EQ(n.tiling.tiles[0], 3);
  EXPECT_EQ(n.tiling.output_range(Dim::y, 1, 0), (Range{7, 10}));
  EXPECT_EQ(n.tiling.output_range(Dim::y, 1, 2), (Range{13, 14}));
  EXPECT_EQ(n.output_share(1, 0), (Box{7, 14, 0, 4, 0, 8}));
}

TEST(TileParts, AreTheSizesOfOutputRanges) {
  const Op op = convolution({1, 8, 4, 17, 4});
  Mapping m = whole(op);
  m.tile_y = 3;
  const Tiling tiling =
      LoopNest(op, m, design(1, 4)).tiling;  // shares of 5, 5, 5 and 2: tiles of 3, the rest
  const TileParts first = tiling.tile_parts(Dim::y, 0), second = tiling.tile_parts(Dim::y, 1);
  EXPECT_EQ(std::make_tuple(first.whole, first.size, first.rest), std::make_tuple(3, 3, 2));
  EXPECT_EQ(first.with_outputs(), 4);
  EXPECT_EQ(std::make_tuple(second.whole, second.size, second.rest), std::make_tuple(3, 2, 0));
  EXPECT_EQ(second.with_outputs(), 3);
  EXPECT_EQ(first.outputs() + second.outputs(), 17);
}

TEST(Part, OneDimensionOverRowsAndColumns) {
  const Op op = convolution({1, 12, 4, 4, 4});
  Mapping m = whole(op);
  m.rows = m.columns = Dim::k;
  const LoopNest n(op, m, design(3, 2));  // 12 channels over 6 PEs
  EXPECT_EQ(n.tiling.part(Dim::k, 1, 2), 5);
  EXPECT_EQ(n.tiling.part(Dim::y, 1, 2), 0);
  EXPECT_EQ(n.output_box(1, 2, {}), (Box{0, 4, 0, 4, 10, 12}));
}

TEST(OutputBox, ChannelsAreGroupsTimesK) {
  const Op op = convolution({4, 6, 2, 2, 2});
  Mapping m = whole(op);
  m.rows = Dim::g;
  EXPECT_EQ(LoopNest(op, m, design(1, 2)).output_box(1, 0, {}), (Box{0, 2, 0, 2, 2 * 6, 4 * 6}));
  m.tile_g = 1, m.tile_k = 4;  // group 3's second tile of k
  EXPECT_EQ(LoopNest(op, m, design(1, 2)).output_box(1, 0, {0, 0, 1, 1, 0}),
            (Box{0, 2, 0, 2, 3 * 6 + 4, 3 * 6 + 6}));
}

TEST(CRange, LastTileHasTheRest) {
  const Op op = convolution({1, 4, 10});
  Mapping m = whole(op);
  m.tile_c = 4;
  const LoopNest n(op, m, design());
  EXPECT_EQ(n.tiling.tiles_c, 3);
  EXPECT_EQ(n.tiling.c_range(1), (Range{4, 8}));
  EXPECT_EQ(n.tiling.c_range(2), (Range{8, 10}));
}

TEST(InputBox, WindowAroundTheOutputsClippedToTheInput) {
  Op op = convolution({1, 8, 16, 8, 8}, {3, 1, 1, 1}, {3, 1, 1, 1});
  op.input.shape = {8, 8, 16};
  const LoopNest n(op, whole(op), design());
  EXPECT_EQ(n.input_box({0, 4, 2, 4, 0, 8}), (Box{0, 5, 1, 5, 0, 16}));
  EXPECT_EQ(n.input_box({4, 8, 6, 8, 2, 4}), (Box{3, 8, 5, 8, 0, 16}));
  EXPECT_TRUE(n.input_box({}).empty());
}

TEST(InputBox, ChannelsOfTheGroups) {
  const Op op = convolution({4, 6, 2, 2, 2});
  const LoopNest n(op, whole(op), design());
  EXPECT_EQ(n.input_box({0, 2, 0, 2, 6, 18}), (Box{0, 2, 0, 2, 1 * 2, 3 * 2}));
  EXPECT_EQ(n.input_box({0, 2, 0, 2, 8, 10}), (Box{0, 2, 0, 2, 1 * 2, 2 * 2}));  // part of group 1
}

TEST(Operand2Box, OutputsOrOnePositionOrTheUnitsOwn) {
  Op op = convolution({1, 8, 4, 6, 6});
  const Box out{2, 4, 1, 3, 2, 6};
  EXPECT_TRUE(LoopNest(op, whole(op), design()).operand2_box(out).empty());
  op.operand2 = {2, 0, 0, 0, op.output.shape};
  EXPECT_EQ(LoopNest(op, whole(op), design()).operand2_box(out), out);
  op.broadcast_operand2 = true;
  EXPECT_EQ(LoopNest(op, whole(op), design()).operand2_box(out), (Box{0, 1, 0, 1, 2, 6}));
  Op gates = convolution({8, 2, 3});
  gates.kernel = Kernel::gru_gates;
  gates.operand2 = {2, 0, 0, 0, {1, 1, 8 * 3}};
  EXPECT_EQ(LoopNest(gates, whole(gates), design()).operand2_box({0, 1, 0, 1, 2 * 2, 5 * 2}),
            (Box{0, 1, 0, 1, 2 * 3, 5 * 3}));
}

TEST(CoreRange, EqualSharesAndTheRest) {
  const Op op = convolution({1, 16, 4});
  const LoopNest n(op, whole(op), design(1, 1, {4}));
  const Range k{3, 13};  // 3 + 3 + 3 + 1
  EXPECT_EQ(n.tiling.core_range(Dim::k, k, 0), (Range{3, 6}));
  EXPECT_EQ(n.tiling.core_range(Dim::k, k, 3), (Range{12, 13}));
  EXPECT_EQ(n.tiling.core_range(Dim::k, {0, 5}, 3).size(), 0);  // 2 + 2 + 1
  EXPECT_EQ(n.tiling.core_range(Dim::y, k, 2), k);              // not split
}

TEST(CoreTileBytes, LargestCoreWithTheBiasOnlyInTheLastCTile) {
  const Op op = convolution({1, 10, 8, 4, 4}, {3}, {3});
  Mapping m = whole(op);
  m.tile_c = 6;
  const LoopNest n(op, m, design(1, 1, {4}));
  constexpr int kChannels = 3;  // of 10 over four cores
  EXPECT_EQ(core_tile_bytes(n.op, n.tiling, {}), kChannels * 6 * 9);
  EXPECT_EQ(core_tile_bytes(n.op, n.tiling, {0, 0, 0, 0, 1}), kChannels * (2 * 9 + 4));
}

}  // namespace
}  // namespace apollo::program
