#include "optimizers/classification.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>

#include "optimizers/acquisition.h"

namespace apollo::optimizers {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Of the latent variance: e^3 = 20, as labels that a boundary separates make it large. Chosen with the
// strategy on the problems of docs/search.md, not varied on its own.
constexpr Prior kLogSignal = {3, 1.5, -2, 8};
// Newton's method has converged when no latent value changes by more. The posterior is log-concave, so that
// the bound on the steps is for safety only.
constexpr int kMaxNewtonSteps = 20;
constexpr double kNewtonTolerance = 1e-4;
// Keeps its inverse, a variance, in the range of the covariances.
constexpr double kSmallestCurvature = 1e-6;
// Of a label seen as an observation of the latent value: it has the probit's noise, 1, at least.
constexpr double kLeastNoise = 1;

// The latent value whose probability is the share of 1 among the labels, by Laplace's rule of succession:
// (ones + 1) / (n + 2), which is neither 0 nor 1.
double prior_mean(const VectorXd& labels) {
  const double n = static_cast<double>(labels.size());
  const auto ones = static_cast<double>((labels.array() > 0).count());
  return -std::sqrt(2.0) * boost::math::erfc_inv(2 * (ones + 1) / (n + 2));
}

}  // namespace

// Per label the logarithm of its probability given the latent value, and the first three derivatives.
struct Classification::Likelihood {
  ArrayXd value, slope, curvature, third;  // curvature: minus the second derivative

  Likelihood(const ArrayXd& labels, const ArrayXd& latent) {
    value = (labels * latent).unaryExpr(&log_normal_distribution);
    // With u = label * latent and r(u) = density / distribution: r' = -r (u + r).
    const ArrayXd u = labels * latent;
    const ArrayXd ratio =
        u.binaryExpr(value, [](double x, double log_p) { return std::exp(log_normal_density(x) - log_p); });
    slope = labels * ratio;
    curvature = (ratio * (ratio + u)).max(kSmallestCurvature);
    third = labels * ratio * ((2 * ratio + u) * (ratio + u) - 1);
  }
};

// The latent values with the highest posterior density, as the regression that has the same: observations
// latent + slope / curvature with noise 1 / curvature.
struct Classification::Mode {
  double mean;
  Likelihood likelihood;
  Eigen::LLT<MatrixXd> cholesky;  // of covariance + diag(1 / curvature)
  VectorXd weights;  // cholesky^-1 (latent - mean + slope / curvature) = covariance^-1 (latent - mean)
};

Classification::Classification(const SearchSpace& space) : hyperparameters_(space, 0, kLogSignal) {}

Classification::Mode Classification::find_mode(const MatrixXd& covariance, const VectorXd& labels,
                                               VectorXd offset) const {
  const double mean = prior_mean(labels);
  Mode mode{mean, Likelihood(labels, offset.array() + mean), {}, {}};
  for (int step = 0; step < kMaxNewtonSteps; ++step) {
    MatrixXd noisy = covariance;
    noisy.diagonal().array() += mode.likelihood.curvature.inverse();
    mode.cholesky.compute(noisy);
    mode.weights =
        mode.cholesky.solve((offset.array() + mode.likelihood.slope / mode.likelihood.curvature).matrix());
    const VectorXd next = covariance * mode.weights;
    const double change = (next - offset).cwiseAbs().maxCoeff();
    offset = next;
    mode.likelihood = Likelihood(labels, offset.array() + mean);
    if (change < kNewtonTolerance) break;
  }
  return mode;
}

LogPosterior Classification::log_posterior(const MatrixXd& inputs, const VectorXd& labels) const {
  const Index n = inputs.rows();
  const Matern52 kernel(hyperparameters_.metric());
  const double signal = std::exp(hyperparameters_.last());
  const MatrixXd covariance = signal * kernel(inputs, inputs);
  const Mode mode = find_mode(covariance, labels, VectorXd::Zero(n));
  const Likelihood& likelihood = mode.likelihood;

  LogPosterior result;
  result.value = likelihood.value.sum() - 0.5 * mode.weights.dot(covariance * mode.weights) -
                 mode.cholesky.matrixLLT().diagonal().array().log().sum() -
                 0.5 * likelihood.curvature.log().sum();
  // d value / d theta = sum over sensitivity o dK / d theta; the second part is that of the mode's shift.
  const MatrixXd inverse = mode.cholesky.solve(MatrixXd::Identity(n, n));
  const ArrayXd noise = likelihood.curvature.inverse();
  const ArrayXd variance = noise - noise.square() * inverse.diagonal().array();  // of the latent values
  const VectorXd shift = 0.5 * variance * likelihood.third;
  const VectorXd pulled = shift - inverse * (covariance * shift);
  MatrixXd sensitivity = 0.5 * (mode.weights * mode.weights.transpose() - inverse);
  sensitivity += 0.5 * (pulled * mode.weights.transpose() + mode.weights * pulled.transpose());
  result.gradient.resize(hyperparameters_.values().size());
  result.gradient << signal * kernel.gradient(inputs, sensitivity),
      (sensitivity.array() * covariance.array()).sum();
  hyperparameters_.add_prior(result);
  return result;
}

void Classification::fit(const MatrixXd& inputs, const VectorXd& labels, int steps) {
  for (int i = 0; i < steps; ++i) hyperparameters_.climb(log_posterior(inputs, labels).gradient);
}

GaussianProcess Classification::condition(const MatrixXd& inputs, const VectorXd& labels,
                                          const VectorXd& start) const {
  GaussianProcess process{Matern52(hyperparameters_.metric())};
  process.signal = std::exp(hyperparameters_.last());
  const MatrixXd correlation = process.kernel(inputs, inputs);
  const Mode mode = find_mode(process.signal * correlation, labels, start);
  MatrixXd covariance = correlation;
  covariance.diagonal().array() += mode.likelihood.curvature.inverse() / process.signal;
  process.inputs = inputs;
  process.mean = mode.mean;
  // What the mode is the regression of, less the mean: covariance * weights.
  process.condition(covariance, process.signal * (covariance * mode.weights));
  process.noise = 1;  // the probit's
  return process;
}

GaussianProcess Classification::condition(const MatrixXd& inputs, const VectorXd& labels) const {
  return condition(inputs, labels, VectorXd::Zero(labels.size()));
}

Sighting sighting(double mean, double variance, double label) {
  const double deviation = std::sqrt(1 + variance), z = label * mean / deviation;
  const double ratio = std::exp(log_normal_density(z) - log_normal_distribution(z));
  const double curvature = std::max(ratio * (ratio + z), kSmallestCurvature);
  return {mean + label * deviation * ratio / curvature,
          std::max(deviation * deviation / curvature - variance, kLeastNoise)};
}

double log_probability(double mean, double variance) {
  return log_normal_distribution(mean / std::sqrt(1 + variance));
}

}  // namespace apollo::optimizers
