#include "apollo/compiler/plan/residency.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan {
namespace {

using testing::chain;
using testing::diamond;
using testing::Planning;

TEST(Residency, WhatLiesBetweenLayersStartsOnChip) {
  Planning p(chain(8, {16, 16, 16}));
  start_buffers(p.problem(), &p.draft);
  for (int op = 0; op < 3; ++op) {
    const program::Op& o = p.network.ops[op];
    const auto& written = p.draft.plan.buffers[o.output.buffer];
    const bool last = op == 2;
    EXPECT_EQ(written.on_chip, !last) << "an output that nobody reads goes to DRAM";
    EXPECT_EQ(written.in_dram, last);
    EXPECT_EQ(written.first, op);
    EXPECT_EQ(written.last, last ? op : op + 1);
  }
  const auto& input = p.draft.plan.buffers[p.network.ops[0].input.buffer];
  EXPECT_FALSE(input.on_chip);
  EXPECT_TRUE(input.in_dram);
}

TEST(Residency, NothingStartsOnChipIfTheOptionsSaySo) {
  Planning p(chain(8, {16, 16}));
  start_buffers(p.problem({false, 0}), &p.draft);
  for (const auto& buffer : p.draft.plan.buffers) EXPECT_FALSE(buffer.on_chip);
  EXPECT_EQ(held_during(0, p.draft.plan), 0);
}

TEST(Residency, AnOpHoldsWhatItReadsAndWrites) {
  Planning p(chain(8, {16, 16, 16}));
  start_buffers(p.problem(), &p.draft);
  const auto hold_of = [&](int op) {
    const auto& buffer = p.draft.plan.buffers[p.network.ops[op].output.buffer];
    return machine::round_up(buffer.hold_bytes, std::int64_t{4});
  };
  EXPECT_GT(hold_of(0), 0);
  EXPECT_EQ(held_during(0, p.draft.plan), hold_of(0));
  EXPECT_EQ(held_during(1, p.draft.plan), hold_of(0) + hold_of(1));
  EXPECT_EQ(held_during(2, p.draft.plan), hold_of(1));
}

TEST(Residency, TheBufferThatSavesLeastForItsSpaceAndTimeLeaves) {
  // The stem's result is read by both branches, so each byte held saves three of DRAM traffic; the left
  // branch's waits as long but saves two.
  Planning p(diamond(8, 16));
  start_buffers(p.problem(), &p.draft);
  const int stem = p.network.ops[0].output.buffer, left = p.network.ops[1].output.buffer;
  auto& buffers = p.draft.plan.buffers;
  ASSERT_TRUE(buffers[stem].on_chip && buffers[left].on_chip);
  const auto price = [&](int b) {
    return static_cast<double>(buffers[b].hold_bytes) * (buffers[b].last - buffers[b].first + 1) /
           static_cast<double>(1 + p.uses.buffers[b].readers.size());
  };
  const int dearer = price(stem) > price(left) ? stem : left;
  EXPECT_TRUE(evict_during(p.problem(), 1, &p.draft));
  EXPECT_FALSE(buffers[dearer].on_chip);
  EXPECT_TRUE(buffers[dearer].in_dram);
  EXPECT_EQ(buffers[dearer].hold_bytes, 0);
  EXPECT_TRUE(buffers[dearer == stem ? left : stem].on_chip);
}

TEST(Residency, NothingLeavesWhereNothingIsOnChip) {
  Planning p(chain(8, {16}));
  start_buffers(p.problem(), &p.draft);
  EXPECT_FALSE(evict_during(p.problem(), 0, &p.draft));
}

TEST(Residency, AHoldFollowsItsReadersSpread) {
  Planning p(chain(8, {64, 64}, 1));
  const auto& spreads = p.scratch.shared.spreads(1).spreads;
  const auto hold_with = [&](program::Dim rows, program::Dim columns) {
    for (std::size_t s = 0; s < spreads.size(); ++s)
      if (spreads[s].rows == rows && spreads[s].columns == columns)
        choose_spread(p.scratch.shared, 1, s, &p.draft);
    start_buffers(p.problem(), &p.draft);
    return p.draft.plan.buffers[p.network.ops[1].input.buffer].hold_bytes;
  };
  const std::int64_t all = 8 * 8 * 64;
  EXPECT_EQ(hold_with(program::Dim::k, program::Dim::k), all) << "each PE needs every input channel";
  EXPECT_EQ(hold_with(program::Dim::y, program::Dim::x), all / p.accelerator.pes());
}

}  // namespace
}  // namespace apollo::compiler::plan
