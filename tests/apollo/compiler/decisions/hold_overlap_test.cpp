#include "apollo/compiler/decisions/hold_overlap.h"

#include <gtest/gtest.h>

#include <random>

namespace apollo::compiler::decisions {
namespace {

using program::Box;

// What each hold has in common with the box, one by one.
std::int64_t one_by_one(const Box& box, const std::vector<Box>& holds) {
  std::int64_t bytes = 0;
  for (const Box& hold : holds) bytes += intersect(box, hold).bytes();
  return bytes;
}

TEST(HoldOverlap, AProductOfRangesIsSeenAsOne) {
  std::vector<Box> holds;
  for (const int y : {0, 4})
    for (const int x : {0, 5})
      for (int twice = 0; twice < 2; ++twice) holds.push_back({y, y + 5, x, x + 5, 0, 8});
  HoldOverlap overlap;
  overlap.assign(holds);
  EXPECT_EQ(overlap.times(), 2);
  EXPECT_EQ(overlap.axis(0).size(), 2U);
  EXPECT_EQ(overlap.axis(1).size(), 2U);
  EXPECT_EQ(overlap.axis(2).size(), 1U);
  const Box box{3, 6, 2, 9, 1, 4};
  EXPECT_EQ(overlap.with(box), one_by_one(box, holds));
}

TEST(HoldOverlap, AnUnevenSetOfHoldsIsNot) {
  HoldOverlap overlap;
  overlap.assign({{0, 4, 0, 4, 0, 8}, {0, 4, 4, 8, 0, 8}, {4, 8, 0, 4, 0, 8}});
  EXPECT_EQ(overlap.times(), 0);
}

TEST(HoldOverlap, AnyHoldsGiveWhatTheyGiveOneByOne) {
  std::mt19937 random(7);
  const auto range = [&](int size) {
    const int begin = static_cast<int>(random() % size);
    return program::Range{begin, begin + static_cast<int>(random() % (size - begin + 1))};  // or empty
  };
  const auto box = [&] {
    const program::Range y = range(9), x = range(9), c = range(5);
    return Box{y.begin, y.end, x.begin, x.end, c.begin, c.end};
  };
  HoldOverlap overlap;
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<Box> holds;
    for (std::size_t i = 0; i < 1 + random() % 6; ++i) holds.push_back(box());
    overlap.assign(holds);  // anew: nothing of the last one may stay
    const Box wanted = box();
    EXPECT_EQ(overlap.with(wanted), one_by_one(wanted, holds));
  }
}

}  // namespace
}  // namespace apollo::compiler::decisions
