#include "apollo/compiler/map/spreads.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::map {
namespace {

using program::Dim;

machine::Accelerator pe_array(int rows, int columns) {
  machine::Accelerator a;
  a.configuration.pes_y = rows;
  a.configuration.pes_x = columns;
  return a;
}

TEST(Spreads, FewestComputeCyclesComeFirst) {
  const auto found = spreads(testing::convolution(7, 3, 16, 40), pe_array(4, 4));
  ASSERT_GT(found.size(), 1U);
  for (std::size_t i = 1; i < found.size(); ++i)
    EXPECT_LE(found[i - 1].compute_cycles(), found[i].compute_cycles());
  for (const Spread& spread : found)
    EXPECT_TRUE(std::is_sorted(spread.splits.begin(), spread.splits.end(),
                               [](const Split& l, const Split& r) { return l.cycles < r.cycles; }));
}

TEST(Spreads, OnlyDimensionsWithSomethingToSpreadAreTried) {
  // A fully connected layer has output channels alone.
  const auto found = spreads(testing::convolution(1, 1, 64, 64), pe_array(4, 4));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rows, Dim::k);
  EXPECT_EQ(found[0].columns, Dim::k);
}

TEST(Spreads, AFullyConnectedLayerTakesStartupStepsAndOneDrain) {
  const machine::Accelerator a = pe_array(2, 2);
  const int channels_in = 64;
  // 4 x 16 output channels: 16 lanes of each PE take one each, one vector.
  const auto found = spreads(testing::convolution(1, 1, channels_in, 64), a);
  const int steps = channels_in / a.constants.mac_ways;
  const int step_beats = 1, drain_beats = 1;  // 4 input bytes read, 16 results written, 128 per cycle each
  EXPECT_EQ(found[0].compute_cycles(), a.constants.compute_startup_cycles + steps * step_beats + drain_beats);
}

TEST(Spreads, OneRowOfPesSpreadsNothing) {
  const program::Op op = testing::convolution(8, 1, 8, 8);
  const auto of_whole = [&](const machine::Accelerator& a) {
    const auto found = spreads(op, a);
    return std::count_if(found.begin(), found.end(), [&](const Spread& s) { return s.is_of_whole(a); });
  };
  EXPECT_EQ(of_whole(pe_array(4, 4)), 9) << "rows and columns over y, x or k";
  EXPECT_EQ(of_whole(pe_array(1, 4)), 3);
  EXPECT_EQ(of_whole(pe_array(1, 1)), 1);
}

TEST(Spreads, PartsOfTheArrayComputeNoLongerThanTheBusTakes) {
  const program::Op op = testing::convolution(32, 1, 4, 4);  // so few channels that the bus takes longer
  const machine::Accelerator a = pe_array(8, 8);
  const std::int64_t bus = bus_cycles(op, a);
  EXPECT_EQ(bus, 32 * 32 * (4 + 4) / a.constants.activation_entry_bytes);
  int parts = 0;
  for (const Spread& spread : spreads(op, a)) {
    EXPECT_LE(spread.rows_at_work, 8);
    EXPECT_LE(spread.columns_at_work, 8);
    if (spread.is_of_whole(a)) continue;
    ++parts;
    EXPECT_LE(spread.compute_cycles(), bus);
  }
  EXPECT_GT(parts, 0);
  machine::Accelerator wide = a;
  wide.constants.activation_entry_bytes = 4096;
  for (const Spread& spread : spreads(op, wide))
    EXPECT_TRUE(spread.is_of_whole(wide)) << "the bus is faster than any part";
}

TEST(Spreads, SplitsThatAreKnownFromOtherArraysAreTheSame) {
  const program::Op op = testing::convolution(14, 3, 24, 40);
  KnownSplits known;
  for (const auto& [rows, columns] : {std::pair(2, 4), std::pair(4, 2), std::pair(1, 8), std::pair(3, 3)})
    for (const int cores : {1, 3})
      for (const int lanes : {8, 32}) {
        machine::Accelerator a = pe_array(rows, columns);
        a.configuration.cores_per_pe = cores;
        a.configuration.compute_lanes = lanes;
        const auto alone = spreads(op, a), found = spreads(op, a, &known);
        ASSERT_EQ(alone.size(), found.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
          EXPECT_TRUE(found[i].spreads_like(alone[i]));
          ASSERT_EQ(found[i].splits.size(), alone[i].splits.size());
          for (std::size_t s = 0; s < found[i].splits.size(); ++s)
            EXPECT_EQ(found[i].whole_share(op, found[i].splits[s]),
                      alone[i].whole_share(op, alone[i].splits[s]));
          // Of each split, the cycles of its own tiling.
          for (const Split& split : found[i].splits) {
            const program::Tiling n(op, found[i].whole_share(op, split), a);
            EXPECT_EQ(split.cycles,
                      n.compute_cycles(n.vectors(n.share[0], n.share[1], n.share[2], n.share[3]), op.C, false,
                                       false, a.constants));
          }
        }
      }
}

TEST(Spreads, RowOpsSpreadPositionsOnly) {
  program::Op op = testing::convolution(8, 1, 16, 1);
  op.kernel = program::Kernel::softmax;
  op.output.shape.channels = op.C;
  for (const Spread& spread : spreads(op, pe_array(4, 4))) {
    EXPECT_TRUE(spread.rows == Dim::y || spread.rows == Dim::x);
    EXPECT_TRUE(spread.columns == Dim::y || spread.columns == Dim::x);
  }
}

TEST(Spreads, TheMappingOfASplitIsLegal) {
  program::Op op = testing::convolution(5, 3, 4, 6);
  op.G = 3;
  op.input.shape.channels = op.G * op.C;
  op.output.shape.channels = op.G * op.K;
  const machine::Accelerator a = pe_array(2, 3);
  for (const Spread& spread : spreads(op, a))
    for (const Split& split : spread.splits) EXPECT_EQ(check(op, spread.whole_share(op, split), a), "");
}

TEST(Spreads, ManyLanesTakeSeveralColumnsToo) {
  // 7 columns of 64 channels keep 448 of 512 lanes at work, as 4 columns of 128 do in two turns; but they
  // need half the weights at a time.
  machine::Accelerator a = pe_array(1, 1);
  a.configuration.compute_lanes = 512;
  const auto found = spreads(testing::convolution(7, 1, 512, 512), a);
  const std::vector<Split>& splits = found.front().splits;
  EXPECT_TRUE(std::any_of(splits.begin(), splits.end(),
                          [](const Split& split) { return split.lanes_k == 64 && split.lanes_x == 7; }));
}

}  // namespace
}  // namespace apollo::compiler::map
