#include "optimizers/trust_region.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

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

// The metric maps (x, y) to (x / 0.3, (x + y) / 0.05), so a step of up to 1 in each image changes x by at
// most 0.3 of its range and x + y by at most 0.05 of it: 6 and 1 of 20 steps, and half a step more each by
// rounding.
TEST(TrustRegion, DrawsLongStepsAlongAValleyOfTheMetricAndShortOnesAcross) {
  const TrustRegion region(ordinal_space({21, 21}), {10, 10}, 5);
  const Metric metric({Parameter::Kind::ordinal, Parameter::Kind::ordinal},
                      Eigen::Vector2d(std::log(0.3), std::log(0.05)), Eigen::VectorXd::Ones(1));
  Generator generator(1);
  int longest = 0, shortest = 0;
  for (int i = 0; i < 500; ++i) {
    const Point point = region.draw_along(generator, metric, {10, 10});
    EXPECT_TRUE(region.box_contains(point));
    EXPECT_LE(std::abs(point[0] - 10), 6);
    EXPECT_LE(std::abs(point[0] + point[1] - 20), 2);
    longest = std::max(longest, std::abs(point[0] - 10));
    shortest += std::abs(point[0] - 10) <= 1 ? 1 : 0;
  }
  EXPECT_GE(longest, 5);
  EXPECT_GT(shortest, 300);  // lengths are log-uniform: two thirds are below 1/4, of which x is moved by 1.5
}

TEST(TrustRegion, DrawsUniformValuesWhereAStepLeavesTheBox) {
  const TrustRegion region(ordinal_space({21}), {10}, 5);
  const Metric flat({Parameter::Kind::ordinal}, Eigen::VectorXd::Constant(1, std::log(1000)));
  Generator generator(1);
  std::set<int> drawn;
  for (int i = 0; i < 500; ++i) drawn.insert(region.draw_along(generator, flat, {10})[0]);
  EXPECT_EQ(static_cast<int>(drawn.size()), region.highest(0) - region.lowest(0) + 1);
}

TEST(TrustRegion, ChangesACategoryWithAProbabilityOfOneByTheNumberOfParameters) {
  constexpr int kDraws = 3000;
  const TrustRegion region(mixed_space(), {3, 0, 0}, 5);
  const Metric metric({Parameter::Kind::ordinal, Parameter::Kind::categorical, Parameter::Kind::categorical},
                      Eigen::VectorXd::Zero(3));
  Generator generator(1);
  int changed = 0;
  for (int i = 0; i < kDraws; ++i) changed += region.draw_along(generator, metric, {3, 0, 0})[2] != 0 ? 1 : 0;
  // A third of the draws, to one of 3 others of 4 values: binomial(3000, 1/4) has the deviation 24; six of
  // them.
  EXPECT_NEAR(changed, kDraws / 4, 144);
}

}  // namespace
}  // namespace apollo::optimizers
