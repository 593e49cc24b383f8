#include "optimizers/acquisition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace apollo::optimizers {
namespace {

// The integral of (x - best) over the normal density above best, by Simpson's rule up to 12 deviations.
double integrated_improvement(double mean, double deviation, double best) {
  constexpr int kIntervals = 100000;
  const double end = std::max(best, mean) + 12 * deviation, width = (end - best) / kIntervals;
  double sum = 0;
  for (int i = 0; i <= kIntervals; ++i) {
    const double x = best + i * width, z = (x - mean) / deviation;
    const double weight = i == 0 || i == kIntervals ? 1 : (i % 2 == 1 ? 4 : 2);
    sum += weight * (x - best) * std::exp(log_normal_density(z)) / deviation;
  }
  return sum * width / 3;
}

TEST(ExpectedImprovement, IsTheIntegralOfTheImprovement) {
  for (const double mean : {-8.0, -1.0, 0.0, 2.0}) {
    for (const double deviation : {0.5, 2.0}) {
      const double expected = integrated_improvement(mean, deviation, 0.5);
      EXPECT_NEAR(log_expected_improvement(mean, deviation, 0.5), std::log(expected), 1e-6)
          << mean << ", " << deviation;
    }
  }
}

TEST(ExpectedImprovement, FallsSteadilyWhereTheDirectFormulaUnderflows) {
  double before = log_expected_improvement(0, 1, 20);
  for (double best = 20.5; best < 1000; best += 0.5) {
    const double value = log_expected_improvement(0, 1, best);
    EXPECT_TRUE(std::isfinite(value)) << best;
    EXPECT_LT(value, before) << best;
    before = value;
  }
}

TEST(NormalDistribution, IsFiniteInBothTails) {
  EXPECT_NEAR(log_normal_distribution(0), std::log(0.5), 1e-15);
  EXPECT_NEAR(std::exp(log_normal_distribution(1.959963984540054)), 0.975, 1e-12);
  EXPECT_NEAR(log_normal_distribution(-29.99), log_normal_distribution(-30.01), 0.7);  // slope 30
  EXPECT_TRUE(std::isfinite(log_normal_distribution(-1e6)));
  EXPECT_EQ(log_normal_distribution(1e6), 0);
}

TEST(Warp, KeepsTheOrderWithMeanZeroAndVarianceOne) {
  Eigen::VectorXd rewards(7);
  rewards << 3, 0, -1, 2.5, 2, 0.01, 2.9;
  const Eigen::VectorXd targets = Warp(rewards, rewards.minCoeff()).targets();
  EXPECT_NEAR(targets.mean(), 0, 1e-12);
  EXPECT_NEAR(targets.squaredNorm() / 7, 1, 1e-12);
  for (int i = 0; i < 7; ++i) {
    for (int j = 0; j < 7; ++j) EXPECT_EQ(rewards[i] < rewards[j], targets[i] < targets[j]) << i << ", " << j;
  }
}

TEST(Warp, IsTheSameForEveryOffsetAndScale) {
  Eigen::VectorXd rewards(6);
  rewards << 3, 20, 40, -10, 5, 10;
  const Eigen::VectorXd targets = Warp(rewards, -16).targets();
  EXPECT_EQ(Warp(0x1p-30 * rewards, -16 * 0x1p-30).targets(), targets);  // without rounding
  EXPECT_EQ(Warp(rewards.array() + 0x1p20, -16 + 0x1p20).targets(), targets);
  EXPECT_NE(Warp(rewards, -1000).targets(), targets);
}

// Far above the lowest the logarithm of each doubling is the same.
TEST(Warp, TakesLogarithmsOfTheGoodHalfAndDrawsInBadOutliers) {
  Eigen::VectorXd rewards(5);
  rewards << 1, 2, 100, 200, 400;
  const Eigen::VectorXd targets = Warp(rewards, 0).targets();
  EXPECT_NEAR((targets[4] - targets[3]) / (targets[3] - targets[2]), 1, 0.02);
  EXPECT_LT(targets[4] - targets[0], 6);
}

TEST(Warp, PutsAnotherRewardBetweenItsNeighbours) {
  const Warp warp(Eigen::Vector3d(1, 2, 4), 1);
  for (int i = 0; i < 3; ++i) EXPECT_DOUBLE_EQ(warp.target(i == 2 ? 4 : i + 1), warp.targets()[i]);
  EXPECT_DOUBLE_EQ(warp.target(3), (warp.targets()[1] + warp.targets()[2]) / 2);
  EXPECT_DOUBLE_EQ(warp.target(-5), warp.targets()[0]);
  EXPECT_DOUBLE_EQ(warp.target(1e6), 2 * warp.targets()[2] - warp.targets()[1]);
}

TEST(Warp, OfEqualRewardsIsZero) {
  for (const double reward : {-1.0, 0.0, 2.5}) {
    const Warp warp(Eigen::VectorXd::Constant(4, reward), reward);
    EXPECT_EQ(warp.targets().norm(), 0);
    EXPECT_EQ(warp.target(reward + 1), 0);
  }
}

}  // namespace
}  // namespace apollo::optimizers
