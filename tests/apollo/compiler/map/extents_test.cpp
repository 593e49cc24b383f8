#include "apollo/compiler/map/extents.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::map {
namespace {

using program::Dim;
using program::LoopNest;
using program::Mapping;
using program::Op;
using program::Tile;

machine::Accelerator array(int pes, int cores) {
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = pes;
  a.configuration.cores_per_pe = cores;
  return a;
}

Mapping with_tiles(const Op& op, int y, int x) {
  Mapping m = testing::one_tile(op);
  m.tile_y = y;
  m.tile_x = x;
  return m;
}

// Bytes of all pieces that the tiles of a mapping carry of the input.
std::int64_t carried_bytes(const LoopNest& nest) {
  std::int64_t bytes = 0;
  Tile t;
  for (t.y = 0; t.y < nest.tiling.tiles[0]; ++t.y)
    for (t.x = 0; t.x < nest.tiling.tiles[1]; ++t.x)
      for (const program::Box& box : nest.input_pieces(t)) bytes += box.elements();
  return bytes;
}

TEST(Extents, WhatIsCarriedIsWhatThePiecesCarry) {
  const Op op = testing::convolution(12, 3, 8, 8);
  const machine::Accelerator a = array(2, 1);
  for (const int y : {1, 2, 3, 6})
    for (const int x : {2, 6}) {
      const Mapping m = with_tiles(op, y, x);
      SplitExtents extents(op, a);
      extents.set_split(m);
      const double carried = extents.along(Dim::y, y).carried * extents.along(Dim::x, x).carried *
                             extents.along(Dim::g, op.G).carried;
      EXPECT_EQ(carried, static_cast<double>(carried_bytes(LoopNest(op, m, a)))) << y << " x " << x;
    }
}

TEST(Extents, PaddingIsNotCarried) {
  Op op = testing::convolution(12, 3, 8, 8);
  op.rows.pad = op.columns.pad = 1;
  op.input.shape.height = op.input.shape.width = 12;
  const machine::Accelerator a = array(2, 1);
  const Mapping m = with_tiles(op, 3, 3);
  SplitExtents extents(op, a);
  extents.set_split(m);
  const double carried = extents.along(Dim::y, 3).carried * extents.along(Dim::x, 3).carried * op.C;
  EXPECT_EQ(carried, static_cast<double>(carried_bytes(LoopNest(op, m, a))));
}

TEST(Extents, AWindowHasItsHaloButNotMoreThanTheInput) {
  const int window = 3;
  const Op op = testing::convolution(12, window, 8, 8);
  const SplitExtents extents(op, array(1, 1));
  EXPECT_EQ(extents.along(Dim::y, 4).window, 4 + window - 1);
  EXPECT_EQ(extents.along(Dim::y, 12).window, op.input.shape.height);
}

TEST(Extents, VectorsOfAllTilesCountIncompleteOnes) {
  const Op op = testing::convolution(1, 1, 8, 20);
  const machine::Accelerator a = array(1, 1);
  Mapping m = with_tiles(op, 1, 1);
  m.lanes_k = 8;
  SplitExtents extents(op, a);
  extents.set_split(m);
  EXPECT_EQ(extents.along(Dim::k, 20).vectors, 3) << "8 + 8 + 4";
  // Tiles of 12, 8: 8 + 4, 8.
  EXPECT_EQ(extents.along(Dim::k, 12).tiles, 2);
  EXPECT_EQ(extents.along(Dim::k, 12).vectors, 3);
  EXPECT_EQ(extents.along(Dim::k, 4).vectors, 5);
}

TEST(Extents, ACoreHasItsShareOfTheFirstAndOfTheLastTile) {
  const Op op = testing::convolution(1, 1, 8, 20);
  const machine::Accelerator a = array(1, 4);
  Mapping m = with_tiles(op, 1, 1);
  m.cores = Dim::k;
  SplitExtents extents(op, a);
  extents.set_split(m);
  const LoopExtent extent = extents.along(Dim::k, 12);  // tiles of 12 and 8
  EXPECT_EQ(extent.of_core, 12 / 4);
  EXPECT_EQ(extent.of_core_last, 8 / 4);
}

TEST(Extents, PartsThatHaveLessCoverLess) {
  const Op op = testing::convolution(1, 1, 8, 10);
  const machine::Accelerator a = array(2, 1);
  Mapping m = with_tiles(op, 1, 1);
  m.rows = m.columns = Dim::k;  // 10 over 4 PEs: 3, 3, 3, 1
  SplitExtents extents(op, a);
  extents.set_split(m);
  EXPECT_EQ(extents.along(Dim::k, 3).covered, 10);
  EXPECT_EQ(extents.along(Dim::k, 2).covered, 2 + 2 + 2 + 1);
}

TEST(Extents, TheLastReductionTileMayBeSmaller) {
  const Op op = testing::convolution(4, 3, 20, 8);
  const machine::Accelerator a = array(1, 1);
  const ReductionExtent c = SplitExtents(op, a).reduction(8);
  EXPECT_EQ(c.tiles, 3);
  EXPECT_EQ(c.last_channels, 4);
  EXPECT_EQ(c.steps, 8 / a.constants.mac_ways * op.R() * op.S());
  EXPECT_EQ(c.last_steps, 4 / a.constants.mac_ways * op.R() * op.S());
}

}  // namespace
}  // namespace apollo::compiler::map
