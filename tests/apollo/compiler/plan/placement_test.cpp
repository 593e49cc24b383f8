#include "apollo/compiler/plan/placement.h"

#include <gtest/gtest.h>

#include <random>

namespace apollo::compiler::plan {
namespace {

using decisions::Plan;

struct Block {
  int first, last;  // op
  std::int64_t begin, end;
};

// What lies in PE memory, and when.
std::vector<Block> blocks(const Plan& plan) {
  std::vector<Block> out;
  const auto add = [&](int first, int last, std::int64_t address, std::int64_t bytes) {
    if (bytes > 0) out.push_back({first, last, address, address + bytes});
  };
  for (const auto& b : plan.buffers)
    if (b.on_chip) add(b.first, b.last, b.pe_address, b.hold_bytes);
  for (int i = 0; i < static_cast<int>(plan.ops.size()); ++i) {
    const auto& op = plan.ops[i];
    const int from = op.prefetch_inputs ? i - 1 : i;
    add(from, i, op.input.address, op.input.total());
    add(from, i, op.operand2.address, op.operand2.total());
    add(i, i, op.output.address, op.output.total());
    add(i, i, op.psum.address, op.psum.total());
  }
  return out;
}

std::int64_t most_at_once(const Plan& plan) {
  std::int64_t most = 0;
  for (int op = 0; op < static_cast<int>(plan.ops.size()); ++op) {
    std::int64_t bytes = 0;
    for (const Block& b : blocks(plan))
      if (b.first <= op && op <= b.last) bytes += b.end - b.begin;
    most = std::max(most, bytes);
  }
  return most;
}

Plan random_plan(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
  Plan plan;
  plan.ops.resize(6);
  for (auto& op : plan.ops) {
    op.input = {below(3), below(900)};
    op.operand2 = {below(2), below(300)};
    op.output = {1 + below(2), below(500)};
    op.psum = {below(2), 4 * below(500)};
  }
  plan.buffers.resize(7);
  for (auto& buffer : plan.buffers) {
    buffer.on_chip = below(4) > 0;
    buffer.hold_bytes = below(2000);
    buffer.first = below(6);
    buffer.last = buffer.first + below(6 - buffer.first);
  }
  return plan;
}

TEST(Placement, NothingAliveTogetherOverlaps) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Plan plan = random_plan(seed);
    const std::int64_t used = place(&plan, 1 << 20);
    const auto all = blocks(plan);
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_GE(all[i].begin, 0);
      EXPECT_EQ(all[i].begin % 4, 0) << "partial sums are int32";
      EXPECT_LE(all[i].end, used);
      for (std::size_t j = 0; j < i; ++j)
        EXPECT_FALSE(all[i].first <= all[j].last && all[j].first <= all[i].last &&
                     all[i].begin < all[j].end && all[j].begin < all[i].end)
            << "seed " << seed;
    }
    EXPECT_GE(used, most_at_once(plan));
  }
}

TEST(Placement, BlocksThatNeverMeetShareAnAddress) {
  Plan plan;
  plan.ops.resize(4);
  plan.buffers.resize(2);
  for (auto& b : plan.buffers) b.on_chip = true, b.hold_bytes = 100;
  plan.buffers[0].first = 0, plan.buffers[0].last = 1;
  plan.buffers[1].first = 2, plan.buffers[1].last = 3;
  EXPECT_EQ(place(&plan, 1000), 100);
}

TEST(Placement, InputSlotsStayClearOfTheOpBeforeOnlyWhereThereIsRoom) {
  Plan plan;
  plan.ops.resize(2);
  plan.ops[0].output = {1, 100};
  plan.ops[1].input = {1, 100};
  EXPECT_EQ(place(&plan, 200), 200);
  EXPECT_TRUE(plan.ops[1].prefetch_inputs);
  EXPECT_EQ(place(&plan, 199), 100);
  EXPECT_FALSE(plan.ops[1].prefetch_inputs);
}

TEST(Placement, TellsWhatItUsesEvenIfThatIsTooMuch) {
  Plan plan;
  plan.ops.resize(1);
  plan.ops[0].input = {2, 300};
  EXPECT_EQ(place(&plan, 100), 600);
}

}  // namespace
}  // namespace apollo::compiler::plan
