// Regression, classification and the posterior that they share.
#include "optimizers/gaussian_process.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "optimizers/acquisition.h"
#include "optimizers/classification.h"
#include "optimizers/draw.h"
#include "optimizers/encoding.h"
#include "optimizers/regression.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Data {
  SearchSpace space = testing::mixed_space();
  MatrixXd inputs;
  VectorXd targets, labels;

  explicit Data(int rows) : targets(rows), labels(rows) {
    Generator generator(1);
    std::vector<Point> points;
    for (int i = 0; i < rows; ++i) points.push_back(draw_point(generator, space));
    inputs = encode(space, points);
    for (int i = 0; i < rows; ++i) {
      targets[i] = std::sin(3 * inputs(i, 0)) + (inputs(i, 1) == 1 ? 0.5 : -0.5);
      labels[i] = inputs(i, 0) + 0.2 * inputs(i, 2) > 0.7 ? 1 : -1;
    }
  }
};

// The gradient by central differences of the value, whose error is of the order of the step squared.
template <class Model>
void expect_gradient(Model model, const MatrixXd& inputs, const VectorXd& targets) {
  constexpr double kStep = 1e-4;
  const VectorXd at = model.hyperparameters().values();
  const VectorXd gradient = model.log_posterior(inputs, targets).gradient;
  for (Eigen::Index i = 0; i < at.size(); ++i) {
    const auto value = [&](double offset) {
      VectorXd moved = at;
      moved[i] += offset;
      model.hyperparameters().set(moved);
      return model.log_posterior(inputs, targets).value;
    };
    EXPECT_NEAR(gradient[i], (value(kStep) - value(-kStep)) / (2 * kStep), 1e-4) << "hyper-parameter " << i;
  }
}

TEST(Regression, HasTheGradientOfItsLogPosterior) {
  const Data data(30);
  expect_gradient(Regression(data.space), data.inputs, data.targets);
}

TEST(Regression, HasTheGradientOfItsLogPosteriorWithShears) {
  const SearchSpace space = testing::ordinal_space({10, 10, 10});
  Generator generator(1);
  std::vector<Point> points;
  for (int i = 0; i < 30; ++i) points.push_back(draw_point(generator, space));
  const MatrixXd inputs = encode(space, points);
  const VectorXd targets = (3 * (inputs.col(0) + inputs.col(1) - inputs.col(2))).array().sin();
  Regression model(space, 0.5);
  model.fit(inputs, targets, 3);  // away from no shear
  expect_gradient(model, inputs, targets);
}

TEST(Classification, HasTheGradientOfItsLogPosterior) {
  const Data data(30);
  expect_gradient(Classification(data.space), data.inputs, data.labels);
}

TEST(Regression, FitsUphill) {
  const Data data(30);
  Regression model(data.space);
  const double before = model.log_posterior(data.inputs, data.targets).value;
  model.fit(data.inputs, data.targets, 30);
  EXPECT_GT(model.log_posterior(data.inputs, data.targets).value, before);
}

TEST(Classification, FitsUphill) {
  const Data data(30);
  Classification model(data.space);
  const double before = model.log_posterior(data.inputs, data.labels).value;
  model.fit(data.inputs, data.labels, 30);
  EXPECT_GT(model.log_posterior(data.inputs, data.labels).value, before);
}

// Mean and variance by the textbook's formulas (2.23 and 2.24) with an explicit inverse.
TEST(Posterior, IsThatOfTheFullCovariance) {
  const Data data(20);
  const GaussianProcess process = Regression(data.space).condition(data.inputs, data.targets);
  const MatrixXd candidates = encode(data.space, {{0, 0, 0}, {5, 2, 3}, {2, 1, 1}});
  Posterior posterior(process);
  posterior.add(candidates.topRows(1));
  posterior.add(candidates.bottomRows(2));

  MatrixXd covariance = process.signal * process.kernel(data.inputs, data.inputs);
  covariance.diagonal().array() += process.noise;
  const MatrixXd inverse = covariance.inverse();
  const MatrixXd cross = process.signal * process.kernel(data.inputs, candidates);
  const VectorXd mean = cross.transpose() * inverse * data.targets;
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

TEST(Classification, SeparatesWhatABoundarySeparates) {
  const SearchSpace space = testing::ordinal_space({10, 10});
  std::vector<Point> points, others;
  std::vector<double> labels, expected;
  const auto label = [](const Point& point) { return point[0] + point[1] < 7 ? 1.0 : -1.0; };
  for (std::uint64_t number = 0; number < 100; ++number) {
    const Point point = space.at(number);
    if (number % 3 == 0) {
      points.push_back(point);
      labels.push_back(label(point));
    } else if (std::abs(point[0] + point[1] - 6.5) > 2) {  // not next to the boundary
      others.push_back(point);
      expected.push_back(label(point));
    }
  }
  const MatrixXd inputs = encode(space, points);
  const VectorXd known = VectorXd::Map(labels.data(), static_cast<Eigen::Index>(labels.size()));
  Classification model(space);
  model.fit(inputs, known, 50);
  const GaussianProcess process = model.condition(inputs, known);
  Posterior posterior(process);
  posterior.add(encode(space, others));
  for (std::size_t i = 0; i < others.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double probability = std::exp(log_probability(posterior.mean()[row], posterior.variance()[row]));
    const double right = expected[i] > 0 ? probability : 1 - probability;
    EXPECT_GT(right, 0.7) << others[i][0] << ", " << others[i][1];
  }
}

// All latent values are at the mean before any observation, and pulled up by one label of each kind equally.
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

}  // namespace
}  // namespace apollo::optimizers
