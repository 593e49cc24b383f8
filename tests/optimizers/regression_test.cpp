#include "optimizers/regression.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "optimizers/encoding.h"
#include "tests/optimizers/gradients.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kRegressionRows = 30;
constexpr double kStep = 1e-4, kTolerance = 1e-4;
constexpr double kPriorShape = 1, kPriorRate = 1;  // regression.h

struct Data {
  SearchSpace space = testing::mixed_space();
  MatrixXd inputs = encode(space, testing::random_points(space, kRegressionRows));
  VectorXd targets = VectorXd::NullaryExpr(kRegressionRows, [this](Index i) {
    return std::sin(3 * inputs(i, 0)) + (inputs(i, 1) == 1 ? 0.5 : -0.5);
  });
};

TEST(Regression, HasTheGradientOfItsLogPosterior) {
  const Data data;
  const Regression model(data.space);
  const VectorXd expected = testing::posterior_differences(model, data.inputs, data.targets, kStep);
  const VectorXd gradient = model.log_posterior(data.inputs, data.targets).gradient;
  EXPECT_LT((gradient - expected).cwiseAbs().maxCoeff(), kTolerance);
}

TEST(Regression, HasTheGradientOfItsLogPosteriorWithShears) {
  const SearchSpace space = testing::ordinal_space({10, 10, 10});
  const MatrixXd inputs = encode(space, testing::random_points(space, kRegressionRows));
  const VectorXd targets = (3 * (inputs.col(0) + inputs.col(1) - inputs.col(2))).array().sin();
  Regression model(space, 0.5);
  model.fit(inputs, targets, 3);  // away from no shear
  const VectorXd expected = testing::posterior_differences(model, inputs, targets, kStep);
  const VectorXd gradient = model.log_posterior(inputs, targets).gradient;
  EXPECT_LT((gradient - expected).cwiseAbs().maxCoeff(), kTolerance);
}

// Of the targets under a multivariate t distribution, as the signal variance is integrated out, by an
// explicit inverse and determinant; then the priors, of which the constants cancel in a difference.
TEST(Regression, HasTheLogPosteriorOfATDistribution) {
  const Data data;
  const auto plain = [&](const Regression& model) {
    const double noise = std::exp(model.hyperparameters().last());
    const MatrixXd covariance = Matern52(model.hyperparameters().metric())(data.inputs, data.inputs) +
                                noise * MatrixXd::Identity(kRegressionRows, kRegressionRows);
    const double fit = data.targets.dot(covariance.inverse() * data.targets);
    LogPosterior result{0, VectorXd::Zero(model.hyperparameters().values().size())};
    model.hyperparameters().add_prior(result);
    return result.value - 0.5 * std::log(covariance.determinant()) -
           (kPriorShape + kRegressionRows / 2.0) * std::log(kPriorRate + fit / 2);
  };
  const Regression start(data.space);
  Regression other = start;
  other.hyperparameters().set(start.hyperparameters().values() + VectorXd::LinSpaced(4, -0.5, 1));
  const double expected = plain(other) - plain(start);
  EXPECT_NEAR(other.log_posterior(data.inputs, data.targets).value -
                  start.log_posterior(data.inputs, data.targets).value,
              expected, 1e-8);
}

TEST(Regression, FitsUphill) {
  const Data data;
  EXPECT_GT(testing::gain_of_fit(Regression(data.space), data.inputs, data.targets, 30), 0);
}

// The posterior of the signal variance is an inverse gamma distribution; its mode on a logarithmic scale is
// rate / shape.
TEST(Regression, IsConditionedWithTheSignalThatTheTargetsShow) {
  const Data data;
  const Regression model(data.space);
  for (const double scale : {0.1, 1.0, 10.0}) {
    const VectorXd targets = scale * data.targets;
    const GaussianProcess process = model.condition(data.inputs, targets);
    const double fit = targets.dot(process.weights());
    EXPECT_NEAR(process.signal, (kPriorRate + fit / 2) / (kPriorShape + kRegressionRows / 2.0),
                1e-12 * process.signal);
    EXPECT_NEAR(process.noise, process.signal * std::exp(model.hyperparameters().last()),
                1e-12 * process.signal);
  }
}

// Each density by conditioning on all other rows, with an explicit inverse; the constant is log(2 pi) / 2.
TEST(Regression, ForetellsEachRowFromTheOthers) {
  const SearchSpace space = testing::ordinal_space({10, 10});
  const MatrixXd inputs = encode(space, {{0, 1}, {3, 3}, {7, 2}, {9, 9}});
  const VectorXd targets = (VectorXd(4) << 1, -0.5, 0.7, -1.2).finished();
  const Regression model(space);
  const GaussianProcess process = model.condition(inputs, targets);
  MatrixXd covariance = process.signal * process.kernel(inputs, inputs);
  covariance.diagonal().array() += process.noise;
  const VectorXd density = model.log_predictive(inputs, targets);
  for (Index i = 0; i < 4; ++i) {
    std::vector<Index> others;
    for (Index j = 0; j < 4; ++j) {
      if (j != i) others.push_back(j);
    }
    const MatrixXd inverse = MatrixXd(covariance(others, others)).inverse();
    const VectorXd cross = covariance(others, i);
    const double mean = cross.dot(inverse * VectorXd(targets(others)));
    const double variance = covariance(i, i) - cross.dot(inverse * cross);
    const double expected = -0.5 * std::log(variance) - std::pow(targets[i] - mean, 2) / (2 * variance);
    EXPECT_NEAR(density[i], expected, 1e-9) << i;
  }
}

}  // namespace
}  // namespace apollo::optimizers
