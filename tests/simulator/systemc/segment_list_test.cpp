#include "simulator/systemc/segment_list.h"

#include <gtest/gtest.h>

namespace apollo::systemc::segment_list_test {
namespace {

program::Instruction chunk(std::int64_t begin, std::int64_t bytes) {
  program::Instruction i;
  i.stream_begin = begin;
  i.bytes = bytes;
  return i;
}

void expect_equal(const std::vector<Segment>& found, const std::vector<Segment>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t s = 0; s < found.size(); ++s) {
    EXPECT_EQ(found[s].offset, expected[s].offset) << s;
    EXPECT_EQ(found[s].address, expected[s].address) << s;
    EXPECT_EQ(found[s].bytes, expected[s].bytes) << s;
  }
}

TEST(SegmentList, CountsFromTheChunksFirstByte) {
  SegmentList list(chunk(10, 20));
  list.add(12, 500, 5);
  expect_equal(list.take(), {{2, 500, 5}});
}

TEST(SegmentList, CutsWhatReachesBeyondTheChunk) {
  SegmentList list(chunk(10, 20));
  list.add(5, 500, 8);
  list.add(27, 600, 8);
  list.add(40, 700, 8);
  expect_equal(list.take(), {{0, 505, 3}, {17, 600, 3}});
}

TEST(SegmentList, MergesNeighboursOnBothSides) {
  SegmentList list(chunk(0, 100));
  list.add(0, 500, 4);
  list.add(4, 504, 4);   // next in the stream and in memory
  list.add(8, 600, 4);   // next in the stream only
  list.add(13, 604, 4);  // next in memory only
  expect_equal(list.take(), {{0, 500, 8}, {8, 600, 4}, {13, 604, 4}});
}

TEST(SegmentList, ABoxIsARunForEachPosition) {
  constexpr int kColumns = 2, kChannels = 3, kAddress = 100;
  const program::Box piece{0, 1, 0, kColumns, 0, kChannels}, part{0, 1, 0, kColumns, 1, 2};
  SegmentList list(chunk(0, piece.elements()));
  list.add_box(piece, 0, part, {part, kAddress});
  expect_equal(list.take(), {{1, kAddress, 1}, {1 + kChannels, kAddress + 1, 1}});
}

TEST(SegmentList, ABoxOutsideTheChunkIsNothing) {
  const program::Box piece{0, 1, 0, 2, 0, 3};
  SegmentList list(chunk(piece.elements(), 100));
  list.add_box(piece, 0, piece, {piece, 0});
  expect_equal(list.take(), {});
}

}  // namespace
}  // namespace apollo::systemc::segment_list_test
