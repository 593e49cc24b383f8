#include "apollo/compiler/decisions/holds.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::decisions {
namespace {

using program::Box;
using program::Dim;
using program::LoopNest;
using program::Mapping;
using program::Op;

constexpr int kPes = 2;  // rows and columns

machine::Accelerator array() {
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = kPes;
  return a;
}

LoopNest nest(const Op& op, Dim rows, Dim columns) {
  Mapping m = testing::one_tile(op);
  m.rows = rows;
  m.columns = columns;
  return LoopNest(op, m, array());
}

// Two convolutions, the second on what the first makes: buffers 0 -> 1 -> 2.
lower::LoweredNetwork chain() {
  lower::LoweredNetwork n;
  n.ops = {testing::convolution(10, 3, 8, 16), testing::convolution(8, 3, 16, 4)};
  n.ops[1].input.buffer = 1;
  n.ops[1].output.buffer = 2;
  n.buffers.resize(3);
  return n;
}

TEST(BufferUses, AreWhoWritesAndWhoReads) {
  const auto uses = buffer_uses(chain());
  EXPECT_TRUE(uses[0].writers.empty());
  EXPECT_EQ(uses[0].readers, std::vector<int>{0});
  EXPECT_EQ(uses[1].writers, std::vector<int>{0});
  EXPECT_EQ(uses[1].readers, std::vector<int>{1});
  EXPECT_EQ(uses[2].writers, std::vector<int>{1});
  EXPECT_TRUE(uses[2].readers.empty());
}

TEST(BufferUses, AnOpThatReadsABufferTwiceIsOneReader) {
  lower::LoweredNetwork n = chain();
  n.ops[1].operand2 = n.ops[1].input;
  EXPECT_EQ(buffer_uses(n)[1].readers, std::vector<int>{1});
}

TEST(HoldBoxes, EachPeHoldsWhatItsShareReadsWithTheHalo) {
  const auto network = chain();
  const std::vector<LoopNest> nests{nest(network.ops[0], Dim::y, Dim::x),
                                    nest(network.ops[1], Dim::y, Dim::x)};
  std::vector<Box> hold;
  hold_boxes(network, 1, {1}, nests, &hold);
  ASSERT_EQ(hold.size(), static_cast<std::size_t>(kPes * kPes));
  // 8 x 8 outputs over 2 x 2 PEs: 4 x 4 each, of 6 x 6 inputs.
  EXPECT_EQ(hold[0], (Box{0, 6, 0, 6, 0, 16}));
  EXPECT_EQ(hold[3], (Box{4, 10, 4, 10, 0, 16}));
  EXPECT_EQ(largest(hold), 6 * 6 * 16);
}

// Every PE's part of the result, byte for byte: to each PE that holds it.
std::int64_t wanted_bytes(const LoopNest& writer, const std::vector<Box>& hold) {
  std::int64_t bytes = 0;
  for (int row = 0; row < kPes; ++row)
    for (int column = 0; column < kPes; ++column)
      for (const Box& held : hold)
        bytes += intersect(to_buffer(writer.op.output, writer.output_share(row, column)), held).elements();
  return bytes;
}

TEST(ExchangeEstimate, SharedHoldsAreMulticastToAllWhoHoldThem) {
  const auto network = chain();
  const std::vector<LoopNest> nests{nest(network.ops[0], Dim::y, Dim::x),
                                    nest(network.ops[1], Dim::k, Dim::k)};
  std::vector<Box> hold;
  hold_boxes(network, 1, {1}, nests, &hold);  // each PE needs everything: one distinct hold
  const std::int64_t all = network.ops[0].output.shape.elements();
  EXPECT_EQ(wanted_bytes(nests[0], hold), kPes * kPes * all);
  EXPECT_EQ(ExchangeEstimate().bytes(nests[0], hold), all) << "carried once, whoever takes it";
}

TEST(ExchangeEstimate, WhatAPeKeepsForItselfIsNotSent) {
  const auto network = chain();
  const std::vector<LoopNest> nests{nest(network.ops[0], Dim::y, Dim::x),
                                    nest(network.ops[1], Dim::y, Dim::x)};
  std::vector<Box> hold;
  hold_boxes(network, 1, {1}, nests, &hold);
  std::int64_t own = 0;
  for (int pe = 0; pe < kPes * kPes; ++pe)
    own += intersect(nests[0].output_share(pe / kPes, pe % kPes), hold[pe]).elements();
  EXPECT_EQ(ExchangeEstimate().bytes(nests[0], hold), wanted_bytes(nests[0], hold) - own) << "the halos";
}

TEST(ExchangeEstimate, OnePeThatHoldsItsResultExchangesNothing) {
  machine::Accelerator a = array();
  a.configuration.pes_x = a.configuration.pes_y = 1;
  const Op op = testing::convolution(10, 3, 8, 16);
  const LoopNest writer(op, testing::one_tile(op), a);
  EXPECT_EQ(ExchangeEstimate().bytes(writer, {{0, 10, 0, 10, 0, 16}}), 0);
  EXPECT_EQ(ExchangeEstimate().bytes(writer, {{0, 10, 0, 9, 0, 16}}), 10 * 9 * 16) << "moves to its place";
}

}  // namespace
}  // namespace apollo::compiler::decisions
