#include "apollo/compiler/plan/planner.h"

#include <gtest/gtest.h>

#include "apollo/compiler/map/estimate.h"
#include "apollo/compiler/plan/keeping.h"
#include "apollo/compiler/plan/residency.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan {
namespace {

using testing::chain;
using testing::diamond;
using testing::Planning;

void expect_within_memories(const Planning& p) {
  const std::int64_t capacity = p.accelerator.configuration.pe_memory_bytes;
  for (const auto& b : p.draft.plan.buffers)
    EXPECT_TRUE(!b.on_chip || b.pe_address + b.hold_bytes <= capacity);
  for (const auto& op : p.draft.plan.ops)
    for (const decisions::Slots& slots : {op.input, op.operand2, op.output, op.psum})
      EXPECT_LE(slots.address + slots.total(), capacity);
}

TEST(Planner, DecidesEveryOpAndBuffer) {
  Planning p(diamond(16, 32));
  ASSERT_FALSE(p.make());
  expect_within_memories(p);
  for (std::size_t op = 0; op < p.network.ops.size(); ++op)
    EXPECT_EQ(check(p.network.ops[op], p.draft.plan.ops[op].mapping, p.accelerator), "");
  for (const program::Op& op : p.network.ops) {
    const auto& buffer = p.draft.plan.buffers[op.output.buffer];
    EXPECT_TRUE(buffer.on_chip || buffer.in_dram);
  }
}

TEST(Planner, SendsToDramWhatDoesNotFit) {
  // The middle activation has 64 x 64 x 64 bytes, a sixteenth of it per PE at least, more than there is.
  machine::Accelerator a;
  a.configuration.pe_memory_bytes = 8 << 10;
  Planning p(chain(64, {64, 8}), a);
  ASSERT_FALSE(p.make());
  expect_within_memories(p);
  EXPECT_FALSE(p.draft.plan.buffers[p.network.ops[0].output.buffer].on_chip);
}

TEST(Planner, BringsBackWhatFitsAfterAll) {
  Planning p(diamond(16, 32));
  ASSERT_FALSE(p.make());
  ASSERT_TRUE(evict_during(p.problem(), 1, &p.draft));  // for a reason that there is not
  for (int op = 0; op < static_cast<int>(p.network.ops.size()); ++op)
    ASSERT_FALSE(map_op(p.problem(), op, &p.scratch, &p.draft));
  EXPECT_TRUE(bring_back(p.problem(), &p.scratch, &p.draft));
  expect_within_memories(p);
  for (std::size_t b = 0; b < p.network.buffers.size(); ++b)
    EXPECT_EQ(p.draft.plan.buffers[b].on_chip, may_stay_on_chip(p.problem(), static_cast<int>(b)));
  EXPECT_FALSE(bring_back(p.problem(), &p.scratch, &p.draft)) << "nothing is left to bring";
}

TEST(Planner, BringsNothingBackThatDoesNotFit) {
  machine::Accelerator a;
  a.configuration.pe_memory_bytes = 8 << 10;
  Planning p(chain(64, {64, 8}), a);
  ASSERT_FALSE(p.make());
  EXPECT_FALSE(bring_back(p.problem(), &p.scratch, &p.draft));
  expect_within_memories(p);
  EXPECT_FALSE(p.draft.plan.buffers[p.network.ops[0].output.buffer].on_chip);
}

TEST(Planner, KeepsNothingOnChipIfTheOptionsSaySo) {
  Planning p(chain(8, {16, 16, 16}));
  ASSERT_FALSE(p.make({false, 0}));
  for (const auto& buffer : p.draft.plan.buffers) EXPECT_FALSE(buffer.on_chip);
}

TEST(Planner, NamesTheLayerThatHasNoMapping) {
  machine::Accelerator a;
  a.configuration.parameter_memory_entries = 1;
  const int kernel = 9;  // 81 weights of one input and one output channel
  ASSERT_GT(kernel * kernel, a.parameter_memory_bytes());
  Planning p(chain(8, {16, 16}, kernel), a);
  const auto failure = p.make();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, machine::Infeasible::Reason::parameter_memory);
  EXPECT_FALSE(failure->layer.empty());
}

TEST(Planner, TheSameProblemHasTheSamePlanWhateverCameBefore) {
  Planning p(diamond(16, 32)), q(diamond(16, 32));
  ASSERT_FALSE(p.make());
  ASSERT_FALSE(q.make({true, 100}));
  ASSERT_FALSE(q.make());
  for (std::size_t op = 0; op < p.network.ops.size(); ++op)
    EXPECT_TRUE(p.draft.plan.ops[op].mapping == q.draft.plan.ops[op].mapping) << op;
}

