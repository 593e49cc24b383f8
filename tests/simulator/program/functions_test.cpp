#include "simulator/program/functions.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace apollo::program
