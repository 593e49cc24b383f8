// What a tile's transfers carry, and where its partial sums live.
#include <gtest/gtest.h>

#include <vector>

#include "simulator/program/program.h"
#include "tests/simulator/program/nests.h"

namespace apollo::program {
namespace {

using Boxes = std::vector<Box>;

void expect_every_pe_is_served(const LoopNest& n, const Tile& t) {
  const auto covered = [](const Boxes& pieces, const Box& box) {
    for (int y = box.y0; y < box.y1; ++y)
      for (int x = box.x0; x < box.x1; ++x)
        for (int c = box.c0; c < box.c1; ++c) {
          bool found = false;
          for (const Box& piece : pieces) found = found || piece.contains({y, y + 1, x, x + 1, c, c + 1});
          if (!found) return false;
        }
    return true;
  };
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const Box out = n.output_box(row, column, t);
      EXPECT_TRUE(covered(n.output_pieces(t), out)) << row << " " << column;
      EXPECT_TRUE(covered(n.input_pieces(t), n.input_box(out))) << row << " " << column;
    }
}

TEST(Pieces, OneTileIsOnePieceOverAllPes) {
  Op op = convolution({1, 8, 4, 9, 7}, {3, 1, 1, 1}, {3, 1, 1, 1});
  op.input.shape = {9, 7, 4};
  const LoopNest n(op, whole(op), design(2, 4));
  EXPECT_EQ(n.input_pieces({}), (Boxes{{0, 9, 0, 7, 0, 4}}));  // halos once
  EXPECT_EQ(n.output_pieces({}), (Boxes{{0, 9, 0, 7, 0, 8}}));
  expect_every_pe_is_served(n, {});
}

TEST(Pieces, TiledDimensionHasAPiecePerPart) {
  Op op = convolution({1, 8, 4, 14, 6}, {3, 1, 1, 1}, {3, 1, 1, 1});
  op.input.shape = {14, 6, 4};
  Mapping m = whole(op);
  m.tile_y = 4;  // shares of 7: 4 + 3
  const LoopNest n(op, m, design(2, 2));
  EXPECT_EQ(n.output_pieces({}), (Boxes{{0, 4, 0, 6, 0, 8}, {7, 11, 0, 6, 0, 8}}));
  EXPECT_EQ(n.output_pieces({1}), (Boxes{{4, 7, 0, 6, 0, 8}, {11, 14, 0, 6, 0, 8}}));
  EXPECT_EQ(n.input_pieces({1}), (Boxes{{3, 8, 0, 6, 0, 4}, {10, 14, 0, 6, 0, 4}}));
  for (int y = 0; y < 2; ++y) expect_every_pe_is_served(n, {y});
}

TEST(Pieces, EmptyPartsHaveNone) {
  const Op op = convolution({1, 8, 4, 9, 4});
  Mapping m = whole(op);
  m.tile_y = 2;  // shares of 3: 2 + 1; the fourth PE has nothing
  const LoopNest n(op, m, design(1, 4));
  EXPECT_EQ(n.output_pieces({1}), (Boxes{{2, 3, 0, 4, 0, 8}, {5, 6, 0, 4, 0, 8}, {8, 9, 0, 4, 0, 8}}));
  expect_every_pe_is_served(n, {1});
}

TEST(Pieces, InputIsCarriedOnceWhereKIsSplit) {
  const Op op = convolution({1, 16, 4, 2, 2});
  Mapping m = whole(op);
  m.columns = Dim::k;
  m.tile_k = 2;  // shares of 8
  const LoopNest n(op, m, design(2, 1));
  EXPECT_EQ(n.output_pieces({0, 0, 0, 1}), (Boxes{{0, 2, 0, 2, 2, 4}, {0, 2, 0, 2, 10, 12}}));
  EXPECT_EQ(n.input_pieces({0, 0, 0, 1}), (Boxes{{0, 2, 0, 2, 0, 4}}));
  expect_every_pe_is_served(n, {0, 0, 0, 1});
}

TEST(Pieces, SplitGroupsBringTheirOwnChannels) {
  const Op op = convolution({8, 1, 3, 2, 2});
  Mapping m = whole(op);
  m.columns = Dim::g;
  m.tile_g = 2;  // shares of 4
  const LoopNest n(op, m, design(2, 1));
  EXPECT_EQ(n.input_pieces({0, 0, 1}), (Boxes{{0, 2, 0, 2, 2 * 3, 4 * 3}, {0, 2, 0, 2, 6 * 3, 8 * 3}}));
  expect_every_pe_is_served(n, {0, 0, 1});
}

TEST(WeightPieces, OnePerPartOfTheChannelsWithTheBiasInTheLastCTile) {
  const Op op = convolution({1, 10, 8, 4, 4}, {3}, {3});
  Mapping m = whole(op);
  m.columns = Dim::k;
  m.tile_c = 6;
  const LoopNest n(op, m, design(4, 2));  // channels 3 + 3 + 3 + 1; the rows of PEs share them
  for (const int c : {0, 1}) {
    const auto pieces = n.weight_pieces({0, 0, 0, 0, c});
    ASSERT_EQ(pieces.size(), 4U);
    for (int p = 0; p < 4; ++p) {
      const Range k{3 * p, p < 3 ? 3 * p + 3 : 10};
      EXPECT_EQ(pieces[p].k, k);
      EXPECT_EQ(pieces[p].bytes, k.size() * (c == 0 ? 6 * 9 : 2 * 9 + 4));
    }
  }
}

TEST(PsumBox, SharesOfAllTilesOverYAndXWhereCIsOutsideThem) {
  const Op op = convolution({1, 8, 8, 8, 8});
  Mapping m = whole(op);
  m.tile_y = 2, m.tile_x = 3, m.tile_k = 4, m.tile_c = 4;
  const Tile tile{1, 0, 0, 1};
  EXPECT_EQ(psum_box(LoopNest(op, m, design(2, 2)), 1, 1, tile), (Box{6, 8, 4, 7, 4, 8}));
  m.order = LoopOrder::kcs;
  EXPECT_EQ(psum_box(LoopNest(op, m, design(2, 2)), 1, 1, tile), (Box{4, 8, 4, 8, 4, 8}));
}

// The exchange of a pointwise op of 8 x 4 x 2 over two rows of PEs, which hold the given boxes of its output.
Boxes exchanged(const Boxes& hold, bool in_place) {
  const Op op = convolution({1, 2, 4, 8, 4});
  std::vector<DistinctHold> holds;
  find_distinct_holds(hold, &holds);
  Boxes pieces;
  exchange_pieces(LoopNest(op, whole(op), design(1, 2)), in_place, holds, {}, &pieces);
  return pieces;
}

constexpr Box kUpper{0, 4, 0, 4, 0, 2}, kLower{4, 8, 0, 4, 0, 2}, kAll{0, 8, 0, 4, 0, 2};

TEST(Exchange, NothingWhereEveryPeHoldsItsOwn) { EXPECT_EQ(exchanged({kUpper, kLower}, true), Boxes{}); }

TEST(Exchange, OwnOutputsTooWhereTheyAreNotInPlace) {
  EXPECT_EQ(exchanged({kUpper, kLower}, false), (Boxes{kUpper, kLower}));
}

TEST(Exchange, HalosGoToTheNeighbour) {
  const Box upper_and_row{0, 5, 0, 4, 0, 2}, row_and_lower{3, 8, 0, 4, 0, 2};
  EXPECT_EQ(exchanged({upper_and_row, row_and_lower}, true), (Boxes{{3, 4, 0, 4, 0, 2}, {4, 5, 0, 4, 0, 2}}));
}

TEST(Exchange, AllGatherSendsEveryTileOnce) {
  EXPECT_EQ(exchanged({kAll, kAll}, true), (Boxes{kUpper, kLower}));
}

}  // namespace
}  // namespace apollo::program
