#include "simulator/program/exchange_table.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/random_nests.h"

namespace apollo::program {
namespace {

// Calls visit(nest, holds, in_place, tile, pieces) for random nests whose outputs are held at random.
template <typename Visit>
void for_random_exchanges(Visit visit) {
  constexpr int kNests = 1500, kTiles = 4;
  Numbers numbers(1);
  for (int round = 0; round < kNests; ++round) {
    const LoopNest n = random_nest(&numbers);
    const std::vector<Box> holds = random_holds(&numbers, n);
    const bool in_place = made_in_place(n, holds);
    std::vector<DistinctHold> distinct;
    find_distinct_holds(holds, &distinct);
    for (int i = 0; i < kTiles; ++i) {
      const Tile tile = random_tile(&numbers, n);
      std::vector<Box> pieces;
      exchange_pieces(n, in_place, distinct, tile, &pieces);
      visit(n, holds, in_place, tile, pieces);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(ExchangeTable, IsTheSumOverPiecesAndHolds) {
  ExchangeTable table;  // one for all, as the emitter has it
  HoldRanges ranges;
  int in_place_too = 0, with_pieces = 0;
  for_random_exchanges([&](const LoopNest& n, const std::vector<Box>& holds, bool in_place, const Tile& tile,
                           const std::vector<Box>& pieces) {
    ranges.assign(holds);
    if (!table.assign(n, in_place, ranges)) return;
    if (in_place) ++in_place_too;
    if (!pieces.empty()) ++with_pieces;
    std::int64_t bytes = 0;
    for (const Box& piece : pieces) bytes += piece.elements() * n.op.out_q.bytes();
    EXPECT_EQ(table.bytes(tile), bytes) << described(n, tile);
    EXPECT_EQ(table.received(tile), n.op.out_q.bytes() * total_overlap(pieces, holds)) << described(n, tile);
  });
  EXPECT_GT(in_place_too, 100);
  EXPECT_GT(with_pieces, 100);
}

TEST(ExchangeTable, KnowsNothingOfHoldsThatAreNoProduct) {
  const Op op = convolution({1, 1, 1, 4, 4});
  const LoopNest n(op, whole(op), design(2, 1));
  HoldRanges ranges;
  ranges.assign(
      {{0, 4, 0, 2, 0, 1}, {0, 3, 0, 4, 0, 1}});  // two ranges of y, two of x, two of four combinations
  ExchangeTable table;
  EXPECT_FALSE(table.assign(n, false, ranges));
}

}  // namespace
}  // namespace apollo::program
