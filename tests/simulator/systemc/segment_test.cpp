#include "simulator/systemc/segment.h"

#include <gtest/gtest.h>

namespace apollo::systemc::segment_test {
namespace {

struct Visit {
  std::int64_t address, offset, bytes;
  bool operator==(const Visit& o) const {
    return address == o.address && offset == o.offset && bytes == o.bytes;
  }
};

std::vector<Visit> advanced(SegmentCursor* cursor, std::int64_t begin, std::int64_t end, std::int64_t total) {
  std::vector<Visit> out;
  const auto add = [&](std::int64_t address, std::int64_t offset, std::int64_t bytes) {
    out.push_back({address, offset, bytes});
  };
  EXPECT_EQ(cursor->advance(begin, end, add), total);
  return out;
}

TEST(Placement, FindsAnElementOfItsBox) {
  const Placement placement{{2, 5, 1, 4, 6, 10}, 100};  // 3 x 3 x 4
  EXPECT_EQ(placement.at(2, 1, 6), 100);
  EXPECT_EQ(placement.at(3, 2, 7), 100 + (1 * 3 + 1) * 4 + 1);
}

TEST(SegmentCursor, GivesWhatLiesInTheRange) {
  SegmentCursor cursor({{0, 100, 4}, {6, 200, 4}});
  EXPECT_EQ(advanced(&cursor, 0, 8, 6), (std::vector<Visit>{{100, 0, 4}, {200, 6, 2}}));
}

TEST(SegmentCursor, GoesOnInTheMiddleOfASegment) {
  SegmentCursor cursor({{0, 100, 10}});
  advanced(&cursor, 0, 4, 4);
  EXPECT_EQ(advanced(&cursor, 4, 8, 4), (std::vector<Visit>{{104, 0, 4}}));
  EXPECT_EQ(advanced(&cursor, 8, 12, 2), (std::vector<Visit>{{108, 0, 2}}));
}

TEST(SegmentCursor, GivesNothingBetweenSegments) {
  SegmentCursor cursor({{6, 200, 4}});
  EXPECT_TRUE(advanced(&cursor, 0, 6, 0).empty());
}

}  // namespace
}  // namespace apollo::systemc::segment_test
