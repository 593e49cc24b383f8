#include "optimizers/rprop.h"

#include <gtest/gtest.h>

namespace apollo::optimizers {
namespace {

using Eigen::VectorXd;

// Of the publication (Igel and Huesken 2000).
constexpr double kGrowth = 1.2, kShrinkage = 0.5;

VectorXd one(double value) { return VectorXd::Constant(1, value); }

TEST(Rprop, FindsTheMaximumOfABadlyScaledQuadratic) {
  const VectorXd weights = (VectorXd(3) << 1, 10, 100).finished();
  const VectorXd maximum = (VectorXd(3) << 0.3, -1.7, 2.2).finished();
  VectorXd value = VectorXd::Zero(3);
  Rprop rprop(VectorXd::Constant(3, -5), VectorXd::Constant(3, 5), 0.1);
  for (int i = 0; i < 200; ++i) rprop.step(weights.asDiagonal() * (maximum - value), value);
  EXPECT_LT((value - maximum).cwiseAbs().maxCoeff(), 2e-3);  // steps get no shorter than 0.001
}

TEST(Rprop, TakesLongerStepsWhileTheSignStaysWhateverTheSlope) {
  VectorXd value = one(0);
  Rprop rprop(one(-10), one(10), 0.1);
  double expected = 0, step = 0.1;
  for (const double slope : {1e-6, 5.0, 0.3}) {
    rprop.step(one(slope), value);
    expected += step;
    EXPECT_DOUBLE_EQ(value[0], expected);
    step *= kGrowth;
  }
}

// iRprop-: where the sign changes there is no step, and the next is half as long, in whichever direction.
TEST(Rprop, WaitsWhereTheSignChangesAndHalvesTheNextStep) {
  VectorXd value = one(0);
  Rprop rprop(one(-10), one(10), 0.1);
  rprop.step(one(1), value);
  rprop.step(one(-1), value);
  EXPECT_DOUBLE_EQ(value[0], 0.1);
  rprop.step(one(-1), value);
  EXPECT_DOUBLE_EQ(value[0], 0.1 - kShrinkage * 0.1);
}

TEST(Rprop, StaysWithinTheBounds) {
  VectorXd value = (VectorXd(2) << 0.9, -0.9).finished();
  const VectorXd gradient = (VectorXd(2) << 1, -1).finished();
  Rprop rprop(VectorXd::Constant(2, -1), VectorXd::Constant(2, 1), 0.3);
  for (int i = 0; i < 3; ++i) rprop.step(gradient, value);
  EXPECT_EQ(value[0], 1);
  EXPECT_EQ(value[1], -1);
}

TEST(Rprop, LeavesAComponentWithoutSlope) {
  VectorXd value = one(0.25);
  Rprop rprop(one(-1), one(1), 0.1);
  for (int i = 0; i < 3; ++i) rprop.step(one(0), value);
  EXPECT_EQ(value[0], 0.25);
}

}  // namespace
}  // namespace apollo::optimizers