TEST(Planner, ADearerInstructionMakesFewer) {
  machine::Accelerator a;
  a.configuration.pe_memory_bytes = 16 << 10;
  const auto tiles = [&](double price) {
    Planning p(chain(32, {32, 32}), a);
    EXPECT_FALSE(p.make({true, price}));
    std::int64_t count = 0;
    for (std::size_t op = 0; op < p.network.ops.size(); ++op) {
      const program::Tiling t(p.network.ops[op], p.draft.plan.ops[op].mapping, a);
      count += std::int64_t{t.tiles[0]} * t.tiles[1] * t.tiles[2] * t.tiles[3] * t.tiles_c;
    }
    return count;
  };
  EXPECT_LT(tiles(1e4), tiles(0));
}

TEST(Planner, PinnedWeightsKeepWhatIsStillGood) {
  machine::Accelerator a;
  a.configuration.core_memory_bytes = 1 << 20;
  Planning p(chain(8, {16, 16}), a);
  ASSERT_FALSE(p.make());
  ASSERT_TRUE(pin_weights(p.problem(), 0.8, p.scratch.shared, &p.draft).all);
  ASSERT_FALSE(remake_with_pinned_weights(p.problem(), &p.scratch, &p.draft));
  expect_within_memories(p);
  for (std::size_t op = 0; op < p.network.ops.size(); ++op) {
    const decisions::OpDecision& decision = p.draft.plan.ops[op];
    EXPECT_TRUE(decision.pins_all());
    const program::Tiling tiling(p.network.ops[op], decision.mapping, a);
    EXPECT_LE(decisions::all_weight_tiles_bytes(p.network.ops[op], tiling), decision.pinned_bytes);
  }
}

// Where weights come slowly, a mapping that leaves lanes idle costs little; it does when they come from PE
// memories. Mappings then keep up with the bus that brings them.
TEST(Planner, KeptWeightsGetMappingsForTheirPace) {
  machine::Accelerator a;
  a.configuration.pe_memory_bytes = 1 << 20;
  a.configuration.core_memory_bytes = 4 << 10;
  a.configuration.dram_bandwidth_gbps = 5;
  Planning p(chain(8, {256, 256, 256}), a);
  ASSERT_FALSE(p.make());
  keep_weights(p.problem(), std::vector<emit::WeightTraffic>(3, {1, 0}), &p.draft.plan);
  for (const decisions::OpDecision& op : p.draft.plan.ops) ASSERT_TRUE(op.at_rest);
  machine::Accelerator below = a;
  below.configuration.pe_memory_bytes = p.draft.plan.kept_weights_address;
  const Problem problem{p.network, p.uses, below, {}};
  const auto estimates = [&] {
    double sum = 0;
    for (int op = 0; op < 3; ++op)
      sum += map::estimate(p.network.ops[op], context_of(problem, op, p.draft, &p.scratch), a,
                           p.draft.plan.ops[op].mapping)
                 ->cycles;
    return sum;
  };
  const double before = estimates();
  const auto remade = remake_with_kept_weights(problem, &p.scratch, &p.draft);
  ASSERT_TRUE(std::holds_alternative<bool>(remade));
  EXPECT_LE(estimates(), 1.1 * before) << "simulations choose, estimates err by some percent";
  double bus = 0, dram = 0;
  for (const program::Op& op : p.network.ops) {
    const std::int64_t bytes = op.weight_bytes(op.G, op.K, op.C, true);
    bus += static_cast<double>(bytes) / a.constants.parameter_entry_bytes;
    dram += static_cast<double>(a.dram_cycles(bytes));
  }
  EXPECT_GE(estimates(), bus);
  EXPECT_LT(estimates(), dram);
  for (const decisions::OpDecision& op : p.draft.plan.ops)
    for (const decisions::Slots& slots : {op.input, op.operand2, op.output, op.psum})
      EXPECT_LE(slots.address + slots.total(), p.draft.plan.kept_weights_address);
}

TEST(Planner, OpsMakeRoomWhereThatIsAskedOfThem) {
  machine::Accelerator a;
  Planning p(chain(32, {64, 64, 64}), a);
  ASSERT_FALSE(p.make());
  const auto taken = [&](int op) { return bytes_during(op, p.draft.plan); };
  const std::int64_t held = held_during(0, p.draft.plan), before = taken(0);
  ASSERT_LT(held, before) << "its input comes through slots";
  machine::Accelerator less = a;
  less.configuration.pe_memory_bytes = held + (before - held) / 2;
  const decisions::OpDecision other = p.draft.plan.ops[2];
  const auto remade = remake_in_less({p.network, p.uses, less, {}}, p.problem(), {0}, &p.scratch, &p.draft);
  ASSERT_TRUE(std::holds_alternative<bool>(remade));
  EXPECT_TRUE(std::get<bool>(remade));
  EXPECT_LE(taken(0), less.configuration.pe_memory_bytes);
  EXPECT_TRUE(p.draft.plan.ops[2].mapping == other.mapping);
  expect_within_memories(p);
}

}  // namespace
}  // namespace apollo::compiler::plan
