#include "simulator/program/vector_beats.h"

#include <gtest/gtest.h>

namespace apollo::program {
namespace {

constexpr VectorBeats kBeats{3, 5, 7, 2, 8};
constexpr int kSteps = 10, kStartup = 4;

// The rule as a machine, cycle by cycle: every cycle reads a beat of the present vector and writes a beat of
// the one before it; a finished vector waits until the one before it is written.
std::int64_t played(const VectorCycles& vector, int vectors) {
  std::int64_t cycle = kStartup, to_write = 0, to_read = vector.reduction;
  for (int left = vectors; left > 0 || to_write > 0; ++cycle) {
    if (to_write > 0) --to_write;
    if (left > 0 && to_read > 0) --to_read;
    if (left > 0 && to_read == 0 && to_write == 0) {
      to_write = vector.drain;
      to_read = vector.reduction;
      --left;
    }
  }
  return cycle;
}

TEST(VectorBeats, OneTileOverCReadsTheSecondOperandAndWritesResults) {
  const VectorCycles only = kBeats.of(kSteps, false, false);
  EXPECT_EQ(only.reduction, kBeats.operand2 + kSteps * kBeats.step);
  EXPECT_EQ(only.drain, kBeats.drain);
}

TEST(VectorBeats, TheFirstOfSeveralTilesLeavesPartialSums) {
  const VectorCycles first = kBeats.of(kSteps, false, true);
  EXPECT_EQ(first.reduction, kSteps * kBeats.step);
  EXPECT_EQ(first.drain, kBeats.psum_drain);
}

TEST(VectorBeats, LaterTilesFetchPartialSums) {
  EXPECT_EQ(kBeats.of(kSteps, true, true).reduction, kBeats.psum + kSteps * kBeats.step);
  EXPECT_EQ(kBeats.of(kSteps, true, false).reduction, kBeats.psum + kBeats.operand2 + kSteps * kBeats.step);
}

TEST(ComputeCycles, AreWhatTheMachineTakes) {
  for (const VectorCycles vector : {VectorCycles{6, 1}, {6, 6}, {6, 9}, {1, 1}, {1, 5}})
    for (const std::int64_t vectors : {1, 2, 7})
      EXPECT_EQ(compute_cycles(vector, kStartup, vectors), played(vector, static_cast<int>(vectors)))
          << vectors << " vectors of " << vector.reduction << " and " << vector.drain;
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
