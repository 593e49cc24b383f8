#include "apollo/compiler/decisions/plan.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::decisions {
namespace {

using program::Box;
using program::Dim;
using program::LoopNest;
using program::Mapping;
using program::Op;
using program::Tile;

constexpr int kBurst = 64;

// Element by element: runs of neighbours in DRAM.
std::int64_t dram_bytes_of_runs(const program::Buffer& buffer, const Box& b) {
  const workloads::Shape& s = buffer.shape;
  std::int64_t total = 0, run = 0;
  for (int y = 0; y < s.height; ++y)
    for (int x = 0; x < s.width; ++x)
      for (int c = 0; c < s.channels; ++c) {
        const bool inside = b.contains({y, y + 1, x, x + 1, c, c + 1});
        if (inside) run += buffer.element_bytes;
        if (!inside && run > 0) total += machine::round_up(run, kBurst), run = 0;
      }
  return total + (run > 0 ? machine::round_up(run, kBurst) : 0);
}

TEST(DramBytes, EveryRunIsRoundedUpToBursts) {
  for (const int element_bytes : {1, 2})
    for (const Box& box : {Box{0, 6, 0, 10, 0, 40}, Box{1, 4, 0, 10, 0, 40}, Box{1, 4, 2, 7, 0, 40},
                           Box{1, 4, 2, 7, 3, 20}, Box{2, 3, 0, 10, 0, 40}, Box{2, 3, 4, 5, 0, 40}}) {
      const program::Buffer buffer{"", {6, 10, 40}, element_bytes};
      EXPECT_EQ(dram_bytes(buffer, box, kBurst), dram_bytes_of_runs(buffer, box));
    }
}

class InPlace : public ::testing::Test {
 protected:
  InPlace() {
    accelerator_.configuration.pes_x = accelerator_.configuration.pes_y = 2;
    Mapping m;
    m.rows = Dim::y;
    m.columns = Dim::x;
    m.tile_y = m.tile_x = 3;
    m.tile_k = op_.K;
    m.tile_c = op_.C;
    nest_.emplace(op_, m, accelerator_);
    buffer_.on_chip = true;
  }

  // Every PE holds the same box.
  void hold(const Box& box) { buffer_.hold.assign(4, box); }

  const Op op_ = testing::convolution(6, 3, 8, 16);
  machine::Accelerator accelerator_;
  std::optional<LoopNest> nest_;
  BufferDecision buffer_;
};

TEST_F(InPlace, AnInputIsReadWhereTheHoldHasItsHalo) {
  hold({0, 8, 0, 8, 0, 8});
  EXPECT_TRUE(reads_in_place(*nest_, op_.input, false, buffer_));
  buffer_.hold[3] = {3, 8, 4, 8, 0, 8};  // the last PE computes 3..5 and reads 3..7: a column is missing
  EXPECT_FALSE(reads_in_place(*nest_, op_.input, false, buffer_));
}

TEST_F(InPlace, AnOutputIsWrittenWhereTheHoldCoversIt) {
  hold({0, 6, 0, 6, 0, 16});
  EXPECT_TRUE(writes_in_place(*nest_, buffer_));
  buffer_.hold[0] = {0, 3, 0, 2, 0, 16};
  EXPECT_FALSE(writes_in_place(*nest_, buffer_));
}

TEST_F(InPlace, NothingIsInPlaceInABufferThatIsNotOnChip) {
  hold({0, 8, 0, 8, 0, 16});
  buffer_.on_chip = false;
  EXPECT_FALSE(reads_in_place(*nest_, op_.input, false, buffer_));
  EXPECT_FALSE(writes_in_place(*nest_, buffer_));
}

TEST(AllWeightTiles, AreTheTilesOneByOne) {
  const Op op = testing::convolution(4, 3, 20, 27);
  machine::Accelerator a;
  a.configuration.cores_per_pe = 2;
  for (const int tile_k : {27, 10, 4})
    for (const int tile_c : {20, 8}) {
      Mapping m;
      m.tile_y = m.tile_x = 1;
      m.tile_k = tile_k;
      m.tile_c = tile_c;
      const program::Tiling tiling(op, m, a);
      std::int64_t bytes = 0;
      Tile t;
      for (t.k = 0; t.k < tiling.tiles[static_cast<int>(Dim::k)]; ++t.k)
        for (t.c = 0; t.c < tiling.tiles_c; ++t.c)
          bytes += machine::round_up(core_tile_bytes(op, tiling, t), std::int64_t{4});
      EXPECT_EQ(all_weight_tiles_bytes(op, tiling), bytes) << tile_k << ", " << tile_c;
    }
}

}  // namespace
}  // namespace apollo::compiler::decisions
