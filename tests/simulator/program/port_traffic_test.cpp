#include "simulator/program/port_traffic.h"

#include <gtest/gtest.h>

namespace apollo::program {
namespace {

constexpr PortTraffic kBeats{3, 5, 7, 2, 8};
constexpr int kSteps = 10, kStartup = 4;

// The rule as a machine, cycle by cycle: every cycle reads a beat of the present vector and writes a beat of
// the one before it; a finished vector waits until the one before it is written.
std::int64_t played(const VectorTraffic& vector, int vectors) {
  std::int64_t cycle = kStartup, to_write = 0, to_read = vector.read;
  for (int left = vectors; left > 0 || to_write > 0; ++cycle) {
    if (to_write > 0) --to_write;
    if (left > 0 && to_read > 0) --to_read;
    if (left > 0 && to_read == 0 && to_write == 0) {
      to_write = vector.written;
      to_read = vector.read;
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

TEST(ComputeCycles, AreWhatTheMachineTakes) {
  for (const VectorTraffic vector : {VectorTraffic{6, 1}, {6, 6}, {6, 9}, {1, 1}, {1, 5}})
    for (const std::int64_t vectors : {1, 2, 7})
      EXPECT_EQ(compute_cycles(vector, kStartup, vectors), played(vector, static_cast<int>(vectors)))
          << vectors << " vectors of " << vector.read << " and " << vector.written;
}

TEST(ComputeCycles, OfSeveralTilesAreTheirSum) {
  const VectorTraffic vector{6, 9};
  const std::int64_t one = compute_cycles<std::int64_t>(vector, kStartup, 3),
                     other = compute_cycles<std::int64_t>(vector, kStartup, 5);
  EXPECT_EQ(compute_cycles<std::int64_t>(vector, kStartup, 3 + 5, 2), one + other);
  EXPECT_EQ(compute_cycles<double>(vector, kStartup, 3 + 5, 2), static_cast<double>(one + other));
}

}  // namespace
}  // namespace apollo::program
