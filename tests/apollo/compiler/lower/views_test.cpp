// Which tensors share a buffer, and what fuses across them.
#include <gtest/gtest.h>

#include "apollo/compiler/lower/lowering.h"
#include "workloads/network_builder.h"

namespace apollo::compiler::lower {
namespace {

using program::Combine;
using program::Kernel;
using program::View;
using workloads::Activation;
using workloads::Axis;
using workloads::Layer;
using workloads::layer_of;
using workloads::LayerType;
using workloads::NetworkBuilder;
using workloads::Quantization;
using workloads::Shape;

constexpr Quantization kQ{1.0F / 32, 3}, kOther{1.0F / 16, 0};

Layer convolution(int x, int channels) {
  Layer l = layer_of(LayerType::convolution, {x});
  l.channels = channels;
  return l;
}

Layer slice(int x, std::array<int, 3> begin, Shape shape) {
  Layer l = layer_of(LayerType::slice, {x});
  l.begin = begin;
  l.shape = shape;
  return l;
}

TEST(Views, AConcatenationAlongHeightOrWidthIsMadeInPlace) {
  for (const Axis axis : {Axis::height, Axis::width}) {
    NetworkBuilder b("n");
    const int x = b.input("x", {5, 7, 4}, kQ);
    Layer cat =
        layer_of(LayerType::concatenation, {b.add(convolution(x, 8), kQ), b.add(convolution(x, 8), kQ)});
    cat.axis = axis;
    const auto lowered = lower(b.finish({b.add(cat, kQ)}));
    ASSERT_EQ(lowered.ops.size(), 2U) << "no copies";
    const View &first = lowered.ops[0].output, &second = lowered.ops[1].output;
    EXPECT_EQ(first.buffer, second.buffer);
    EXPECT_EQ(second.y, axis == Axis::height ? 5 : 0);
    EXPECT_EQ(second.x, axis == Axis::width ? 7 : 0);
    EXPECT_EQ(second.c, 0);
  }
}

TEST(Views, AConcatenationWithAnActivationCopiesAll) {
  NetworkBuilder b("n");
  const int x = b.input("x", {5, 7, 4}, kQ);
  Layer cat =
      layer_of(LayerType::concatenation, {b.add(convolution(x, 8), kQ), b.add(convolution(x, 8), kQ)});
  cat.activation = Activation::relu;
  const auto lowered = lower(b.finish({b.add(cat, kQ)}));
  ASSERT_EQ(lowered.ops.size(), 4U);
  for (int copy : {2, 3}) EXPECT_EQ(lowered.ops[copy].activation, Activation::relu);
}

TEST(Views, ASliceIsAWindowOfItsInputsBuffer) {
  NetworkBuilder b("n");
  const int x = b.input("x", {5, 7, 4}, kQ);
  const int cut = b.add(slice(x, {1, 2, 0}, {4, 5, 4}), kQ);
  const int again = b.add(slice(cut, {1, 1, 2}, {2, 3, 2}), kQ);
  const auto lowered = lower(b.finish({b.add(convolution(again, 8), kQ)}));
  ASSERT_EQ(lowered.ops.size(), 1U);
  EXPECT_EQ(lowered.ops[0].input, (View{lowered.views[x].buffer, 2, 3, 2, {2, 3, 2}}));
}

TEST(Views, ASliceIsCopiedWhereItHasAnActivationOrAnotherScaleOrIsAnOutput) {
  const auto ops = [](bool activation, Quantization q, bool output) {
    NetworkBuilder b("n");
    const int x = b.input("x", {5, 7, 4}, kQ);
    Layer cut = slice(x, {1, 2, 3}, {2, 2, 1});
    if (activation) cut.activation = Activation::relu;
    const int part = b.add(cut, q);
    const int read = b.add(convolution(part, 8), kQ);
    return lower(b.finish(output ? std::vector<int>{read, part} : std::vector<int>{read})).ops;
  };
  EXPECT_EQ(ops(false, kQ, false).size(), 1U);
  for (const auto& copied : {ops(true, kQ, false), ops(false, kOther, false), ops(false, kQ, true)}) {
    ASSERT_EQ(copied.size(), 2U);
    EXPECT_EQ(copied[0].kernel, Kernel::sum);
    EXPECT_EQ(copied[0].input.shape, (Shape{2, 2, 1}));
    EXPECT_EQ(copied[0].input.y, 1);
    EXPECT_EQ(copied[0].input.x, 2);
    EXPECT_EQ(copied[0].input.c, 3);
  }
}

TEST(Views, ASliceThatIsConcatenatedIsCopiedIntoTheConcatenation) {
  NetworkBuilder b("n");
  const int x = b.input("x", {5, 7, 4}, kQ);
  const int made = b.add(convolution(x, 4), kQ);
  const int part = b.add(slice(made, {0, 0, 2}, {5, 7, 2}), kQ);
  const auto lowered = lower(b.finish({b.add(layer_of(LayerType::concatenation, {made, part}), kQ)}));
  ASSERT_EQ(lowered.ops.size(), 2U);
  EXPECT_EQ(lowered.ops[1].input, (View{lowered.views[made].buffer, 0, 0, 2, {5, 7, 2}}));
  EXPECT_EQ(lowered.ops[1].output, (View{lowered.views[made].buffer, 0, 0, 4, {5, 7, 2}}));
}

TEST(Fusion, DoesNotReachAcrossASliceThatIsAView) {
  NetworkBuilder b("n");
  const int x = b.input("x", {5, 7, 4}, kQ);
  const int made = b.add(convolution(x, 4), kQ);
  const int part = b.add(slice(made, {0, 0, 2}, {5, 7, 2}), kQ);
  Layer relu = layer_of(LayerType::activation, {part});
  relu.activation = Activation::relu;
  const auto lowered = lower(b.finish({b.add(relu, kQ)}));
  ASSERT_EQ(lowered.ops.size(), 2U);
  EXPECT_EQ(lowered.ops[0].activation, Activation::none) << "of all channels, not only those cut";
  EXPECT_EQ(lowered.ops[1].activation, Activation::relu);
}

TEST(Fusion, SubtractionAndDivisionFuseIntoTheirFirstOperandOnly) {
  for (const auto& [type, combine] :
       {std::pair{LayerType::subtract, Combine::subtract}, std::pair{LayerType::divide, Combine::divide}})
    for (const bool first : {true, false}) {
      NetworkBuilder b("n");
      const int x = b.input("x", {5, 7, 4}, kQ);
      const int made = b.add(convolution(x, 4), kOther);
      const auto operands = first ? std::vector<int>{made, x} : std::vector<int>{x, made};
      const auto lowered = lower(b.finish({b.add(layer_of(type, operands), kQ)}));
      ASSERT_EQ(lowered.ops.size(), first ? 1U : 2U);
      const auto& op = lowered.ops.back();
      EXPECT_EQ(op.combine, combine);
      EXPECT_EQ(op.own_q, first ? kOther : kQ) << "of the first operand";
      EXPECT_EQ(op.operand2_q, first ? kQ : kOther);
      EXPECT_EQ(op.out_q, kQ);
    }
}

TEST(Fusion, ARearrangementTakesTheActivationAfterIt) {
  NetworkBuilder b("n");
  Layer turn = layer_of(LayerType::rearrange, {b.input("x", {5, 7, 4}, kQ)});
  turn.split = {5, 7, 4};
  turn.order = {1, 0, 2};
  turn.shape = {7, 5, 4};
  Layer relu = layer_of(LayerType::activation, {b.add(turn, kQ)});
  relu.activation = Activation::relu;
  const auto lowered = lower(b.finish({b.add(relu, kQ)}));
  ASSERT_EQ(lowered.ops.size(), 1U);
  ASSERT_TRUE(lowered.ops[0].rearrangement);
  EXPECT_EQ(lowered.ops[0].rearrangement->input_of({6, 4, 3}), (std::array<int, 3>{4, 6, 3}));
  EXPECT_EQ(lowered.ops[0].activation, Activation::relu);
}

TEST(Lowering, ASoftmaxOfSeveralHeadsIsAnOpForEach) {
  NetworkBuilder b("n");
  Layer l = layer_of(LayerType::softmax, {b.input("x", {1, 9, 12}, kQ)});
  l.name = "s";
  l.groups = 3;
  const auto lowered = lower(b.finish({b.add(l, kQ)}));
  ASSERT_EQ(lowered.ops.size(), 3U);
  for (int head = 0; head < 3; ++head) {
    const auto& op = lowered.ops[head];
    EXPECT_EQ(op.name, "s[" + std::to_string(head) + "]");
    EXPECT_EQ(op.C, 4);
    EXPECT_EQ(op.input.c, 4 * head);
    EXPECT_EQ(op.output.c, 4 * head);
    EXPECT_EQ(op.output.shape, (Shape{1, 9, 4}));
  }
}

TEST(Lowering, AReversedCellStartsAtTheLastStep) {
  NetworkBuilder b("n");
  const int x = b.input("x", {1, 3, 5}, kQ), h = b.input("h", {1, 1, 4}, kQ);
  Layer l = layer_of(LayerType::gru, {x, h});
  l.channels = 4;
  l.reverse = true;
  const auto lowered = lower(b.finish({b.add(l, kQ)}));
  std::vector<int> steps;
  for (const auto& op : lowered.ops)
    if (op.kernel == Kernel::gru_output) steps.push_back(op.output.x);
  EXPECT_EQ(steps, (std::vector<int>{2, 1, 0}));
}

TEST(Lowering, AConstantIsInDramLikeAnInput) {
  NetworkBuilder b("n");
  const int x = b.input("x", {1, 3, 5}, kQ), y = b.constant("y", {1, 3, 5}, kQ);
  const auto lowered = lower(b.finish({b.add(layer_of(LayerType::add, {x, y}), kQ)}));
  for (const int tensor : {x, y}) EXPECT_TRUE(lowered.buffers[lowered.views[tensor].buffer].network_input);
}

TEST(Lowering, AResizeStepsThroughItsInputInLowestTerms) {
  NetworkBuilder b("n");
  Layer l = layer_of(LayerType::resize, {b.input("x", {6, 10, 5}, kQ)});
  l.shape = {4, 15, 1};
  const auto lowered = lower(b.finish({b.add(l, kQ)}));
  const auto& op = lowered.ops[0];
  EXPECT_EQ(op.rows.stride, 3);
  EXPECT_EQ(op.rows.divisor, 2);
  EXPECT_EQ(op.columns.stride, 2);
  EXPECT_EQ(op.columns.divisor, 3);
}

}  // namespace
}  // namespace apollo::compiler::lower
