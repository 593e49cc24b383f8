#include "simulator/program/port_traffic.h"

#include <gtest/gtest.h>

namespace apollo::program {
namespace {

constexpr PortTraffic kBeats{3, 5, 7, 2, 8};
constexpr int kSteps = 10, kStartup = 4;

// The rule as a machine, cycle by cycle: every cycle gathers a part of the present vector and takes the one
// before it a cycle further on its way out; a finished vector waits until the one before it is out.
std::int64_t played(const VectorCycles& vector, int vectors) {
  std::int64_t cycle = kStartup, to_write = 0, to_read = vector.gather;
  for (int left = vectors; left > 0 || to_write > 0; ++cycle) {
    if (to_write > 0) --to_write;
    if (left > 0 && to_read > 0) --to_read;
    if (left > 0 && to_read == 0 && to_write == 0) {
      to_write = vector.drain;
      to_read = vector.gather;
      --left;
    }
  }
  return cycle;
}

TEST(PortTraffic, OneTileOverCReadsTheSecondOperandAndWritesResults) {
  const VectorTraffic only = kBeats.of(kSteps, false, false);
  EXPECT_EQ(only.read, kBeats.operand2 + kSteps * kBeats.step);
  EXPECT_EQ(only.written, kBeats.drain);
}

TEST(PortTraffic, TheFirstOfSeveralTilesLeavesPartialSums) {
  const VectorTraffic first = kBeats.of(kSteps, false, true);
  EXPECT_EQ(first.read, kSteps * kBeats.step);
  EXPECT_EQ(first.written, kBeats.psum_drain);
}

TEST(PortTraffic, LaterTilesFetchPartialSums) {
  EXPECT_EQ(kBeats.of(kSteps, true, true).read, kBeats.psum + kSteps * kBeats.step);
  EXPECT_EQ(kBeats.of(kSteps, true, false).read, kBeats.psum + kBeats.operand2 + kSteps * kBeats.step);
}

TEST(FunctionCycles, LengthenTheWayOutOfResultsAndNotOfPartialSums) {
  const FunctionCycles functions{0, 4};
  EXPECT_EQ(functions.of({10, 2}, false).drain, 4);
  EXPECT_EQ(functions.of({10, 6}, false).drain, 6);
  EXPECT_EQ(functions.of({10, 2}, true).drain, 2);
  EXPECT_EQ(functions.of({10, 2}, false).gather, 10);
}

TEST(FunctionCycles, OfRowsAreAddedToTheirPasses) {
  EXPECT_EQ((FunctionCycles{7, 0}.of({10, 2}, false).gather), 10 + 7);
}

TEST(ComputeCycles, AreWhatTheMachineTakes) {
  for (const VectorCycles vector : {VectorCycles{6, 1}, {6, 6}, {6, 9}, {1, 1}, {1, 5}})
    for (const std::int64_t vectors : {1, 2, 7})
      EXPECT_EQ(compute_cycles(vector, kStartup, vectors), played(vector, static_cast<int>(vectors)))
          << vectors << " vectors of " << vector.gather << " and " << vector.drain;
}

TEST(ComputeCycles, OfSeveralTilesAreTheirSum) {
  const VectorCycles vector{6, 9};
  const std::int64_t one = compute_cycles<std::int64_t>(vector, kStartup, 3),
                     other = compute_cycles<std::int64_t>(vector, kStartup, 5);
  EXPECT_EQ(compute_cycles<std::int64_t>(vector, kStartup, 3 + 5, 2), one + other);
  EXPECT_EQ(compute_cycles<double>(vector, kStartup, 3 + 5, 2), static_cast<double>(one + other));
}

}  // namespace
}  // namespace apollo::program
