#include "apollo/compiler/map/footprint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "apollo/compiler/decisions/plan.h"
#include "tests/apollo/compiler/small_op.h"

// The closed forms against the geometry that both engines use.
namespace apollo::compiler::map {
namespace {

using program::Dim;
using program::LoopNest;
using program::LoopOrder;
using program::Mapping;
using program::Op;
using program::Tile;

// The tables of one mapping.
struct Shape {
  SplitExtents split;
  std::array<LoopExtent, 4> loops;
  ReductionExtent reduction;
  TileShape tile;

  Shape(const Op& op, const Mapping& m, const machine::Accelerator& a) : split(op, a) {
    split.set_split(m);
    const int tiles[] = {m.tile_y, m.tile_x, m.tile_g, m.tile_k};
    for (int d = 0; d < 4; ++d) {
      loops[d] = split.along(static_cast<Dim>(d), tiles[d]);
      tile.along[d] = &loops[d];
    }
    reduction = split.reduction(m.tile_c);
    tile.c = &reduction;
    tile.order = m.order;
  }
};

void for_each(const LoopNest& n, const std::function<void(const Tile&)>& visit) {
  Tile t;
  for (t.y = 0; t.y < n.tiling.tiles[0]; ++t.y)
    for (t.x = 0; t.x < n.tiling.tiles[1]; ++t.x)
      for (t.g = 0; t.g < n.tiling.tiles[2]; ++t.g)
        for (t.k = 0; t.k < n.tiling.tiles[3]; ++t.k)
          for (t.c = 0; t.c < n.tiling.tiles_c; ++t.c) visit(t);
}

// The largest of anything over all PEs and tiles.
std::int64_t largest(const LoopNest& n, const std::function<std::int64_t(int, int, const Tile&)>& bytes) {
  std::int64_t most = 0;
  for_each(n, [&](const Tile& t) {
    for (int row = 0; row < n.tiling.pes_y; ++row)
      for (int column = 0; column < n.tiling.pes_x; ++column) most = std::max(most, bytes(row, column, t));
  });
  return most;
}

class Footprints : public ::testing::TestWithParam<Mapping> {
 protected:
  Footprints() {
    accelerator_.configuration.pes_x = accelerator_.configuration.pes_y = 2;
    accelerator_.configuration.cores_per_pe = 2;
  }

  // 16-bit inputs, 4-bit weights and 8-bit outputs.
  static Op mixed_widths() {
    Op op = testing::convolution(8, 3, 12, 20);
    op.in_q.bits = 8 * kInputBytes;
    op.own_q.bits = op.out_q.bits = 8 * kOutputBytes;
    op.weight_bits = 4;
    return op;
  }
  static constexpr int kInputBytes = 2, kOutputBytes = 1, kHeld = 2;

