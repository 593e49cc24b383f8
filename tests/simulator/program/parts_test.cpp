// Which part of an op PEs and cores have.
#include <gtest/gtest.h>

#include "simulator/program/mapping.h"
#include "tests/simulator/program/random_nests.h"

namespace apollo::program {
namespace {

TEST(WeightTiles, AreTheSameWhereChannelsAreCutAndSpreadAlike) {
  const Op op = convolution({1, 8, 10, 4, 4}), half = convolution({1, 8, 10, 2, 4});
  Mapping m = whole(op);
  m.tile_k = 3;
  m.tile_c = 6;
  const Tiling tiling(op, m, design(2, 2));
  const auto same = [&](const Op& of, const Mapping& mapping) {
    return same_weight_tiles(tiling, Tiling(of, mapping, design(2, 2)));
  };
  Mapping other = m;
  other.tile_y = 1;
  other.lanes_k = 2;
  other.order = LoopOrder::kcs;
  EXPECT_TRUE(same(op, other)) << "neither rows, lanes nor the order matter";
  EXPECT_TRUE(same(half, m)) << "nor does how many rows there are";
  other.tile_k = 4;
  EXPECT_FALSE(same(op, other));
  other = m;
  other.tile_c = 5;
  EXPECT_FALSE(same(op, other));
  other = m;
  other.columns = Dim::k;
  EXPECT_FALSE(same(op, other));
}

TEST(Cores, ShareADimensionInEqualBlocks) {
  const Op op = convolution({1, 20, 8, 7, 10});
  const Tiling tiling = LoopNest(op, whole(op), design(1, 1, {8, 64})).tiling;
  EXPECT_EQ(tiling.cores_along(Dim::k, 9), 5);  // 2 each
  EXPECT_EQ(tiling.cores_along(Dim::k, 8), 8);
  EXPECT_EQ(tiling.cores_along(Dim::y, 7), 1);
}

TEST(Parts, PesThatAreNotAtWorkHaveNothing) {
  const Op op = convolution({1, 4, 8, 12, 12});
  for (const Dim columns : {Dim::y, Dim::x, Dim::k}) {
    Mapping m = whole(op);
    m.rows = Dim::y;
    m.columns = columns;
    m.rows_at_work = 2;
    m.columns_at_work = 3;
    const LoopNest n(op, m, design(4, 3));
    std::int64_t made = 0;
    for (int row = 0; row < 3; ++row)
      for (int column = 0; column < 4; ++column) {
        const Box box = n.output_share(row, column);
        made += box.elements();
        if (row >= 2 || column >= 3) {
          EXPECT_TRUE(box.empty()) << row << " " << column;
        }
      }
    EXPECT_EQ(made, 4 * 12 * 12) << "the others make all";
  }
}

// The numbers of two tilings of one op that follow from lanes, ways and tiles.
void expect_same_vectors(const Tiling& a, const Tiling& b) {
  EXPECT_EQ(a.mapping, b.mapping);
  EXPECT_EQ(a.tile, b.tile);
  EXPECT_EQ(a.tiles, b.tiles);
  EXPECT_EQ(a.weight_bytes_per_step, b.weight_bytes_per_step);
  EXPECT_EQ(a.ways(), b.ways());
  EXPECT_EQ(a.functions.gather, b.functions.gather);
  EXPECT_EQ(a.functions.drain, b.functions.drain);
  for (const auto& [x, y] : {std::pair(a.bytes, b.bytes), std::pair(a.beats, b.beats)}) {
    EXPECT_EQ(x.step, y.step);
    EXPECT_EQ(x.psum, y.psum);
    EXPECT_EQ(x.operand2, y.operand2);
    EXPECT_EQ(x.drain, y.drain);
    EXPECT_EQ(x.psum_drain, y.psum_drain);
  }
}

TEST(Tiling, WithOtherLanesOrTilesIsAsIfMadeWithThem) {
  Numbers numbers(3);
  for (int sample = 0; sample < 500; ++sample) {
    const Op op = random_op(&numbers);
    const machine::Accelerator a = random_array(&numbers);
    const Tiling wanted = random_nest(&numbers, op, a).tiling;
    const Mapping& m = wanted.mapping;
    Mapping other = m;
    if (!is_row_kernel(op.kernel)) other.lanes_k = 1, other.ways_over_s = !m.ways_over_s;
    Tiling tiling(op, other, a);
    tiling.set_lanes(op, m.lanes_g, m.lanes_k, m.lanes_x, m.ways_over_s, a);
    expect_same_vectors(tiling, wanted);
    other = m;
    other.tile_y = op.Y;
    Tiling retiled(op, other, a);
    retiled.set_tile(op, Dim::y, m.tile_y, a);
    expect_same_vectors(retiled, wanted);
  }
}

}  // namespace
}  // namespace apollo::program
