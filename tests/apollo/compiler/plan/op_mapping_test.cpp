#include "apollo/compiler/plan/op_mapping.h"

#include <gtest/gtest.h>

#include "apollo/compiler/plan/residency.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan {
namespace {

using testing::chain;
using testing::Planning;

// Nothing decided but what starts on chip.
void begin(Planning* p, const PlanOptions& options = {}) {
  p->draft.plan.ops.assign(p->network.ops.size(), {});
  start_buffers(p->problem(options), &p->draft);
}

TEST(OpMapping, TheContextSaysWhereTheOperandsAre) {
  Planning p(chain(8, {16, 16}));
  begin(&p);
  const map::OpContext first = context_of(p.problem(), 0, p.draft, &p.scratch);
  EXPECT_TRUE(first.input_staged) << "a network input";
  EXPECT_FALSE(first.output_stored);
  const map::OpContext second = context_of(p.problem(), 1, p.draft, &p.scratch);
  EXPECT_FALSE(second.input_staged) << "held for it";
  EXPECT_TRUE(second.output_stored) << "the network's output";
  EXPECT_EQ(second.exchange_bytes, 0);
}

TEST(OpMapping, MemoryThatAnOpCannotUseDoesNotCount) {
  machine::Accelerator large, larger;
  large.configuration.pe_memory_bytes = 1 << 24;
  large.configuration.core_memory_bytes = 1 << 24;
  large.configuration.activation_memory_entries = 1 << 20;
  larger = large;
  larger.configuration.pe_memory_bytes *= 2;
  larger.configuration.core_memory_bytes *= 2;
  larger.configuration.activation_memory_entries *= 2;
  Planning p(chain(8, {16}), large), q(chain(8, {16}), larger);
  begin(&p);
  begin(&q);
  EXPECT_TRUE(context_of(p.problem(), 0, p.draft, &p.scratch) ==
              context_of(q.problem(), 0, q.draft, &q.scratch));
}

TEST(OpMapping, AnOpWithNothingOnChipAroundItTakesAnySpread) {
  Planning p(chain(8, {64}));
  begin(&p);
  // The worst spread; the mapping found is another's.
  const std::size_t worst = p.scratch.shared.spreads(0).spreads.size() - 1;
  choose_spread(p.scratch.shared, 0, worst, &p.draft);
  ASSERT_FALSE(map_op(p.problem(), 0, &p.scratch, &p.draft));
  const map::Spread& chosen = chosen_spread(p.scratch.shared, 0, p.draft);
  EXPECT_EQ(p.draft.plan.ops[0].mapping.rows, chosen.rows);
  EXPECT_EQ(p.draft.plan.ops[0].mapping.columns, chosen.columns);
  EXPECT_NE(p.draft.spreads[0], worst);
}

TEST(OpMapping, OtherwiseItsSpreadStays) {
  Planning p(chain(8, {64, 64}));
  begin(&p);
  for (std::size_t s = 0; s < p.scratch.shared.spreads(1).spreads.size(); ++s) {
    choose_spread(p.scratch.shared, 1, s, &p.draft);
    begin(&p);
    ASSERT_FALSE(map_op(p.problem(), 1, &p.scratch, &p.draft));
    EXPECT_EQ(p.draft.plan.ops[1].mapping.rows, p.scratch.shared.spreads(1).spreads[s].rows);
    EXPECT_EQ(p.draft.plan.ops[1].mapping.columns, p.scratch.shared.spreads(1).spreads[s].columns);
  }
}

TEST(OpMapping, WithoutRoomItSaysWhatIsMissing) {
  machine::Accelerator a;
  a.configuration.pe_memory_bytes = 1024;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  Planning p(chain(64, {16, 16}), a);
  begin(&p);
  const auto failure = map_op(p.problem(), 1, &p.scratch, &p.draft);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, machine::Infeasible::Reason::pe_memory);
  EXPECT_GT(failure->needed, failure->available);
}

}  // namespace
}  // namespace apollo::compiler::plan
