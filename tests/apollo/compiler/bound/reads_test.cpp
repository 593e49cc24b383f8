#include "apollo/compiler/bound/reads.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::bound {
namespace {

using program::Box;
using program::Op;

Read input_of(const Op& op) {
  lower::LoweredNetwork network;
  network.ops = {op};
  return reads_of(network)[0];
}

Read read(const Box& box) {
  Read r;
  r.buffer = 0;
  r.box = box;
  r.elements = box.elements();
  return r;
}

TEST(ReadsOf, AWindowNeedsWhatItPassesOver) {
  const Read r = input_of(testing::convolution(5, 3, 4, 8));
  EXPECT_TRUE((r.box == Box{0, 7, 0, 7, 0, 4}));
  EXPECT_EQ(r.elements, 7 * 7 * 4);
  EXPECT_TRUE(r.by_every_output);
}

TEST(ReadsOf, AStrideBeyondTheWindowLeavesRowsAndColumnsOut) {
  Op op = testing::convolution(4, 1, 8, 8);
  op.rows.stride = op.columns.stride = 2;
  op.input.shape.height = op.input.shape.width = 8;
  const Read r = input_of(op);
  EXPECT_TRUE((r.box == Box{0, 7, 0, 7, 0, 8}));
  EXPECT_EQ(r.elements, 4 * 4 * 8);
  EXPECT_FALSE(r.is_whole());
}

TEST(ReadsOf, AnOutputInThePaddingNeedsNothing) {
  Op op = testing::convolution(6, 1, 4, 4);  // of a 4 x 4 input
  op.input.shape.height = op.input.shape.width = 4;
  op.rows.pad = op.columns.pad = 1;
  const Read r = input_of(op);
  EXPECT_FALSE(r.by_every_output);
  EXPECT_EQ(r.elements, 4 * 4 * 4);
}

TEST(ReadsOf, OperandsAreNeededWholeAndThoseOfMatmulsAsWeights) {
  lower::LoweredNetwork network;
  network.ops = {testing::convolution(4, 1, 8, 8)};
  network.ops[0].operand2 = {2, 0, 0, 0, {4, 4, 8}};
  network.ops[0].weight_view = {3, 0, 0, 16, {1, 8, 8}};
  const std::vector<Read> reads = reads_of(network);
  ASSERT_EQ(reads.size(), 3U);
  EXPECT_EQ(reads[1].buffer, 2);
  EXPECT_EQ(reads[1].elements, 4 * 4 * 8);
  EXPECT_FALSE(reads[1].as_weights);
  EXPECT_TRUE((reads[2].box == Box{0, 1, 0, 8, 16, 24}));
  EXPECT_TRUE(reads[2].as_weights);
}

TEST(DistinctElements, WhatSeveralNeedCountsOnce) {
  const Read left = read({0, 4, 0, 2, 0, 8}), right = read({0, 4, 2, 4, 0, 8}),
             middle = read({0, 4, 1, 3, 0, 4});
  EXPECT_EQ(distinct_elements({left, right}), 4 * 4 * 8);
  EXPECT_EQ(distinct_elements({left, left}), 4 * 2 * 8);
  EXPECT_EQ(distinct_elements({middle, left, right}), 4 * 4 * 8) << "the larger ones";
}

TEST(NeedAll, HoldsIfPartsCoverTheBox) {
  const Box box{0, 4, 0, 4, 0, 8};
  const Read left = read({0, 4, 0, 2, 0, 8}), rest = read({0, 9, 2, 9, 0, 8});
  EXPECT_TRUE(need_all({left, rest}, box));
  EXPECT_FALSE(need_all({left}, box));
  Read strided = rest;
  strided.elements /= 2;
  EXPECT_FALSE(need_all({left, strided}, box)) << "with rows left out";
}

}  // namespace
}  // namespace apollo::compiler::bound
