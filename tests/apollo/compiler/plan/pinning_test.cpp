#include "apollo/compiler/plan/pinning.h"

#include <gtest/gtest.h>

#include <map>

#include "apollo/compiler/lower/slices.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan {
namespace {

using testing::chain;
using testing::Planning;

constexpr double kShare = 0.8;

machine::Accelerator with_core_memory(std::int64_t bytes) {
  machine::Accelerator a;
  a.configuration.core_memory_bytes = bytes;
  return a;
}

std::int64_t tile_bytes(const Planning& p, int op) {
  return decisions::all_weight_tiles_bytes(
      p.network.ops[op], program::Tiling(p.network.ops[op], p.draft.plan.ops[op].mapping, p.accelerator));
}

TEST(Pinning, AllWeightsStayIfTheyFit) {
  Planning p(chain(8, {16, 32, 16}), with_core_memory(1 << 20));
  ASSERT_FALSE(p.make());
  const PinnedWeights pinned = pin_weights(p.problem(), kShare, p.scratch.shared, &p.draft);
  EXPECT_TRUE(pinned.all);
  std::int64_t weights = 0;
  std::map<std::int64_t, std::int64_t> end_of;  // by address
  for (int op = 0; op < 3; ++op) {
    const auto& decision = p.draft.plan.ops[op];
    EXPECT_TRUE(decision.pins_all());
    EXPECT_GE(decision.pinned_bytes, tile_bytes(p, op));
    EXPECT_EQ(decision.pinned_address % 4, 0);
    end_of[decision.pinned_address] = decision.pinned_address + decision.pinned_bytes;
    const program::Op& o = p.network.ops[op];
    weights += o.weight_bytes(o.G, o.K, o.C, true);
  }
  std::int64_t next = 0;
  for (const auto& [begin, end] : end_of) {
    EXPECT_EQ(begin, next) << "one after the other";
    next = end;
  }
  EXPECT_LE(next, p.accelerator.configuration.core_memory_bytes);
  EXPECT_EQ(p.draft.plan.pinned_bytes, next);
  EXPECT_EQ(pinned.dram_cycles_saved, static_cast<double>(p.accelerator.dram_cycles(weights)));
}

TEST(Pinning, OtherwiseWholeOpsStayInTheirShareOfTheMemory) {
  // One core of 16 PEs takes all of the second layer's 256 x 9 x 256 weights, or a part: too much either way.
  Planning p(chain(8, {256, 256, 16}), with_core_memory(16 << 10));
  ASSERT_FALSE(p.make());
  const PinnedWeights pinned = pin_weights(p.problem(), kShare, p.scratch.shared, &p.draft);
  EXPECT_FALSE(pinned.all);
  EXPECT_LE(static_cast<double>(p.draft.plan.pinned_bytes),
            kShare * static_cast<double>(p.accelerator.configuration.core_memory_bytes));
  std::int64_t bytes = 0;
  for (int op = 0; op < 3; ++op)
    if (p.draft.plan.ops[op].pins_all()) {
      EXPECT_EQ(p.draft.plan.ops[op].pinned_bytes, tile_bytes(p, op)) << "no spare room";
      bytes += tile_bytes(p, op);
    }
  EXPECT_EQ(p.draft.plan.pinned_bytes, bytes);
}

// The op on a spread of the whole array, its share as one tile.
void spread_over(Planning* p, int op, program::Dim rows, program::Dim columns) {
  const std::vector<map::Spread>& spreads = p->scratch.shared.spreads(op).spreads;
  for (std::size_t s = 0; s < spreads.size(); ++s) {
    const map::Spread& spread = spreads[s];
    if (spread.rows != rows || spread.columns != columns || !spread.is_of_whole(p->accelerator)) continue;
    choose_spread(p->scratch.shared, op, s, &p->draft);
    p->draft.plan.ops[op].mapping = spread.whole_share(p->network.ops[op], spread.splits.front());
  }
}

TEST(Pinning, TheDensestStayFirst) {
  // Of an op that is not spread over channels each core holds all weights, 64 x 8 x 9; of the others a
  // sixteenth of 64 x 32 x 9. Room for 4 KiB x 0.8.
  Planning p(chain(8, {64, 32, 64}), with_core_memory(4 << 10));
  ASSERT_FALSE(p.make());
  spread_over(&p, 0, program::Dim::y, program::Dim::x);
  for (const int op : {1, 2}) spread_over(&p, op, program::Dim::k, program::Dim::k);
  ASSERT_GT(tile_bytes(p, 0), 64 * 8 * 9);
  ASSERT_LT(tile_bytes(p, 1) + tile_bytes(p, 2), 64 * 32 * 9 / 6);
  ASSERT_FALSE(pin_weights(p.problem(), kShare, p.scratch.shared, &p.draft).all);
  EXPECT_FALSE(p.draft.plan.ops[0].pins_all());
  EXPECT_TRUE(p.draft.plan.ops[1].pins_all());
  EXPECT_TRUE(p.draft.plan.ops[2].pins_all());
}

// Cores that share the positions of a PE hold its weights each; cores that share its channels a part.
TEST(Pinning, CoresShareWeightsWhereTheyDoNotFitOtherwise) {
  machine::Accelerator a = with_core_memory(4 << 10);
  a.configuration.cores_per_pe = 4;
  Planning p(chain(8, {64, 64}, 1), a);
  ASSERT_FALSE(p.make());
  spread_over(&p, 1, program::Dim::y, program::Dim::x);
  decisions::OpDecision& second = p.draft.plan.ops[1];
  second.mapping.cores = program::Dim::y;
  second.mapping.lanes_g = second.mapping.lanes_x = 1;
  second.mapping.lanes_k = 64;
  ASSERT_GT(tile_bytes(p, 1), 4 << 10) << "64 x 64 weights and biases";
  pin_weights(p.problem(), kShare, p.scratch.shared, &p.draft);
  ASSERT_TRUE(second.pins_all());
  ASSERT_FALSE(remake_with_pinned_weights(p.problem(), &p.scratch, &p.draft));
  EXPECT_TRUE(second.pins_all());
  EXPECT_EQ(second.mapping.cores, program::Dim::k);
  EXPECT_LE(tile_bytes(p, 1), second.pinned_bytes);
}

// Each of an op's parts would have a copy of its own.
TEST(Pinning, NotPartsOfAnOp) {
  const lower::LoweredNetwork whole = chain(8, {16, 32, 16});
  const lower::Chain cut{0, 1, {whole.ops[0].output.buffer}, {{0, 4, 0, 8, 0, 32}, {4, 8, 0, 8, 0, 32}}};
  Planning p(lower::cut(whole, {cut}), with_core_memory(1 << 20));
  ASSERT_FALSE(p.make());
  pin_weights(p.problem(), kShare, p.scratch.shared, &p.draft);
  for (std::size_t op = 0; op < p.network.ops.size(); ++op)
    EXPECT_EQ(p.draft.plan.ops[op].pins_all(), p.network.parts_of[op] == 2);
}

}  // namespace
}  // namespace apollo::compiler::plan
