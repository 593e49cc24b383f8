#pragma once
#include "optimizers/gaussian_process.h"
#include "optimizers/hyperparameters.h"

namespace apollo::optimizers {

// Gaussian process regression of targets with mean 0 and a variance of about 1. The signal variance is
// integrated out, under an inverse gamma prior with shape and rate 1; the last hyper-parameter is the
// variance of the noise relative to it, log-normal with parameters -4 and 1 (Hvarfner et al. 2024).
class Regression {
 public:
  // Starts at the priors' means. `shear_deviation` >= 0: of the prior of shears, without them if 0
  // (hyperparameters.h).
  explicit Regression(const SearchSpace& space, double shear_deviation = 0);

  // Logarithm of marginal likelihood and prior at the present hyper-parameters, up to a constant, and its
  // gradient (Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", equations 5.8 and 5.9).
  // Here and below a row of `inputs` is an encoded point (encoding.h). O(rows^3). Requires a row.
  LogPosterior log_posterior(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets) const;

  // `steps` steps towards the maximum of log_posterior. O(steps * rows^3). Requires a row.
  void fit(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets, int steps);

  // Per row the logarithm of the density of its target given all other rows, up to a constant that all
  // regressions share (Rasmussen and Williams 2006, equations 5.10 to 5.12). O(rows^3). Requires a row.
  Eigen::VectorXd log_predictive(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets) const;

  // The process under the present hyper-parameters, and with the signal variance whose logarithm has
  // the highest posterior density.
  // O(rows^3). Requires a row.
  GaussianProcess condition(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets) const;

  // The last one is the logarithm of the noise's variance relative to the signal's.
  Hyperparameters& hyperparameters() { return hyperparameters_; }
  const Hyperparameters& hyperparameters() const { return hyperparameters_; }

 private:
  Hyperparameters hyperparameters_;
};

}  // namespace apollo::optimizers
