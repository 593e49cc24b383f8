#include "simulator/program/functions.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/nests.h"

namespace apollo::program {
namespace {

using workloads::Activation;

TEST(FunctionUnits, AreSharedByLanesAndAtLeastOne) {
  machine::Accelerator a;
  a.constants.lanes_per_function_unit = 4;
  for (const auto& [lanes, units] : {std::pair{64, 16}, {4, 1}, {3, 1}, {1, 1}, {10, 2}}) {
    a.configuration.compute_lanes = lanes;
    EXPECT_EQ(function_units(a), units) << lanes << " lanes";
  }
}

TEST(Evaluations, ClampsTakeNone) {
  for (const Activation activation :
       {Activation::none, Activation::relu, Activation::relu6, Activation::leaky_relu}) {
    Op op;
    op.activation = activation;
    EXPECT_EQ(evaluations_per_result(op), 0) << static_cast<int>(activation);
  }
}

TEST(Evaluations, EachOtherFunctionOfAResultTakesOne) {
  Op op;
  for (const Activation activation : {Activation::sigmoid, Activation::tanh, Activation::hard_sigmoid,
                                      Activation::hard_swish, Activation::swish, Activation::gelu}) {
    op.activation = activation;
    EXPECT_EQ(evaluations_per_result(op), 1) << static_cast<int>(activation);
  }
  op.activation2 = Activation::tanh;
  EXPECT_EQ(evaluations_per_result(op), 2);
  op.combine = Combine::multiply;
  EXPECT_EQ(evaluations_per_result(op), 2);
  op.combine = Combine::divide;  // by a reciprocal
  EXPECT_EQ(evaluations_per_result(op), 3);
}

// By the formulas of workloads/quantization.h.
TEST(Evaluations, OfCellsAreTheirSigmoidsAndTangents) {
  Op op;
  op.kernel = Kernel::lstm_state;  // sigmoid(f), sigmoid(i), tanh(g)
  EXPECT_EQ(evaluations_per_result(op), 3);
  op.kernel = Kernel::lstm_output;  // those, tanh(c'), sigmoid(o)
  EXPECT_EQ(evaluations_per_result(op), 5);
  op.kernel = Kernel::gru_gates;  // of n: sigmoid(r), tanh(n)
  EXPECT_EQ(evaluations_per_result(op), 2);
  op.kernel = Kernel::gru_output;
  EXPECT_EQ(evaluations_per_result(op), 0);
}

TEST(Evaluations, OfRowsAreInTheirPasses) {
  const auto equal = [](RowEvaluations a, int passes, int once) {
    return a.passes == passes && a.once == once;
  };
  EXPECT_TRUE(equal(row_evaluations(Kernel::softmax), 2, 1));
  EXPECT_TRUE(equal(row_evaluations(Kernel::layer_norm), 0, 1));
  EXPECT_TRUE(equal(row_evaluations(Kernel::local_response_norm), 1, 0));
  EXPECT_TRUE(equal(row_evaluations(Kernel::mac), 0, 0));
  Op op;
  op.kernel = Kernel::softmax;
  EXPECT_EQ(evaluations_per_result(op), 0);
}

TEST(Functions, OfAVectorGoThroughTheUnitsOfACore) {
  Op op = convolution({1, 40, 8, 4, 4});
  Mapping m = whole(op);
  m.lanes_k = 20;
  m.lanes_x = 2;
  machine::Accelerator a = design(1, 1, {3, 64});
  a.constants.lanes_per_function_unit = 4;
  constexpr int kOutputs = 20 * 2, kUnits = 64 / 4;
  EXPECT_EQ(Tiling(op, m, a).functions.drain, 0);
  op.activation = workloads::Activation::sigmoid;
  EXPECT_EQ(Tiling(op, m, a).functions.drain, machine::ceil_div(kOutputs, kUnits));
  op.combine = Combine::divide;
  EXPECT_EQ(Tiling(op, m, a).functions.drain, machine::ceil_div(2 * kOutputs, kUnits));
  a.constants.lanes_per_function_unit = 1;
  EXPECT_EQ(Tiling(op, m, a).functions.drain, machine::ceil_div(2 * kOutputs, 64));
}

TEST(Functions, OfRowsLengthenTheStepsThatEvaluate) {
  constexpr int kLanes = 64, kPerUnit = 4, kSteps = 2, kStepBeats = 1;  // of 100 channels, 64 bytes each
  Op op;
  op.C = 100;
  op.X = 6;
  machine::Accelerator a = design(1, 1, {1, kLanes});
  a.constants.lanes_per_function_unit = kPerUnit;
  const auto gather = [&](Kernel kernel) {
    op.kernel = kernel;
    return Tiling(op, whole(op), a).functions.gather;
  };
  EXPECT_EQ(gather(Kernel::softmax), 2 * kSteps * (kPerUnit - kStepBeats) + 1);
  EXPECT_EQ(gather(Kernel::local_response_norm), kSteps * (kPerUnit - kStepBeats));
  EXPECT_EQ(gather(Kernel::layer_norm), 1);
  a.constants.pe_memory_read_bytes = kLanes / kPerUnit;  // now a step takes as long to read
  EXPECT_EQ(gather(Kernel::softmax), 1);
}

}  // namespace
}  // namespace apollo::program
