#include "apollo/compiler/plan/parking.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "simulator/program/tile_loops.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan::parking_test {
namespace {

using testing::chain;
using testing::Planning;

constexpr std::int64_t kLong = 1'000'000'000;  // cycles

// Bytes of the largest weight tile of any op, in whole entries.
std::int64_t largest_tile(const Planning& p) {
  std::int64_t largest = 0;
  for (std::size_t op = 0; op < p.network.ops.size(); ++op) {
    const program::LoopNest nest(p.network.ops[op], p.draft.plan.ops[op].mapping, p.accelerator);
    for_each_weight_tile(nest, [&](const program::Tile& tile) {
      std::int64_t bytes = 0;
      for (const program::LoopNest::WeightPiece& piece : nest.weight_pieces(tile)) bytes += piece.bytes;
      largest = std::max(largest, machine::round_up(bytes, p.accelerator.constants.parameter_entry_bytes));
    });
  }
  return largest;
}

std::vector<int> parking_ops(const decisions::Plan& plan) {
  std::vector<int> ops;
  for (std::size_t op = 0; op < plan.ops.size(); ++op)
    if (plan.ops[op].parks) ops.push_back(static_cast<int>(op));
  return ops;
}

// Waits by op, of weights that all come anew.
std::vector<emit::WeightTraffic> waiting(const std::vector<std::int64_t>& waits) {
  std::vector<emit::WeightTraffic> traffic;
  for (const std::int64_t w : waits) traffic.push_back({1, w});
  return traffic;
}

TEST(Parking, WhatTheArrayWaitsFor) {
  Planning p(chain(8, {64, 64, 64}));
  ASSERT_FALSE(p.make());
  EXPECT_EQ(park_weights(p.problem(), waiting({0, 5, 7}), &p.draft.plan), 12);
  EXPECT_EQ(parking_ops(p.draft.plan), std::vector<int>({1, 2}));
  EXPECT_GE(p.draft.plan.parking_chunk_bytes, 1);
}

TEST(Parking, NothingWhereItNeverWaits) {
  Planning p(chain(8, {64, 64, 64}));
  ASSERT_FALSE(p.make());
  EXPECT_EQ(park_weights(p.problem(), waiting({0, 0, 0}), &p.draft.plan), 0);
  EXPECT_EQ(parking_ops(p.draft.plan), std::vector<int>());
  EXPECT_EQ(p.draft.plan.parking_chunk_bytes, 0);
}

TEST(Parking, NotWhatStaysOnTheChipNorWhatOpsShare) {
  lower::LoweredNetwork network = chain(8, {64, 64, 64, 64});
  network.ops[2].parameter_layer = network.ops[1].parameter_layer;
  Planning p(std::move(network));
  ASSERT_FALSE(p.make());
  p.draft.plan.ops[3].pinned_tiles = decisions::kAllTiles;
  park_weights(p.problem(), waiting({5, 5, 5, 5}), &p.draft.plan);
  EXPECT_EQ(parking_ops(p.draft.plan), std::vector<int>({0}));
}

TEST(Parking, OnlyWhereParameterMemoryHoldsTwoTilesOfEveryOpBeside) {
  Planning p(chain(8, {64, 64, 64}));
  ASSERT_FALSE(p.make());
  const int entry = p.accelerator.constants.parameter_entry_bytes;
  for (const bool enough : {false, true}) {
    decisions::Plan plan = p.draft.plan;
    park_weights(p.problem(), waiting({5, 5, 5}), &plan);
    machine::Accelerator other = p.accelerator;
    other.configuration.parameter_memory_entries =
        static_cast<int>((2 * largest_tile(p) + plan.parking_bytes) / entry) - (enough ? 0 : 1);
    plan = p.draft.plan;
    EXPECT_EQ(park_weights({p.network, p.uses, other, {}}, waiting({5, 5, 5}), &plan), enough ? 15 : 0);
    EXPECT_EQ(plan.parking_chunk_bytes > 0, enough);
  }
}

// One hold beside nothing else: it leaves 64 bytes of each PE memory during ops 0 and 1.
TEST(Parking, GainsNoMoreThanHasRoomBesideActivationsOfTheOpAndTheOneBefore) {
  constexpr std::int64_t kFree = 64;
  Planning p(chain(8, {64, 64, 64, 64}));
  ASSERT_FALSE(p.make());
  decisions::Plan plan = p.draft.plan;
  for (decisions::OpDecision& op : plan.ops) op.input = op.operand2 = op.output = op.psum = {};
  for (decisions::BufferDecision& b : plan.buffers) b.on_chip = false;
  decisions::BufferDecision& hold = plan.buffers[1];
  hold.on_chip = true;
  hold.first = 0;
  hold.last = 1;
  hold.pe_address = 0;
  hold.hold_bytes = p.accelerator.configuration.pe_memory_bytes - kFree;
  const auto gain = [&](const std::vector<std::int64_t>& waits) {
    decisions::Plan parked = plan;
    return park_weights(p.problem(), waiting(waits), &parked);
  };
  const std::int64_t pes = p.accelerator.pes();
  EXPECT_EQ(gain({0, kLong, 0, 0}), static_cast<double>(p.accelerator.dram_cycles(kFree * pes)));
  EXPECT_EQ(gain({0, 0, kLong, 0}), static_cast<double>(p.accelerator.dram_cycles(kFree * pes)));
  EXPECT_EQ(
      gain({0, 0, 0, kLong}),
      static_cast<double>(p.accelerator.dram_cycles(p.accelerator.configuration.pe_memory_bytes * pes)));
}

}  // namespace
}  // namespace apollo::compiler::plan::parking_test
