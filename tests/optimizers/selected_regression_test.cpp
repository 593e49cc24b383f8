#include "optimizers/selected_regression.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <functional>

#include "optimizers/draw.h"
#include "optimizers/encoding.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// After fits to a growing number of random points, as in a search.
SelectedRegression learn(const std::function<double(const VectorXd&)>& function) {
  constexpr int kRows = 96, kBatch = 16;
  const SearchSpace space = testing::ordinal_space(std::vector<int>(5, 10));
  Generator generator(1);
  std::vector<Point> points;
  for (int i = 0; i < kRows; ++i) points.push_back(draw_point(generator, space));
  const MatrixXd inputs = encode(space, points);
  VectorXd targets(kRows);
  for (Index i = 0; i < kRows; ++i) targets[i] = function(inputs.row(i).transpose());
  targets.array() -= targets.mean();
  targets /= std::sqrt(targets.squaredNorm() / kRows);
  SelectedRegression model(space, 0.5);
  for (int known = kBatch; known <= kRows; known += kBatch) {
    std::vector<bool> is_new(static_cast<std::size_t>(known));
    for (int i = known - kBatch; i < known; ++i) is_new[static_cast<std::size_t>(i)] = known > kBatch;
    model.fit(inputs.topRows(known), targets.head(known), is_new, 10);
  }
  return model;
}

TEST(SelectedRegression, IsShearedForAFunctionOfSums) {
  const auto ridge = [](const VectorXd& x) { return std::sin(2 * (x[0] + x[1] - x[2] + x[3] - x[4])); };
  const SelectedRegression model = learn(ridge);
  EXPECT_TRUE(model.is_sheared());
  EXPECT_TRUE(model.foretells());
}

TEST(SelectedRegression, ForetellsAFunctionOfOneParameter) {
  EXPECT_TRUE(learn([](const VectorXd& x) { return std::sin(4 * x[2]); }).foretells());
}

TEST(SelectedRegression, DoesNotForetellNoise) {
  Generator generator(2);
  EXPECT_FALSE(learn([&](const VectorXd&) { return draw_unit(generator); }).foretells());
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
