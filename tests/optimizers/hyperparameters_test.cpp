#include "optimizers/hyperparameters.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/optimizers/gradients.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Prior kLast = {-4, 1, -11, 1};
constexpr double kShearDeviation = 0.5;
constexpr int kDimensions = 4, kShears = kDimensions * (kDimensions - 1) / 2;

SearchSpace space() { return testing::ordinal_space(std::vector<int>(kDimensions, 5)); }

// Half of the diagonal of the unit cube in each direction; no shear.
TEST(Hyperparameters, StartAtHalfTheDiagonal) {
  const Hyperparameters start(space(), kShearDeviation, kLast);
  ASSERT_EQ(start.values().size(), kDimensions + kShears + 1);
  for (int i = 0; i < kDimensions; ++i) {
    EXPECT_DOUBLE_EQ(start.values()[i], std::log(std::sqrt(double{kDimensions}) / 2));
  }
  EXPECT_EQ(start.values().segment(kDimensions, kShears), VectorXd::Zero(kShears));
  EXPECT_EQ(start.last(), kLast.mean);
}

TEST(Hyperparameters, HaveNoShearsWithoutADeviation) {
  EXPECT_EQ(Hyperparameters(space(), 0, kLast).values().size(), kDimensions + 1);
}

TEST(Hyperparameters, HaveShearsOfOrdinalParametersOnly) {
  const SearchSpace mixed = testing::mixed_space();  // one of its three parameters is ordinal
  EXPECT_EQ(Hyperparameters(mixed, kShearDeviation, kLast).values().size(), mixed.dimensions() + 1);
}

TEST(Hyperparameters, MakeTheMetricOfTheirScalesAndShears) {
  Hyperparameters parameters(testing::ordinal_space({5, 5}), kShearDeviation, kLast);
  const double scale_0 = 0.5, scale_1 = 2, shear = -0.25;
  parameters.set((VectorXd(4) << std::log(scale_0), std::log(scale_1), shear, -4).finished());
  const MatrixXd from = MatrixXd::Zero(1, 2), to = (MatrixXd(1, 2) << 0.3, 0.7).finished();
  const double expected = std::pow(0.3 / scale_0, 2) + std::pow((0.7 + shear * 0.3) / scale_1, 2);
  EXPECT_NEAR(parameters.metric().squared_distance(from, to)(0, 0), expected, 1e-12);
}

LogPosterior prior_alone(Hyperparameters parameters, const VectorXd& at) {
  parameters.set(at);
  LogPosterior prior{0, VectorXd::Zero(at.size())};
  parameters.add_prior(prior);
  return prior;
}

TEST(Hyperparameters, HaveTheGradientOfTheirPrior) {
  const Hyperparameters parameters(space(), kShearDeviation, kLast);
  Generator generator(1);
  VectorXd at = parameters.values();
  for (double& value : at) value += draw_unit(generator) - 0.5;
  const auto value = [&](const VectorXd& values) { return prior_alone(parameters, values).value; };
  const VectorXd expected = testing::central_differences(value, at, 1e-4);
  EXPECT_LT((prior_alone(parameters, at).gradient - expected).cwiseAbs().maxCoeff(), 1e-8);
}

// Hvarfner et al. 2024: log scales are normal around sqrt(2) + log(dimensions) / 2 with deviation sqrt(3).
TEST(Hyperparameters, HaveThePublishedPriorOfScales) {
  const Hyperparameters parameters(space(), kShearDeviation, kLast);
  VectorXd mode = parameters.values();
  mode.head(kDimensions).setConstant(std::sqrt(2.0) + 0.5 * std::log(kDimensions));
  EXPECT_LT(prior_alone(parameters, mode).gradient.cwiseAbs().maxCoeff(), 1e-12);
  VectorXd deviated = mode;
  deviated[0] += std::sqrt(3.0);
  EXPECT_NEAR(prior_alone(parameters, mode).value - prior_alone(parameters, deviated).value, 0.5, 1e-12);
}

TEST(Hyperparameters, ClimbUpToTheirBounds) {
  Hyperparameters parameters(space(), kShearDeviation, kLast);
  const Index size = parameters.values().size();
  for (int i = 0; i < 100; ++i) parameters.climb(VectorXd::Ones(size));
  EXPECT_EQ(parameters.last(), kLast.highest);
  for (int i = 0; i < 100; ++i) parameters.climb(-VectorXd::Ones(size));
  EXPECT_EQ(parameters.last(), kLast.lowest);
}

}  // namespace
}  // namespace apollo::optimizers
