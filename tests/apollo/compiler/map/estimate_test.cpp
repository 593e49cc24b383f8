#include "apollo/compiler/map/estimate.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::map {
namespace {

using program::Mapping;
using program::Op;
using program::Tiling;

class Estimate : public ::testing::Test {
 protected:
  Estimate() {
    accelerator_.configuration.pes_x = accelerator_.configuration.pes_y = 1;
    context_.input_buffer_channels = op_.input.shape.channels;
    context_.output_buffer_channels = op_.output.shape.channels;
    context_.free = {1 << 20, 1 << 20, 1 << 20, 1 << 20};
    whole_.tile_y = op_.Y;
    whole_.tile_x = op_.X;
    whole_.tile_k = op_.K;
    whole_.tile_c = op_.C;
    whole_.lanes_k = 16;
  }

  Candidate estimated(const Mapping& m) const {
    const auto candidate = estimate(op_, context_, accelerator_, m);
    EXPECT_TRUE(candidate.has_value());
    return candidate.value_or(Candidate());
  }
  // Nothing moves: operands and results are in place, weights pinned.
  void keep_everything_in_place() {
    context_.input_staged = context_.output_staged = context_.output_stored = false;
    context_.weights_pinned = true;
  }

  const Op op_ = testing::convolution(6, 3, 16, 32);
  machine::Accelerator accelerator_;
  OpContext context_;
  Mapping whole_;
};

TEST_F(Estimate, WithNothingToMoveItIsTheArraysTime) {
  keep_everything_in_place();
  Mapping m = whole_;
  m.tile_y = 2;
  m.tile_c = 8;  // two tiles: the first leaves partial sums, the second takes them up
  const Tiling tiling(op_, m, accelerator_);
  const std::int64_t vectors = tiling.vectors(m.tile_y, op_.X, 1, op_.K);
  const auto cycles = [&](bool last) {
    return tiling.compute_cycles(vectors, m.tile_c, last, !last, accelerator_.constants);
  };
  EXPECT_EQ(estimated(m).cycles, op_.Y / m.tile_y * (cycles(false) + cycles(true)));
  EXPECT_EQ(estimated(m).instructions, op_.Y / m.tile_y * 2);
}

TEST_F(Estimate, TheBoundIsTheLongerOfTransfersAndArray) {
  context_.weights_pinned = true;
  accelerator_.configuration.dram_bandwidth_gbps = 0.1;
  const CostModel costs(op_, context_, accelerator_);
  const double transfer = costs.least_transfer();
  EXPECT_DOUBLE_EQ(costs.bound(transfer / 4, 0), transfer);
  EXPECT_DOUBLE_EQ(costs.bound(2 * transfer, 0), 2 * transfer);
}

TEST_F(Estimate, ASlowDramTakesItsTimeAndItsEnds) {
  accelerator_.configuration.dram_bandwidth_gbps = 0.1;
  Mapping m = whole_;
  m.tile_y = 1;
  const int tiles = op_.Y;
  const std::int64_t input = tiles * op_.R() * op_.input.shape.width * op_.C;  // each row with its halo
  const std::int64_t bytes = input + op_.output.shape.elements() + op_.weight_bytes(1, op_.K, op_.C, true);
  const auto least = static_cast<double>(accelerator_.dram_cycles(bytes));
  const double cycles = estimated(m).cycles;
  EXPECT_GE(cycles, least);
  // All else overlaps; 2 % for bursts and latencies.
  EXPECT_LE(cycles, 1.02 * least);
}

TEST_F(Estimate, OneTileIsLoadedThenComputedThenStored) {
  context_.weights_pinned = true;
  accelerator_.configuration.dram_bandwidth_gbps = 0.1;
  const auto& constants = accelerator_.constants;
  const Tiling tiling(op_, whole_, accelerator_);
  const double array = static_cast<double>(
      tiling.compute_cycles(tiling.vectors(op_.Y, op_.X, 1, op_.K), op_.C, false, false, constants));
  const std::int64_t loaded = op_.input.shape.elements(), stored = op_.output.shape.elements();
  const double buses = static_cast<double>(loaded) / constants.activation_entry_bytes +
                       static_cast<double>(stored) / constants.activation_entry_bytes +
                       2.0 * accelerator_.network_latency();
  const double dram = static_cast<double>(accelerator_.dram_cycles(loaded + stored));
  EXPECT_NEAR(estimated(whole_).cycles, dram + buses + array + constants.dram_latency_cycles, 1);
}

// Before the stores of the last tiles wait for computation, those of the tiles before keep DRAM busy.
TEST_F(Estimate, StoresOfEarlierTilesCoverTheComputationOfTheLast) {
  context_.weights_pinned = true;
  accelerator_.configuration.dram_bandwidth_gbps = 0.1;
  Mapping m = whole_;
  m.tile_y = 3;
  ASSERT_EQ(op_.Y, 2 * m.tile_y);
  const std::int64_t loaded = 2 * (m.tile_y + op_.R() - 1) * op_.input.shape.width * op_.C,
                     stored = op_.output.shape.elements();
  const Tiling tiling(op_, m, accelerator_);
  const std::int64_t computed = tiling.compute_cycles(tiling.vectors(m.tile_y, op_.X, 1, op_.K), op_.C, false,
                                                      false, accelerator_.constants);
  ASSERT_GT(accelerator_.dram_cycles(stored / 2), 2 * computed);
  EXPECT_NEAR(estimated(m).cycles, accelerator_.dram_cycles(loaded + stored),
              accelerator_.constants.dram_latency_cycles);
}

TEST_F(Estimate, AMemoryOneByteTooSmallHasNoEstimate) {
  Mapping m = whole_;
  m.tile_y = 3;
  const std::int64_t slots = 5 * 8 * op_.C + 3 * op_.X * op_.K;  // input with its halo, and output
  context_.free.pe = slots;
  EXPECT_TRUE(estimate(op_, context_, accelerator_, m));
  context_.free.pe = slots - 1;
  EXPECT_FALSE(estimate(op_, context_, accelerator_, m));
}

TEST_F(Estimate, ASecondSlotIsTakenWhereThereIsRoom) {
  Mapping m = whole_;
  m.tile_y = 3;
  const std::int64_t input = 5 * 8 * op_.C, output = 3 * op_.X * op_.K;
  context_.free.pe = input + output;
  EXPECT_EQ(estimated(m).input.count, 1);
  const double one = estimated(m).cycles;
  context_.free.pe = 2 * input + output;
  EXPECT_EQ(estimated(m).input.count, 2);
  EXPECT_EQ(estimated(m).output.count, 1);
  context_.free.pe = 2 * input + 2 * output;
  EXPECT_EQ(estimated(m).output.count, 2);
  EXPECT_LT(estimated(m).cycles, one) << "transfers overlap with compute";
}

TEST_F(Estimate, OneTileNeedsNoSecondSlot) { EXPECT_EQ(estimated(whole_).input.count, 1); }

TEST_F(Estimate, EntriesHaveTheirPrice) {
  const Candidate free = estimated(whole_);
  context_.cycles_per_entry = 100;
  const Candidate priced = estimated(whole_);
  EXPECT_EQ(priced.cost, free.cost + 100 * static_cast<double>(free.instructions));
}

// Of mappings that take equally long the one that computes less is better.
TEST_F(Estimate, CyclesThatTheArrayComputesCountMore) {
  const Tiling tiling(op_, whole_, accelerator_);
  const auto computed = static_cast<double>(tiling.compute_cycles(
      tiling.vectors(op_.Y, op_.X, 1, op_.K), op_.C, false, false, accelerator_.constants));
  const Candidate whole = estimated(whole_);
  EXPECT_DOUBLE_EQ(whole.cost, whole.cycles + Prices::kHidden * computed);
}

TEST_F(Estimate, TilesThatAreAlikeShareEntries) {
  context_.cycles_per_entry = 1;
  Mapping m = whole_;
  const auto share = [&](int tile_y) {
    m.tile_y = tile_y;
    const Candidate c = estimated(m);
    return c.entries / static_cast<double>(c.instructions);
  };
  constexpr double kBrokenOff = 0.01;
  ASSERT_EQ(op_.Y, 6);
  EXPECT_EQ(share(2), 1) << "a first one, a last one, one between";
  EXPECT_NEAR(share(1), 3.0 / 6 + kBrokenOff, 1e-9) << "a first one, a last one, and those between alike";
}

TEST_F(Estimate, NoMappingTransfersFasterThanTheBusAllows) {
  keep_everything_in_place();
  context_.exchange_bytes = 64000;
  EXPECT_EQ(CostModel(op_, context_, accelerator_).least_transfer(),
            64000.0 / accelerator_.constants.activation_entry_bytes);
}

TEST_F(Estimate, PartialSumsBetweenPartsOfTheReductionTakeTheirTime) {
  const Tiling tiling(op_, whole_, accelerator_);
  const std::int64_t vectors = tiling.vectors(op_.Y, op_.X, 1, op_.K);
  const CostModel costs(op_, context_, accelerator_);
  std::int64_t parts = 0;
  for (int c = 0; c < 16; c += 4)
    parts += tiling.compute_cycles(vectors, 4, c > 0, c + 4 < 16, accelerator_.constants);
  ASSERT_EQ(op_.C, 16);
  EXPECT_EQ(costs.compute_cycles(tiling, 4), parts);
  EXPECT_EQ(costs.compute_cycles(tiling, 12),  // and the other 4
            tiling.compute_cycles(vectors, 12, false, true, accelerator_.constants) +
                tiling.compute_cycles(vectors, 4, true, false, accelerator_.constants));
}

TEST_F(Estimate, RunsOfTheSecondOperandTakeWholeBursts) {
  keep_everything_in_place();
  accelerator_.configuration.dram_bandwidth_gbps = 0.001;
  Op op = op_;
  op.operand2 = op.output;
  op.operand2.buffer = 1;
  context_.operand2_staged = true;
  Mapping m = whole_;
  const auto cycles = [&] { return estimate(op, context_, accelerator_, m).value().cycles; };
  const double whole = cycles();
  m.tile_k = m.lanes_k = 4;  // bytes of each position at a time
  const double burst = accelerator_.constants.dram_burst_bytes;
  EXPECT_NEAR(cycles() / whole, burst / m.tile_k, 0.05 * burst / m.tile_k);
}

}  // namespace
}  // namespace apollo::compiler::map
