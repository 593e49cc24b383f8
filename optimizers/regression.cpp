#include "optimizers/regression.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace apollo::optimizers {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Weak, and most likely 1, the targets' variance, on a logarithmic scale.
constexpr double kPriorShape = 1, kPriorRate = 1;
// As Hvarfner et al. 2024; the bounds are seven and five deviations away.
constexpr Prior kLogNoise = {-4, 1, -11, 1};

// The signal variance whose logarithm has the highest posterior density: rate / shape of the posterior, an
// inverse gamma distribution. `fit` is targets' K^-1 targets.
double signal_variance(double fit, Index rows) {
  return (kPriorRate + fit / 2) / (kPriorShape + static_cast<double>(rows) / 2);
}

}  // namespace

Regression::Regression(const SearchSpace& space, double shear_deviation)
    : hyperparameters_(space, shear_deviation, kLogNoise) {}

LogPosterior Regression::log_posterior(const MatrixXd& inputs, const VectorXd& targets) const {
  const Index n = inputs.rows();
  const double noise = std::exp(hyperparameters_.last());
  const Matern52 kernel(hyperparameters_.metric());
  MatrixXd covariance = kernel(inputs, inputs);
  covariance.diagonal().array() += noise;
  const Eigen::LLT<MatrixXd> cholesky(covariance);
  const VectorXd weights = cholesky.solve(targets);
  const double fit = targets.dot(weights);

  LogPosterior result;
  result.value = -(kPriorShape + static_cast<double>(n) / 2) * std::log(kPriorRate + fit / 2) -
                 cholesky.matrixLLT().diagonal().array().log().sum();
  // d value / d theta = sum over sensitivity o dK / d theta
  const MatrixXd sensitivity = 0.5 * (weights * weights.transpose() / signal_variance(fit, n) -
                                      cholesky.solve(MatrixXd::Identity(n, n)));
  result.gradient.resize(hyperparameters_.values().size());
  result.gradient << kernel.gradient(inputs, sensitivity), noise * sensitivity.trace();
  hyperparameters_.add_prior(result);
  return result;
}

VectorXd Regression::log_predictive(const MatrixXd& inputs, const VectorXd& targets) const {
  const GaussianProcess process = condition(inputs, targets);
  const Index n = inputs.rows();
  const MatrixXd whitening = process.factor.triangularView<Eigen::Lower>().solve(MatrixXd::Identity(n, n));
  const Eigen::ArrayXd precision = whitening.colwise().squaredNorm().transpose().array() / process.signal;
  const VectorXd weights = process.weights();
  // The error of the prediction is weight / (signal * precision), its variance 1 / precision.
  return 0.5 * precision.log() -
         0.5 * weights.array().square() / (precision * process.signal * process.signal);
}

void Regression::fit(const MatrixXd& inputs, const VectorXd& targets, int steps) {
  for (int i = 0; i < steps; ++i) hyperparameters_.climb(log_posterior(inputs, targets).gradient);
}

GaussianProcess Regression::condition(const MatrixXd& inputs, const VectorXd& targets) const {
  GaussianProcess process{Matern52(hyperparameters_.metric())};
  const double noise = std::exp(hyperparameters_.last());
  MatrixXd covariance = process.kernel(inputs, inputs);
  covariance.diagonal().array() += noise;
  process.inputs = inputs;
  process.condition(covariance, targets);
  process.signal = signal_variance(process.whitened.squaredNorm(), inputs.rows());
  process.noise = noise * process.signal;
  return process;
}

}  // namespace apollo::optimizers
