#include "apollo/compiler/lower/recurrent.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "workloads/network_builder.h"

namespace apollo::compiler::lower {
namespace {

using program::Kernel;
using program::Op;
using workloads::LayerType;

constexpr int kSteps = 3, kUnits = 5, kChannels = 7;

LoweredNetwork recurrent(LayerType type, bool reverse = false) {
  workloads::NetworkBuilder b("n");
  workloads::Layer cell =
      workloads::layer_of(type, {b.input("x", {1, kSteps, kChannels}), b.input("h", {1, 1, kUnits})});
  if (type == LayerType::lstm) cell.inputs.push_back(b.input("c", {1, 1, kUnits}, cell.state_quantization));
  cell.channels = kUnits;
  cell.reverse = reverse;
  return lower(b.finish({b.add(cell)}));
}

int ops_with(const LoweredNetwork& n, Kernel kernel) {
  return static_cast<int>(
      std::count_if(n.ops.begin(), n.ops.end(), [&](const Op& op) { return op.kernel == kernel; }));
}

// The columns of the layer's output that the ops of a kernel write, in their order.
std::vector<int> written_steps(const LoweredNetwork& n, Kernel kernel) {
  std::vector<int> steps;
  for (const Op& op : n.ops)
    if (op.kernel == kernel) steps.push_back(op.output.x);
  return steps;
}

TEST(Recurrent, AnLstmIsOneMatrixForAllInputsAndThreeOpsAStep) {
  const LoweredNetwork n = recurrent(LayerType::lstm);
  EXPECT_EQ(ops_with(n, Kernel::mac), 1 + kSteps);
  EXPECT_EQ(ops_with(n, Kernel::lstm_output), kSteps);
  EXPECT_EQ(ops_with(n, Kernel::lstm_state), kSteps - 1) << "nobody reads the last state";
  EXPECT_EQ(n.ops[0].X, kSteps);
  EXPECT_EQ(n.ops[0].K, 4 * kUnits);
  EXPECT_EQ(n.ops[0].C, kChannels);
}

TEST(Recurrent, AnLstmAddsItsInputPartOnTheWayOutOfTheRecurrentPart) {
  const LoweredNetwork n = recurrent(LayerType::lstm);
  int step = 0;
  for (const Op& op : n.ops)
    if (op.kernel == Kernel::mac && op.parameter_set == 1) {
      EXPECT_EQ(op.combine, program::Combine::add);
      EXPECT_EQ(op.operand2.buffer, n.ops[0].output.buffer);
      EXPECT_EQ(op.operand2.x, step++);
    }
  EXPECT_EQ(step, kSteps);
}

TEST(Recurrent, AGruHasThreeOpsAStep) {
  const LoweredNetwork n = recurrent(LayerType::gru);
  EXPECT_EQ(ops_with(n, Kernel::mac), 1 + kSteps);
  EXPECT_EQ(ops_with(n, Kernel::gru_gates), kSteps);
  EXPECT_EQ(ops_with(n, Kernel::gru_output), kSteps);
  EXPECT_EQ(n.ops[0].K, 3 * kUnits);
}

TEST(Recurrent, AReversedLayerGoesFromTheLastStepToTheFirst) {
  EXPECT_EQ(written_steps(recurrent(LayerType::lstm), Kernel::lstm_output), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(written_steps(recurrent(LayerType::lstm, true), Kernel::lstm_output),
            (std::vector<int>{2, 1, 0}));
}

TEST(Recurrent, EachStepReadsTheStateOfTheOneBefore) {
  const LoweredNetwork n = recurrent(LayerType::gru);
  int steps = 0;
  program::View before;
  for (const Op& op : n.ops) {
    if (op.kernel == Kernel::mac && op.parameter_set == 1) {
      EXPECT_TRUE(steps == 0 || op.input == before) << steps;
      ++steps;
    }
    if (op.kernel == Kernel::gru_output) before = op.output;
  }
  EXPECT_EQ(steps, kSteps);
}

TEST(Recurrent, AllStepsShareTheirWeights) {
  const LoweredNetwork n = recurrent(LayerType::lstm);
  const std::vector<int> groups = weight_groups(n);
  EXPECT_EQ(std::count(groups.begin(), groups.end(), 0), kSteps);
  EXPECT_EQ(groups[0], -1) << "the input part has weights of its own";
}

}  // namespace
}  // namespace apollo::compiler::lower
