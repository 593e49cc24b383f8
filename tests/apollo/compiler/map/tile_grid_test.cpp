#include "apollo/compiler/map/tile_grid.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::map {
namespace {

using program::LoopOrder;
using G = TileGrid;

machine::Accelerator one_pe() {
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  return a;
}

TEST(TileGrid, StartsWithTheWholeShareAndEndsWithSingleElements) {
  const program::Op op = testing::convolution(6, 3, 16, 24);
  const machine::Accelerator a = one_pe();
  TileGrid grid(op, a);
  grid.set_split(testing::one_tile(op));
  const TileShape largest = grid.shape(G::Point{}, LoopOrder::skc);
  EXPECT_EQ(largest.y().tile, op.Y);
  EXPECT_EQ(largest.x().tile, op.X);
  EXPECT_EQ(largest.k().tile, op.K);
  EXPECT_EQ(largest.c->tile, op.C);
  const G::Point last = grid.smallest();
  const TileShape smallest = grid.shape(last, LoopOrder::skc);
  EXPECT_EQ(smallest.y().tile, 1);
  EXPECT_EQ(smallest.k().tile, 1);
  EXPECT_EQ(grid.tiles(last, G::y_axis), op.Y);
  EXPECT_EQ(grid.tiles(last, G::c_axis), op.C);
}

TEST(TileGrid, ShrinksAlongTheFirstAxisThatHasSmallerExtents) {
  const program::Op op = testing::convolution(6, 3, 16, 24);
  const machine::Accelerator a = one_pe();
  TileGrid grid(op, a);
  grid.set_split(testing::one_tile(op));
  G::Point p = grid.smallest();
  EXPECT_FALSE(grid.shrink(&p, {G::y_axis, G::x_axis, G::g_axis, G::k_axis, G::c_axis}));
  p[G::k_axis] = 0;
  const G::Point before = p;
  EXPECT_TRUE(grid.shrink(&p, {G::y_axis, G::k_axis}));
  EXPECT_EQ(p[G::k_axis], before[G::k_axis] + 1);
  EXPECT_EQ(p[G::y_axis], before[G::y_axis]);
}

TEST(TileGrid, SeveralGroupsTogetherNeedAllTheirChannels) {
  program::Op op = testing::convolution(4, 1, 4, 6);
  op.G = 3;
  op.input.shape.channels = op.G * op.C;
  op.output.shape.channels = op.G * op.K;
  const machine::Accelerator a = one_pe();
  TileGrid grid(op, a);
  grid.set_split(testing::one_tile(op));
  G::Point p{};
  EXPECT_TRUE(grid.legal(p));
  p[G::k_axis] = 1;
  EXPECT_FALSE(grid.legal(p));
  p[G::g_axis] = grid.positions(G::g_axis) - 1;
  EXPECT_TRUE(grid.legal(p)) << "one group at a time";
}

TEST(TileGrid, OnlyMacsAreTiledOverInputChannels) {
  program::Op op = testing::convolution(4, 3, 8, 1);
  op.kernel = program::Kernel::max;
  op.G = op.C;
  op.C = op.K = 1;
  const machine::Accelerator a = one_pe();
  TileGrid grid(op, a);
  grid.set_split(testing::one_tile(op));
  EXPECT_EQ(grid.positions(G::c_axis), 1U);
}

TEST(TileGrid, OrdersOfLoopsWithOneTileAreRedundant) {
  LoopExtent one, many;
  many.tiles = 4;
  ReductionExtent one_c, many_c;
  many_c.tiles = 4;
  const auto shape = [&](bool space, bool channels, bool reduction, LoopOrder order) {
    TileShape s;
    s.along = {space ? &many : &one, &one, &one, channels ? &many : &one};
    s.c = reduction ? &many_c : &one_c;
    s.order = order;
    return s;
  };
  for (const bool space : {false, true})
    for (const bool channels : {false, true})
      for (const bool reduction : {false, true}) {
        EXPECT_FALSE(redundant(shape(space, channels, reduction, LoopOrder::skc)));
        // ksc differs from skc if s and k can change places; kcs from ksc if s and c can.
        EXPECT_EQ(redundant(shape(space, channels, reduction, LoopOrder::ksc)), !(space && channels));
        EXPECT_EQ(redundant(shape(space, channels, reduction, LoopOrder::kcs)), !(space && reduction));
      }
}

}  // namespace
}  // namespace apollo::compiler::map