  const Op op_ = mixed_widths();
  machine::Accelerator accelerator_;
  OpContext context_;
};

TEST_P(Footprints, SlotsHoldTheLargestBoxOfAnyPeAndTile) {
  const LoopNest nest(op_, GetParam(), accelerator_);
  const Shape shape(op_, GetParam(), accelerator_);
  const Footprint footprint = FootprintModel(op_, context_, kHeld).of(shape.split.whole(), shape.tile);
  EXPECT_EQ(footprint.input, largest(nest, [&](int row, int column, const Tile& t) {
              return kInputBytes * nest.input_box(nest.output_box(row, column, t)).elements();
            }));
  EXPECT_EQ(footprint.output, largest(nest, [&](int row, int column, const Tile& t) {
              return kOutputBytes * nest.output_box(row, column, t).elements();
            }));
}

TEST_P(Footprints, PartialSumsOfWideOperandsTakeEightBytesEach) {
  const LoopNest nest(op_, GetParam(), accelerator_);
  const Shape shape(op_, GetParam(), accelerator_);
  const std::int64_t box = largest(
      nest, [&](int row, int column, const Tile& t) { return psum_box(nest, row, column, t).elements(); });
  EXPECT_EQ(FootprintModel(op_, context_, kHeld).of(shape.split.whole(), shape.tile).psum,
            nest.tiling.tiles_c > 1 ? 8 * box : 0);
}

TEST_P(Footprints, WeightMemoriesHoldTheLargestTile) {
  const LoopNest nest(op_, GetParam(), accelerator_);
  const Shape shape(op_, GetParam(), accelerator_);
  std::int64_t core = 0, parameter = 0;
  for_each(nest, [&](const Tile& t) {
    core = std::max(core, machine::round_up(core_tile_bytes(op_, nest.tiling, t), std::int64_t{4}));
    std::int64_t stream = 0;
    for (const LoopNest::WeightPiece& piece : nest.weight_pieces(t)) stream += piece.bytes;
    parameter = std::max(parameter, stream);
  });
  const Footprint footprint = FootprintModel(op_, context_, kHeld).of(shape.split.whole(), shape.tile);
  EXPECT_EQ(footprint.core, core);
  EXPECT_EQ(footprint.parameter, parameter);
}

TEST_P(Footprints, PinnedWeightsTakeAllTheirTiles) {
  const Shape shape(op_, GetParam(), accelerator_);
  context_.weights_pinned = true;
  EXPECT_EQ(FootprintModel(op_, context_, kHeld).of(shape.split.whole(), shape.tile).core,
            decisions::all_weight_tiles_bytes(op_, shape.split.whole()));
}

TEST_P(Footprints, ARowOfEveryPieceFitsActivationMemory) {
  const LoopNest nest(op_, GetParam(), accelerator_);
  const Shape shape(op_, GetParam(), accelerator_);
  std::int64_t row = 0;
  for_each(nest, [&](const Tile& t) {
    const auto rows = [&](const std::vector<program::Box>& pieces, int bytes) {
      for (const program::Box& box : pieces)
        row = std::max(row, bytes * box.elements() / std::max(1, box.y1 - box.y0));
    };
    rows(nest.input_pieces(t), kInputBytes);
    rows(nest.output_pieces(t), kOutputBytes);
  });
  const FootprintModel model(op_, context_, kHeld);
  EXPECT_EQ(model.needs(shape.tile, model.of(shape.split.whole(), shape.tile)).activation, kHeld * row);
}

TEST_P(Footprints, WeightMemoriesHaveRoomForTheNextTileUnlessAllArePinned) {
  const Shape shape(op_, GetParam(), accelerator_);
  for (const bool pinned : {false, true}) {
    context_.weights_pinned = pinned;
    const FootprintModel model(op_, context_, kHeld);
    const Footprint footprint = model.of(shape.split.whole(), shape.tile);
    const Memories needs = model.needs(shape.tile, footprint);
    EXPECT_EQ(needs.core, (pinned ? 1 : kHeld) * footprint.core);
    EXPECT_EQ(needs.parameter, kHeld * footprint.parameter);
  }
}

Mapping mapping(Dim rows, Dim columns, Dim cores, std::array<int, 5> tiles, LoopOrder order) {
  Mapping m;
  m.rows = rows;
  m.columns = columns;
  m.cores = cores;
  m.lanes_k = 4;
  m.tile_y = tiles[0];
  m.tile_x = tiles[1];
  m.tile_g = tiles[2];
  m.tile_k = tiles[3];
  m.tile_c = tiles[4];
  m.order = order;
  return m;
}

INSTANTIATE_TEST_SUITE_P(Mappings, Footprints,
                         ::testing::Values(mapping(Dim::y, Dim::x, Dim::k, {4, 4, 1, 20, 12}, LoopOrder::skc),
                                           mapping(Dim::y, Dim::x, Dim::k, {1, 2, 1, 8, 4}, LoopOrder::skc),
                                           mapping(Dim::y, Dim::k, Dim::x, {2, 8, 1, 4, 8}, LoopOrder::kcs),
                                           mapping(Dim::k, Dim::k, Dim::y, {3, 8, 1, 5, 12},
                                                   LoopOrder::ksc)));

TEST(Memories, FitOnlyIfEachDoes) {
  const Memories free{10, 20, 30, 40};
  EXPECT_TRUE(free.fit(free));
  EXPECT_FALSE((Memories{11, 20, 30, 40}.fit(free)));
  EXPECT_FALSE((Memories{10, 21, 30, 40}.fit(free)));
  EXPECT_FALSE((Memories{10, 20, 31, 40}.fit(free)));
  EXPECT_FALSE((Memories{10, 20, 30, 41}.fit(free)));
}

TEST(MostChannels, AreThoseWhoseWeightsFitTwice) {
  constexpr int kWindow = 9, kC = 256, kHeld = 2;
  const program::Op op = testing::convolution(8, 3, kC, 64);
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  Split split{};
  split.lanes_g = split.lanes_x = 1;
  split.lanes_k = 16;
  OpContext context;
  const auto most = [&] {
    const program::Tiling share(op, whole_op(op), a);
    return FootprintModel(op, context, kHeld).most_channels(share, split);
  };
  constexpr std::int64_t kTile = 16 * kWindow * 20;  // bytes of 20 channels for 16 outputs
  context.free.core = 1 << 20;
  context.free.parameter = kHeld * kTile;
  EXPECT_EQ(most(), 20);
  context.free.parameter = kHeld * kTile - 1;
  EXPECT_EQ(most(), 19);
  split.lanes_k = 32;
  EXPECT_EQ(most(), 9) << "twice as many outputs";
  context.free.parameter = 1 << 20;
  EXPECT_EQ(most(), kC);
  context.free.core = kHeld * 32 * kWindow * 5;
  EXPECT_EQ(most(), 5) << "core memory is short";
  context.weights_pinned = true;
  EXPECT_EQ(most(), kC) << "they stay in core memory";
}

}  // namespace
}  // namespace apollo::compiler::map
