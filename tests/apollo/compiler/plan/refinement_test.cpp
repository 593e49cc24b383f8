#include "apollo/compiler/plan/refinement.h"

#include <gtest/gtest.h>

#include "apollo/compiler/plan/residency.h"
#include "apollo/compiler/plan/saved_part.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan::refinement_test {
namespace {

using testing::chain;
using testing::cost;
using testing::Planning;

// The plan of a chain with all ops on their spreads at that position, as far as they have so many.
void make_on_spreads(std::size_t position, Planning* p) {
  ASSERT_FALSE(p->make());
  for (int op = 0; op < static_cast<int>(p->network.ops.size()); ++op)
    choose_spread(p->scratch.shared, op, std::min(position, p->scratch.shared.spreads(op).spreads.size() - 1),
                  &p->draft);
  for (std::size_t b = 0; b < p->draft.plan.buffers.size(); ++b)
    refresh_hold(p->problem(), static_cast<int>(b), &p->draft);
  for (int op = 0; op < static_cast<int>(p->network.ops.size()); ++op)
    ASSERT_FALSE(map_op(p->problem(), op, &p->scratch, &p->draft)) << op;
}

TEST(Refinement, CostsLessFromPoorSpreadsAndNeverMore) {
  bool any_less = false;
  for (const std::size_t position : {0, 3, 6}) {
    Planning p(chain(16, {64, 32, 64, 16}));
    make_on_spreads(position, &p);
    const double before = cost(p.draft);
    ASSERT_FALSE(refine_spreads(p.problem(), &p.scratch, &p.draft));
    EXPECT_LE(cost(p.draft), before * (1 + 1e-9)) << position;
    any_less = any_less || cost(p.draft) < 0.9 * before;
  }
  EXPECT_TRUE(any_less);
}

TEST(Refinement, FindsNothingASecondTime) {
  Planning p(chain(16, {64, 32, 64, 16}));
  make_on_spreads(5, &p);
  // Sweeps end after two: what they leave is gone through until nothing changes.
  double before = 0;
  do {
    before = cost(p.draft);
    ASSERT_FALSE(refine_spreads(p.problem(), &p.scratch, &p.draft));
  } while (cost(p.draft) < before);
  const std::vector<std::size_t> spreads = p.draft.spreads;
  ASSERT_FALSE(refine_spreads(p.problem(), &p.scratch, &p.draft));
  EXPECT_EQ(p.draft.spreads, spreads);
}

TEST(Refinement, SaysSoIfAnOpHasNoMapping) {
  Planning p(chain(16, {64, 32}));
  ASSERT_FALSE(p.make());
  machine::Accelerator tiny = p.accelerator;
  tiny.configuration.pe_memory_bytes = 16;
  EXPECT_TRUE(refine_spreads({p.network, p.uses, tiny, {}}, &p.scratch, &p.draft));
}

TEST(SavedPart, TakesInAllOpsThatTouchABufferOnChipAndPutsThemBack) {
  Planning p(chain(16, {64, 32, 64, 16}));
  ASSERT_FALSE(p.make());
  const int buffer = p.network.ops[1].output.buffer;  // op 2 reads it
  ASSERT_TRUE(p.draft.plan.buffers[buffer].on_chip);
  const SavedPart part(p.draft, {buffer}, 1, 1);
  EXPECT_EQ(part.first(), 1);
  EXPECT_EQ(part.last(), 2);
  const Draft before = p.draft;
  evict(p.problem(), buffer, &p.draft);
  choose_spread(p.scratch.shared, 2, 1, &p.draft);
  ASSERT_FALSE(map_op(p.problem(), 1, &p.scratch, &p.draft));
  ASSERT_FALSE(map_op(p.problem(), 2, &p.scratch, &p.draft));
  part.restore(p.scratch.shared, &p.draft);
  EXPECT_TRUE(p.draft.plan.buffers[buffer].on_chip);
  EXPECT_EQ(p.draft.plan.buffers[buffer].hold_bytes, before.plan.buffers[buffer].hold_bytes);
  EXPECT_EQ(p.draft.spreads, before.spreads);
  EXPECT_EQ(cost(p.draft), cost(before));
  EXPECT_EQ(part.cost(), before.costs[1].estimate + before.costs[2].estimate);
  for (std::size_t op = 0; op < before.plan.ops.size(); ++op)
    EXPECT_EQ(p.draft.plan.ops[op].input.bytes, before.plan.ops[op].input.bytes) << op;
}

}  // namespace
}  // namespace apollo::compiler::plan::refinement_test
