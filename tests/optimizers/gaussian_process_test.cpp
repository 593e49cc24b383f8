#include "optimizers/gaussian_process.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "optimizers/encoding.h"
#include "optimizers/regression.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Mean and variance by the textbook's formulas (2.23 and 2.24) with an explicit inverse.
TEST(Posterior, IsThatOfTheFullCovariance) {
  const SearchSpace space = testing::mixed_space();
  const MatrixXd inputs = encode(space, testing::random_points(space, 20));
  const VectorXd targets = (3 * inputs.col(0)).array().sin() + 0.3 * inputs.col(2).array() - 0.5;
  const GaussianProcess process = Regression(space).condition(inputs, targets);
  const MatrixXd candidates = encode(space, {{0, 0, 0}, {5, 2, 3}, {2, 1, 1}});
  Posterior posterior(process);
  posterior.add(candidates.topRows(1));
  posterior.add(candidates.bottomRows(2));

  MatrixXd covariance = process.signal * process.kernel(inputs, inputs);
  covariance.diagonal().array() += process.noise;
  const MatrixXd inverse = covariance.inverse();
  const MatrixXd cross = process.signal * process.kernel(inputs, candidates);
  const VectorXd mean = cross.transpose() * inverse * targets;
  const MatrixXd variance =
      process.signal * process.kernel(candidates, candidates) - cross.transpose() * inverse * cross;
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(posterior.mean()[i], mean[i], 1e-8);
    EXPECT_NEAR(posterior.variance()[i], variance(i, i), 1e-8);
  }
  // One more observation, at its mean.
  posterior.believe(1);
  const double noisy = variance(1, 1) + process.noise;
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(posterior.mean()[i], mean[i], 1e-8);
    EXPECT_NEAR(posterior.variance()[i], variance(i, i) - variance(i, 1) * variance(1, i) / noisy, 1e-8);
  }
}

// Rows added one by one give what all rows at once give, for candidates added before and after.
TEST(Posterior, OfWhatIsObservedLaterIsThatOfAllDataAtOnce) {
  const SearchSpace space = testing::mixed_space();
  const MatrixXd inputs = encode(space, testing::random_points(space, 12));
  const VectorXd targets = inputs.col(0).array().cos() - 0.2 * inputs.col(1).array();
  const Regression model(space);
  const GaussianProcess first = model.condition(inputs.topRows(9), targets.head(9));
  Posterior posterior(first);
  const MatrixXd candidates = encode(space, {{0, 0, 0}, {5, 2, 3}, {2, 1, 1}});
  posterior.add(candidates.topRows(2));
  for (int row = 9; row < 12; ++row) posterior.observe(inputs.row(row), targets[row], first.noise);
  posterior.add(candidates.bottomRows(1));

  GaussianProcess all{first.kernel, 0, first.signal, first.noise, inputs, {}, {}};
  MatrixXd covariance = first.kernel(inputs, inputs);
  covariance.diagonal().array() += first.noise / first.signal;
  all.condition(covariance, targets);
  Posterior expected(all);
  expected.add(candidates);
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(posterior.mean()[i], expected.mean()[i], 1e-9);
    EXPECT_NEAR(posterior.variance()[i], expected.variance()[i], 1e-9);
    const auto [mean, variance] = posterior.at(candidates.row(i));
    EXPECT_NEAR(mean, expected.mean()[i], 1e-9);
    EXPECT_NEAR(variance, expected.variance()[i], 1e-9);
  }
}

TEST(Posterior, ForgetsWhatItOnlyBelieved) {
  const SearchSpace space = testing::mixed_space();
  const MatrixXd inputs = encode(space, testing::random_points(space, 12));
  Posterior posterior(Regression(space).condition(inputs, inputs.col(0)));
  posterior.add(encode(space, {{0, 0, 0}, {5, 2, 3}}));
  const VectorXd before = posterior.variance();
  posterior.believe(0);
  posterior.believe(1);
  EXPECT_LT(posterior.variance()[1], before[1]);
  posterior.forget();
  EXPECT_LT((posterior.variance() - before).cwiseAbs().maxCoeff(), 1e-12);
}

}  // namespace
}  // namespace apollo::optimizers
