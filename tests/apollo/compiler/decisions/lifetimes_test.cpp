#include "apollo/compiler/decisions/lifetimes.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

namespace apollo::compiler::decisions {
namespace {

using Bytes = std::set<std::tuple<int, int, std::int64_t, std::int64_t>>;

Bytes of(const Plan& plan) {
  Bytes all;
  for (const Lifetime& l : activation_lifetimes(plan)) all.emplace(l.first, l.last, l.begin, l.end);
  return all;
}

TEST(Lifetimes, HoldsFromTheirFirstToTheirLastOpUnlessInDram) {
  Plan plan;
  plan.ops.resize(4);
  plan.buffers.resize(2);
  for (BufferDecision& b : plan.buffers) {
    b.first = 1;
    b.last = 3;
    b.hold_bytes = 30;
    b.pe_address = 100;
  }
  plan.buffers[0].on_chip = true;
  EXPECT_EQ(of(plan), Bytes({{1, 3, 100, 130}}));
}

TEST(Lifetimes, SlotsAndPartialSumsDuringTheirOp) {
  Plan plan;
  plan.ops.resize(3);
  plan.ops[1].output = {2, 8, 64};
  plan.ops[1].psum = {1, 10, 80};  // takes whole words of 4 bytes
  EXPECT_EQ(of(plan), Bytes({{1, 1, 64, 80}, {1, 1, 80, 92}}));
}

TEST(Lifetimes, SlotsThatAreFilledEarlyDuringTheOpBeforeToo) {
  Plan plan;
  plan.ops.resize(3);
  for (OpDecision& op : plan.ops) {
    op.input = {1, 8, 0};
    op.operand2 = {1, 8, 8};
  }
  plan.ops[0].prefetch_inputs = plan.ops[2].prefetch_inputs = true;
  EXPECT_EQ(of(plan),
            Bytes({{0, 0, 0, 8}, {0, 0, 8, 16}, {1, 1, 0, 8}, {1, 1, 8, 16}, {1, 2, 0, 8}, {1, 2, 8, 16}}));
}

TEST(Lifetimes, TheHighestEnd) {
  EXPECT_EQ(end_of({}), 0);
  EXPECT_EQ(end_of({{0, 1, 0, 40}, {2, 2, 10, 50}, {3, 3, 0, 20}}), 50);
}

TEST(Lifetimes, WeightsWaitBelowThoseThatAreKept) {
  Plan plan;
  plan.ops.resize(2);
  plan.kept_weights_address = 30;
  EXPECT_EQ(end_of_parking(plan, 100), 100);
  plan.ops[1].kept_tiles = 1;
  EXPECT_EQ(end_of_parking(plan, 100), 30);
}

}  // namespace
}  // namespace apollo::compiler::decisions
