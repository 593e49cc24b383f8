#include "optimizers/kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "optimizers/encoding.h"
#include "tests/optimizers/gradients.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Kind = Parameter::Kind;

const std::vector<Kind> kLine = {Kind::ordinal};

MatrixXd column(const std::vector<double>& values) {
  return MatrixXd::Map(values.data(), static_cast<Eigen::Index>(values.size()), 1);
}

// Matern's function for nu = 5/2 in the form of Rasmussen and Williams 2006, equation 4.17.
TEST(Matern52, IsTheTextbooksFunctionOfTheDistance) {
  const double scale = 0.7;
  const MatrixXd origin = column({0}), others = column({0, 0.01, 0.5, 3, 40});
  const Matern52 kernel(Metric(kLine, VectorXd::Constant(1, std::log(scale))));
  const MatrixXd correlation = kernel(origin, others);
  for (Eigen::Index j = 0; j < others.rows(); ++j) {
    const double r = others(j, 0) / scale;
    const double expected = (1 + std::sqrt(5.0) * r + 5 * r * r / 3) * std::exp(-std::sqrt(5.0) * r);
    EXPECT_NEAR(correlation(0, j), expected, 1e-14) << others(j, 0);
  }
}

TEST(Matern52, IsACorrelation) {
  const SearchSpace space = testing::mixed_space();
  const MatrixXd x = encode(space, testing::random_points(space, 20));
  const Matern52 kernel(Metric({Kind::ordinal, Kind::categorical, Kind::categorical}, VectorXd::Zero(3)));
  const MatrixXd correlation = kernel(x, x);
  EXPECT_EQ(correlation.diagonal(), VectorXd::Ones(20));
  EXPECT_EQ(correlation, MatrixXd(correlation.transpose()));
  EXPECT_GT(correlation.minCoeff(), 0);
}

TEST(Matern52, HasTheGradientOfItsWeightedSum) {
  constexpr double kStep = 1e-5, kTolerance = 1e-7;
  constexpr Eigen::Index kRows = 6, kScales = 4;
  const std::vector<Kind> kinds = {Kind::ordinal, Kind::ordinal, Kind::categorical, Kind::ordinal};
  const SearchSpace space({{"a", Kind::ordinal, {1, 2, 3, 4, 5}, {}},
                           {"b", Kind::ordinal, {1, 2, 3}, {}},
                           {"c", Kind::categorical, {1, 2, 3}, {}},
                           {"d", Kind::ordinal, {1, 2, 3, 4}, {}}});
  const MatrixXd x = encode(space, testing::random_points(space, kRows));
  Generator generator(2);
  const MatrixXd weights = MatrixXd::NullaryExpr(kRows, kRows, [&] { return 2 * draw_unit(generator) - 1; });
  VectorXd at(kScales + static_cast<Eigen::Index>(Metric::entries(kinds).size()));
  for (double& value : at) value = draw_unit(generator) - 0.5;
  const auto kernel = [&](const VectorXd& values) {
    return Matern52(Metric(kinds, values.head(kScales), values.tail(values.size() - kScales)));
  };
  const auto sum = [&](const VectorXd& values) {
    return (weights.array() * kernel(values)(x, x).array()).sum();
  };
  const VectorXd expected = testing::central_differences(sum, at, kStep);
  EXPECT_LT((kernel(at).gradient(x, weights) - expected).cwiseAbs().maxCoeff(), kTolerance);
}

}  // namespace
}  // namespace apollo::optimizers
