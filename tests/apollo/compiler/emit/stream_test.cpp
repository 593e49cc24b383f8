#include "apollo/compiler/emit/stream.h"

#include <gtest/gtest.h>

namespace apollo::compiler::emit::stream_test {
namespace {

constexpr int kBurst = 8;
// A buffer of 4 x 5 x 6.
constexpr int kWidth = 5, kChannels = 6;

Extents rows(std::initializer_list<int> extents) {
  Extents out;
  for (const int extent : extents) out.add(extent, -1, kWidth * kChannels, kBurst);
  return out;
}
Extents columns(std::initializer_list<int> extents) {
  Extents out;
  for (const int extent : extents) out.add(extent, kWidth, kChannels, kBurst);
  return out;
}
Extents channels(std::initializer_list<int> extents) {
  Extents out;
  for (const int extent : extents) out.add(extent, kChannels, 1, kBurst);
  return out;
}
std::int64_t bursts(std::int64_t bytes) { return (bytes + kBurst - 1) / kBurst * kBurst; }

TEST(Stream, CarriesTheProductOfAllRanges) {
  EXPECT_EQ(stream_of(rows({1, 2}), columns({2, 1}), channels({4})).bytes, 3 * 3 * 4);
}

TEST(Stream, PartOfTheChannelsIsARunForEachPosition) {
  EXPECT_EQ(stream_of(rows({2}), columns({3}), channels({4})).dram_bytes, 2 * 3 * bursts(4));
}

TEST(Stream, AllChannelsOfSomeColumnsAreARunForEachRow) {
  EXPECT_EQ(stream_of(rows({2}), columns({3}), channels({kChannels})).dram_bytes, 2 * bursts(3 * kChannels));
}

TEST(Stream, WholeRowsAreOneRun) {
  EXPECT_EQ(stream_of(rows({2}), columns({kWidth}), channels({kChannels})).dram_bytes,
            bursts(2 * kWidth * kChannels));
}

TEST(Stream, EachPieceHasRunsOfItsOwn) {
  EXPECT_EQ(stream_of(rows({1, 2}), columns({kWidth}), channels({kChannels})).dram_bytes,
            bursts(kWidth * kChannels) + bursts(2 * kWidth * kChannels));
}

}  // namespace
}  // namespace apollo::compiler::emit::stream_test
