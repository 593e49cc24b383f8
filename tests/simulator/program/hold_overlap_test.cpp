#include "simulator/program/hold_overlap.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/random_nests.h"

namespace apollo::program {
namespace {

const Box kLeft{0, 4, 0, 2, 0, 3}, kRight{0, 4, 2, 4, 0, 3};

TEST(HoldOverlap, OfARangeIsASumOverRanges) { EXPECT_EQ(overlap({2, 6}, {{0, 3}, {2, 4}, {6, 9}}), 1 + 2); }

TEST(HoldOverlap, CountsHowOftenEachCombinationOfRangesIsHeld) {
  HoldOverlap holds;
  holds.assign({kLeft, kRight, kLeft, kRight});
  EXPECT_EQ(holds.times(), 2);
  EXPECT_EQ(holds.axis(0).size(), 1u);
  EXPECT_EQ(holds.axis(1).size(), 2u);
}

TEST(HoldOverlap, PesWithoutAHoldDoNotCount) {
  HoldOverlap holds;
  holds.assign({kLeft, Box(), kRight});
  EXPECT_EQ(holds.times(), 1);
  EXPECT_EQ(holds.with(kLeft), kLeft.elements());
}

TEST(HoldOverlap, CombinationsHeldUnequallyOftenAreNoProduct) {
  HoldOverlap holds;
  holds.assign({kLeft, kRight, kLeft});
  EXPECT_EQ(holds.times(), 0);
  EXPECT_EQ(holds.with(kLeft), 2 * kLeft.elements());
}

TEST(HoldOverlap, OfABoxIsASumOverHolds) {
  Numbers numbers(3);
  HoldOverlap overlap;
  int products = 0, others = 0;
  for (int round = 0; round < 500; ++round) {
    const LoopNest n = random_nest(&numbers);
    const std::vector<Box> holds = random_holds(&numbers, n);
    overlap.assign(holds);
    ++(overlap.times() > 0 ? products : others);
    const Box box = n.output_box(0, 0, random_tile(&numbers, n));
    ASSERT_EQ(overlap.with(box), total_overlap({box}, holds));
  }
  EXPECT_GT(products, 100);
  EXPECT_GT(others, 20);
}

}  // namespace
}  // namespace apollo::program
