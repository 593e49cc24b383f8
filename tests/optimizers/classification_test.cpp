#include "optimizers/classification.h"

#include <gtest/gtest.h>

#include <cmath>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"
#include "tests/optimizers/gradients.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kRows = 30;

struct Labelled {
  SearchSpace space = testing::mixed_space();
  MatrixXd inputs = encode(space, testing::random_points(space, kRows));
  VectorXd labels = VectorXd::NullaryExpr(
      kRows, [this](Index i) { return inputs(i, 0) + 0.2 * inputs(i, 2) > 0.7 ? 1.0 : -1.0; });
};

TEST(Classification, HasTheGradientOfItsLogPosterior) {
  const Labelled data;
  const Classification model(data.space);
  const VectorXd expected = testing::posterior_differences(model, data.inputs, data.labels, 1e-4);
  const VectorXd gradient = model.log_posterior(data.inputs, data.labels).gradient;
  EXPECT_LT((gradient - expected).cwiseAbs().maxCoeff(), 1e-4);
}

TEST(Classification, FitsUphill) {
  const Labelled data;
  EXPECT_GT(testing::gain_of_fit(Classification(data.space), data.inputs, data.labels, 30), 0);
}

// There the slope of the log likelihood, label * density / distribution of label * latent, equals that of the
// prior: covariance^-1 (latent - mean), which are the weights divided by the signal.
TEST(Classification, IsConditionedOnTheModeOfTheLatentValues) {
  const Labelled data;
  const GaussianProcess process = Classification(data.space).condition(data.inputs, data.labels);
  const VectorXd latent =
      (process.kernel(data.inputs, data.inputs) * process.weights()).array() + process.mean;
  for (Index i = 0; i < kRows; ++i) {
    const double u = data.labels[i] * latent[i];
    const double slope = data.labels[i] * std::exp(log_normal_density(u) - log_normal_distribution(u));
    EXPECT_NEAR(process.weights()[i] / process.signal, slope, 1e-5) << i;
  }
}

// Laplace's rule of succession: a share of (ones + 1) / (n + 2).
TEST(Classification, HasTheShareOfOnesAsItsMean) {
  const SearchSpace space = testing::ordinal_space({10});
  const MatrixXd inputs = encode(space, {{0}, {2}, {5}, {9}});
  for (int ones = 0; ones <= 4; ++ones) {
    VectorXd labels = VectorXd::Constant(4, -1);
    labels.head(ones).setOnes();
    const double mean = Classification(space).condition(inputs, labels).mean;
    EXPECT_NEAR(std::exp(log_normal_distribution(mean)), (ones + 1) / 6.0, 1e-12) << ones;
  }
}

TEST(Classification, SeparatesWhatABoundarySeparates) {
  const SearchSpace space = testing::ordinal_space({10, 10});
  const auto label = [](const Point& point) { return point[0] + point[1] < 7 ? 1.0 : -1.0; };
  std::vector<Point> points, others;
  for (std::uint64_t number = 0; number < 100; ++number) {
    const Point point = space.at(number);
    if (number % 3 == 0) {
      points.push_back(point);
    } else if (std::abs(point[0] + point[1] - 6.5) > 2) {  // not next to the boundary
      others.push_back(point);
    }
  }
  const MatrixXd inputs = encode(space, points);
  VectorXd known(inputs.rows());
  for (std::size_t i = 0; i < points.size(); ++i) known[static_cast<Index>(i)] = label(points[i]);
  Classification model(space);
  model.fit(inputs, known, 50);
  const GaussianProcess process = model.condition(inputs, known);
  Posterior posterior(process);
  posterior.add(encode(space, others));
  for (std::size_t i = 0; i < others.size(); ++i) {
    const auto row = static_cast<Index>(i);
    const double probability = std::exp(log_probability(posterior.mean()[row], posterior.variance()[row]));
    const double right = label(others[i]) > 0 ? probability : 1 - probability;
    EXPECT_GT(right, 0.7) << others[i][0] << ", " << others[i][1];
  }
}

TEST(Classification, OfASingleLabelLeansToIt) {
  const SearchSpace space = testing::ordinal_space({10});
  for (const double label : {-1.0, 1.0}) {
    const GaussianProcess process =
        Classification(space).condition(encode(space, {{5}}), VectorXd::Constant(1, label));
    Posterior posterior(process);
    posterior.add(encode(space, {{5}}));
    EXPECT_GT(label * posterior.mean()[0], 0);
  }
}

// The mean of the distribution function of latent values, by Simpson's rule over 10 deviations to each side.
TEST(LogProbability, IsTheMeanOverTheLatentValue) {
  constexpr int kIntervals = 2000;
  constexpr double kReach = 10;
  for (const double mean : {-2.0, 0.0, 1.5}) {
    for (const double deviation : {0.1, 3.0}) {
      const double width = 2 * kReach / kIntervals;
      double sum = 0;
      for (int i = 0; i <= kIntervals; ++i) {
        const double z = -kReach + i * width;
        const double weight = i == 0 || i == kIntervals ? 1 : (i % 2 == 1 ? 4 : 2);
        sum += weight * std::exp(log_normal_density(z) + log_normal_distribution(mean + deviation * z));
      }
      EXPECT_NEAR(std::exp(log_probability(mean, deviation * deviation)), sum * width / 3, 1e-9)
          << mean << ", " << deviation;
    }
  }
}

}  // namespace
}  // namespace apollo::optimizers
