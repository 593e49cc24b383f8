#include "optimizers/trust_region.h"

#include <gtest/gtest.h>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::mixed_space;
using testing::ordinal_space;

// Length 0.8 of 20 steps: 8 to each side.
TEST(TrustRegion, IsABoxAroundItsCentre) {
  const TrustRegion region(ordinal_space({21, 21}), {10, 2}, 5);
  EXPECT_EQ(region.lowest(0), 2);
  EXPECT_EQ(region.highest(0), 18);
  EXPECT_EQ(region.lowest(1), 0);
  EXPECT_EQ(region.highest(1), 10);
  EXPECT_TRUE(region.box_contains({2, 10}));
  EXPECT_FALSE(region.box_contains({1, 2}));
}

TEST(TrustRegion, DoesNotBoundCategories) {
  const TrustRegion region(mixed_space(), {0, 1, 1}, 5);
  EXPECT_EQ(region.lowest(2), 0);
  EXPECT_EQ(region.highest(2), 3);
}

TEST(TrustRegion, HalvesAfterFailuresUntilItCollapses) {
  TrustRegion region(ordinal_space({21, 21}), {10, 10}, 5);
  for (const double length : {0.8, 0.4, 0.2, 0.1}) {
    EXPECT_FALSE(region.collapsed());
    EXPECT_EQ(region.length(), length);
    region.fail(4);
    EXPECT_EQ(region.length(), length);
    region.fail(1);
  }
  EXPECT_TRUE(region.collapsed());  // at 0.1 its half width was a single step
}

TEST(TrustRegion, DoublesAfterThreeSuccessesUpToTheWholeSpace) {
  TrustRegion region(ordinal_space({21, 21}), {10, 10}, 5);
  for (int i = 0; i < 2; ++i) region.succeed({10, 11});
  EXPECT_EQ(region.length(), 0.8);
  region.succeed({9, 11});
  EXPECT_EQ(region.length(), 1.6);
  EXPECT_EQ(region.centre(), (Point{9, 11}));
  for (int i = 0; i < 3; ++i) region.succeed({9, 11});
  EXPECT_EQ(region.length(), 1.6);
}

TEST(TrustRegion, DrawsOtherPointsOfTheBox) {
  const SearchSpace space = ordinal_space({21, 21, 2, 2, 2, 2});
  TrustRegion region(space, {10, 10, 0, 0, 0, 0}, 1);
  region.fail(1);  // length 0.4: two of the six parameters
  Generator generator(1);
  for (int i = 0; i < 200; ++i) {
    const Point point = region.draw(generator);
    EXPECT_NE(point, region.centre());
    EXPECT_TRUE(region.box_contains(point));
    EXPECT_LE(point[2] + point[3] + point[4] + point[5], region.max_unbounded_changes());
  }
}

TEST(TrustRegion, DrawsTheCentreIfThereIsNothingElse) {
  Generator generator(1);
  EXPECT_EQ(TrustRegion(ordinal_space({1, 1}), {0, 0}, 1).draw(generator), (Point{0, 0}));
}

}  // namespace
}  // namespace apollo::optimizers
