#include "simulator/systemc/output_stage.h"

#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc::output_stage_test {
namespace {

constexpr std::int64_t kOperand2 = 32, kOutput = 48;
constexpr int kColumns = 2, kChannels = 4;

class OutputStageTest : public testing::Test {
 protected:
  OutputStageTest() : plan_{pointwise(tiny_accelerator(), kColumns, kChannels)} {
    memory_.allocate(128);
    program::Op& op = plan_.nest.op;
    op.multiplier = 0.5F;
    op.own_q = op.operand2_q = op.out_q = {1.0F, 0};
    task_.plan = &plan_;
    task_.input = {{0, 1, 0, kColumns, 0, kChannels}, 0};
    task_.operand2 = {{0, 1, 0, kColumns, 0, kChannels}, kOperand2};
    task_.output = {{0, 1, 0, kColumns, 0, kChannels}, kOutput};
  }
  program::Op& op() { return plan_.nest.op; }
  int finished(std::int32_t sum, int elements = 1) {
    return finish_output(task_, {0, 1, 0, 2}, {sum, elements}, &port_);
  }

  program::OpPlan plan_;
  TileTask task_;
  MemoryImage memory_{"memory"};
  ReadPort port_{memory_};
};

TEST_F(OutputStageTest, ScalesTheSum) { EXPECT_EQ(finished(40), 20); }

TEST_F(OutputStageTest, SaturatesAtTheEndsOfInt8) {
  EXPECT_EQ(finished(10000), 127);
  EXPECT_EQ(finished(-10000), -128);
}

TEST_F(OutputStageTest, ActivatesBeforeItCombines) {
  op().activation = workloads::Activation::relu;
  op().combine = program::Combine::add;
  *memory_.at(kOperand2 + 1 * kChannels + 2, 1) = 5;
  EXPECT_EQ(finished(-40), 5);
}

TEST_F(OutputStageTest, ABroadcastOperandIsTheSameForAllPositions) {
  op().combine = program::Combine::add;
  op().broadcast_operand2 = true;
  *memory_.at(kOperand2 + 2, 1) = 5;
  EXPECT_EQ(finished(40), 20 + 5);
}

TEST_F(OutputStageTest, AnAverageDividesByTheElementsOfTheWindow) {
  op().average = true;
  op().in_q = {1.0F, 0};
  EXPECT_EQ(finished(40, 4), 10);
  EXPECT_EQ(finished(40, 2), 20);
}

TEST_F(OutputStageTest, ARowGivesAllItsChannels) {
  op().kernel = program::Kernel::softmax;
  op().in_q = {0.1F, 0};
  op().out_q = {1.0F / 256, -128};
  const std::int8_t inputs[kChannels] = {10, 10, 10, 10};
  std::copy(inputs, inputs + kChannels, memory_.at(kChannels, kChannels));  // column 1
  std::vector<Result> results;
  finish_row(task_, 0, 1, &port_, nullptr, &results);
  ASSERT_EQ(results.size(), static_cast<std::size_t>(kChannels));
  for (int c = 0; c < kChannels; ++c) {
    EXPECT_EQ(results[c].address, kOutput + kChannels + c);
    EXPECT_EQ(results[c].value, 256 / kChannels - 128);  // equal inputs: equal shares of one
  }
}

}  // namespace
}  // namespace apollo::systemc::output_stage_test
