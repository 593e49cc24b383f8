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
  const PinnedWeights pinned = pin_weights(p.problem(), kShare, &p.draft.plan);
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
  const PinnedWeights pinned = pin_weights(p.problem(), kShare, &p.draft.plan);
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

TEST(Pinning, TheDensestStayFirst) {
  // Room for two of three: the first op is not spread over channels, so that each core would hold all its
  // weights, and saves least for its space.
  Planning p(chain(8, {64, 32, 64}), with_core_memory(12 << 10));
  ASSERT_FALSE(p.make());
  ASSERT_FALSE(pin_weights(p.problem(), kShare, &p.draft.plan).all);
  const auto density = [&](int op) {
    const program::Op& o = p.network.ops[op];
    return static_cast<double>(o.weight_bytes(o.G, o.K, o.C, true)) / static_cast<double>(tile_bytes(p, op));
  };
  ASSERT_LT(density(0), std::min(density(1), density(2)));
  EXPECT_FALSE(p.draft.plan.ops[0].pins_all());
  EXPECT_TRUE(p.draft.plan.ops[1].pins_all());
  EXPECT_TRUE(p.draft.plan.ops[2].pins_all());
}

// Each of an op's parts would have a copy of its own.
TEST(Pinning, NotPartsOfAnOp) {
  const lower::LoweredNetwork whole = chain(8, {16, 32, 16});
  const lower::Chain cut{0, 1, {whole.ops[0].output.buffer}, {{0, 4, 0, 8, 0, 32}, {4, 8, 0, 8, 0, 32}}};
  Planning p(lower::cut(whole, {cut}), with_core_memory(1 << 20));
  ASSERT_FALSE(p.make());
  pin_weights(p.problem(), kShare, &p.draft.plan);
  for (std::size_t op = 0; op < p.network.ops.size(); ++op)
    EXPECT_EQ(p.draft.plan.ops[op].pins_all(), p.network.parts_of[op] == 2);
}

}  // namespace
}  // namespace apollo::compiler::plan
