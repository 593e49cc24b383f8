#include "optimizers/metric.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/optimizers/gradients.h"

namespace apollo::optimizers {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Kind = Parameter::Kind;

const std::vector<Kind> kKinds = {Kind::ordinal, Kind::categorical, Kind::ordinal, Kind::ordinal};

VectorXd log_scale() { return (VectorXd(4) << 0.1, -0.3, 0.4, -0.2).finished(); }
VectorXd shears() { return (VectorXd(3) << 0.5, -0.7, 0.9).finished(); }  // (2, 0), (3, 0), (3, 2)
MatrixXd points() { return (MatrixXd(3, 4) << 0.1, 2, 0.9, 0.3, 0.5, 1, 0.2, 0.8, 1, 2, 0, 0.6).finished(); }

TEST(Metric, WithoutShearsIsASumOverTheParameters) {
  const MatrixXd x = points();
  const MatrixXd squared = Metric(kKinds, log_scale()).squared_distance(x, x);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      double expected = 0;
      for (int p = 0; p < 4; ++p) {
        const double difference = p == 1 ? (x(i, p) == x(j, p) ? 0 : 1) : x(i, p) - x(j, p);
        expected += std::pow(difference / std::exp(log_scale()[p]), 2);
      }
      EXPECT_NEAR(squared(i, j), expected, 1e-12);
    }
  }
}

TEST(Metric, ShearsAddParametersToLaterOnes) {
  const MatrixXd x = points();
  const VectorXd d = (x.row(0) - x.row(2)).transpose();  // of the same category
  const VectorXd scale = log_scale().array().exp(), shear = shears();
  const double expected = std::pow(d[0] / scale[0], 2) + std::pow((d[2] + shear[0] * d[0]) / scale[2], 2) +
                          std::pow((d[3] + shear[1] * d[0] + shear[2] * d[2]) / scale[3], 2);
  EXPECT_NEAR(Metric(kKinds, log_scale(), shear).squared_distance(x, x)(0, 2), expected, 1e-12);
}

TEST(Metric, HasTheGradientOfItsWeightedSum) {
  const MatrixXd x = points();
  const MatrixXd weights = (MatrixXd(3, 3) << 0.3, -1, 2, 0.5, 0.1, -0.7, 1.1, 0.9, -0.2).finished();
  VectorXd at(7);
  at << log_scale(), shears();
  const auto value = [&](const VectorXd& values) {
    const Metric metric(kKinds, values.head(4), values.tail(3));
    return (weights.array() * metric.squared_distance(x, x).array()).sum();
  };
  const VectorXd expected = testing::central_differences(value, at, 1e-5);
  const VectorXd gradient = Metric(kKinds, log_scale(), shears()).gradient(x, weights);
  EXPECT_LT((gradient - expected).cwiseAbs().maxCoeff(), 1e-7);
}

TEST(Metric, MapsAPreimageToItsImage) {
  const Metric metric(kKinds, log_scale(), shears());
  VectorXd image(4);
  image << 0.6, 0, 0, 0.8;
  const MatrixXd origin = MatrixXd::Zero(1, 4);
  const MatrixXd moved = metric.preimage(image).transpose();
  EXPECT_NEAR(metric.squared_distance(origin, moved)(0, 0), 1, 1e-12);
}

}  // namespace
}  // namespace apollo::optimizers
