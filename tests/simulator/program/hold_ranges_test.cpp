#include "simulator/program/hold_ranges.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/nests.h"

namespace apollo::program {
namespace {

const Box kLeft{0, 4, 0, 2, 0, 3}, kRight{0, 4, 2, 4, 0, 3};

TEST(Overlap, OfARangeIsASumOverRanges) { EXPECT_EQ(overlap({2, 6}, {{0, 3}, {2, 4}, {6, 9}}), 1 + 2); }

TEST(HoldRanges, CountsHowOftenEachCombinationOfRangesIsHeld) {
  HoldRanges holds;
  holds.assign({kLeft, kRight, kLeft, kRight});
  EXPECT_EQ(holds.times(), 2);
  EXPECT_EQ(holds.axis(0).size(), 1u);
  EXPECT_EQ(holds.axis(1).size(), 2u);
}

TEST(HoldRanges, PesWithoutAHoldDoNotCount) {
  HoldRanges holds;
  holds.assign({kLeft, Box(), kRight});
  EXPECT_EQ(holds.times(), 1);
}

TEST(HoldRanges, CombinationsHeldUnequallyOftenAreNoProduct) {
  HoldRanges holds;
  holds.assign({kLeft, kRight, kLeft});
  EXPECT_EQ(holds.times(), 0);
}

TEST(HoldRanges, AreInTheOrderInWhichTheyBegin) {
  HoldRanges holds;
  holds.assign({kRight, kLeft});
  EXPECT_EQ(holds.axis(1), (std::vector<Range>{{0, 2}, {2, 4}}));
}

}  // namespace
}  // namespace apollo::program
