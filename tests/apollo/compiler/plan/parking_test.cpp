#include "apollo/compiler/plan/parking.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan::parking_test {
namespace {

using testing::chain;
using testing::Planning;

// Convolutions of 128 channels each, with weights of 144 KiB, whose times are given; all activations in DRAM.
class ParkingTest : public ::testing::Test {
 protected:
  static constexpr int kOps = 4;

  ParkingTest() : p_(chain(8, std::vector<int>(kOps, 128))) {
    EXPECT_FALSE(p_.make());
    for (decisions::OpDecision& op : p_.draft.plan.ops) op.input = op.operand2 = op.output = op.psum = {};
    for (decisions::BufferDecision& b : p_.draft.plan.buffers) b.on_chip = false;
  }
  const machine::Accelerator& a() const { return p_.accelerator; }
  decisions::Plan& plan() { return p_.draft.plan; }
  // Cycles that DRAM takes for an op's weights.
  std::int64_t loads(int op) const { return a().dram_cycles(bytes(op)); }
  std::int64_t bytes(int op) const {
    const program::Op& o = p_.network.ops[static_cast<std::size_t>(op)];
    return o.weight_bytes(o.G, o.K, o.C, true);
  }
  // Each op's weights come once, while the array computes for so many cycles and waits for as many more.
  std::vector<emit::WeightTraffic> computing(const std::vector<std::int64_t>& cycles) const {
    std::vector<emit::WeightTraffic> traffic;
    for (int op = 0; op < kOps; ++op) {
      const std::int64_t waits = 100 + op, computes = cycles[static_cast<std::size_t>(op)];
      traffic.push_back({bytes(op), waits, computes + waits});
    }
    return traffic;
  }
  std::vector<int> parking_ops() {
    std::vector<int> ops;
    for (int op = 0; op < kOps; ++op)
      if (plan().ops[static_cast<std::size_t>(op)].parks) ops.push_back(op);
    return ops;
  }
  // A hold that leaves so many bytes of every PE memory during these ops.
  void leave(std::int64_t bytes, int first, int last) {
    decisions::BufferDecision& hold = plan().buffers[1];
    hold.on_chip = true;
    hold.first = first;
    hold.last = last;
    hold.pe_address = 0;
    hold.hold_bytes = a().configuration.pe_memory_bytes - bytes;
  }
  double park(const std::vector<std::int64_t>& cycles) {
    return park_weights(p_.problem(), computing(cycles), &plan());
  }
  // Cycles that DRAM is ahead by half of parameter memory.
  std::int64_t usual() const { return a().dram_cycles(a().parameter_memory_bytes() / 2); }

  Planning p_;
};

constexpr std::int64_t kLong = 1'000'000;  // cycles

// The array has nothing to do but ops 0 and 1, which take long: op 2 and 3 wait for all but what parameter
// memory holds, unless PE memories do.
TEST_F(ParkingTest, GainsWhatParameterMemoryDoesNotHold) {
  ASSERT_GT(loads(2) + loads(3), usual());
  EXPECT_DOUBLE_EQ(park({kLong, kLong, 0, 0}), static_cast<double>(loads(2) + loads(3) - usual()));
  EXPECT_EQ(parking_ops(), std::vector<int>({2, 3}));
  EXPECT_GT(plan().parking_chunk_bytes, 0);
}

TEST_F(ParkingTest, GainsNoMoreThanHasRoom) {
  constexpr std::int64_t kFree = 1024;
  leave(kFree, 0, 2);
  const std::int64_t room = a().dram_cycles(kFree * a().pes());
  ASSERT_LT(usual() + room, loads(2) + loads(3));
  EXPECT_DOUBLE_EQ(park({kLong, kLong, 0, 0}), static_cast<double>(room));
}

TEST_F(ParkingTest, NothingWhereDramIsFasterThanTheArray) {
  EXPECT_EQ(park({kLong, kLong, kLong, kLong}), 0);
  EXPECT_EQ(plan().parking_chunk_bytes, 0);
  EXPECT_EQ(parking_ops(), std::vector<int>());
}

TEST_F(ParkingTest, NothingWhereDramHasNoTime) {
  EXPECT_EQ(park({0, 0, 0, 0}), 0);
  EXPECT_EQ(plan().parking_chunk_bytes, 0);
}

TEST_F(ParkingTest, EndsWhenDramIsNoLongerFurtherAheadThanUsual) {
  leave(0, 2, kOps);  // all that waits has been used by then
  park({kLong, kLong, 0, 0});
  EXPECT_EQ(plan().last_parking_op, 0) << "between op 1 and op 2 there is no room";
}

TEST_F(ParkingTest, NotWhatStaysOnTheChip) {
  plan().ops[2].at_rest = true;
  EXPECT_DOUBLE_EQ(park({kLong, kLong, 0, 0}), std::max<double>(0, static_cast<double>(loads(3) - usual())));
  EXPECT_FALSE(plan().ops[2].parks);
}

TEST(Parking, NotWhatOpsShare) {
  lower::LoweredNetwork network = chain(8, std::vector<int>(4, 128));
  network.ops[3].parameter_layer = network.ops[2].parameter_layer;
  Planning p(std::move(network));
  ASSERT_FALSE(p.make());
  const std::int64_t bytes = 128 * 128 * 9;
  park_weights(p.problem(), {{bytes, 0, kLong}, {bytes, 0, kLong}, {bytes, 1, 1}, {bytes, 1, 1}},
               &p.draft.plan);
  EXPECT_FALSE(p.draft.plan.ops[2].parks);
  EXPECT_FALSE(p.draft.plan.ops[3].parks);
}

// Op 1 takes all PE memory, though its hold needs but a quarter.
TEST_F(ParkingTest, OpsInTheWayAreThoseThatTakeMoreThanTheyWouldHaveTo) {
  const std::int64_t memory = a().configuration.pe_memory_bytes, less = memory / 2;
  plan().ops[1].input = {1, memory, 0};
  const std::vector<emit::WeightTraffic> traffic = computing({kLong, kLong, 0, 0});
  const InTheWay in = ops_in_the_way(p_.problem(), traffic, plan(), less);
  EXPECT_EQ(in.ops, std::vector<int>({1}));
  EXPECT_DOUBLE_EQ(in.gain, static_cast<double>(loads(2) + loads(3) - usual()));
  plan().ops[1].input.bytes = less;
  EXPECT_TRUE(ops_in_the_way(p_.problem(), traffic, plan(), less).ops.empty());
}

TEST_F(ParkingTest, OpsThatWaitForDramThemselvesAreNotInTheWay) {
  plan().ops[2].input = {1, a().configuration.pe_memory_bytes, 0};
  EXPECT_TRUE(ops_in_the_way(p_.problem(), computing({kLong, kLong, 0, 0}), plan(), 1024).ops.empty());
}

}  // namespace
}  // namespace apollo::compiler::plan::parking_test
