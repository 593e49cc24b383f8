#pragma once
#include "optimizers/gaussian_process.h"
#include "optimizers/hyperparameters.h"

namespace apollo::optimizers {

// Gaussian process classification: the probability of label 1 is the normal distribution function of a latent
// Gaussian process, whose posterior is approximated by Laplace's method (Rasmussen and Williams 2006,
// sections 3.4 and 5.5.1). The last hyper-parameter is the latent process' variance; labels that a smooth
// boundary separates make it large. The latent mean is that of the share of 1 among the labels.
class Classification {
 public:
  // Starts at the priors' means (hyperparameters.h).
  explicit Classification(const SearchSpace& space);

  // Approximate logarithm of marginal likelihood and prior at the present hyper-parameters, up to a constant,
  // and its gradient (ibid., algorithm 5.1). Here and below a row of `inputs` is an encoded point
  // (encoding.h), and labels are -1 or 1. O(rows^3). Requires a row.
  LogPosterior log_posterior(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& labels) const;

  // `steps` steps towards the maximum of log_posterior. O(steps * rows^3). Requires a row.
  void fit(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& labels, int steps);

  // The latent process under the present hyper-parameters; its noise is the probit's, 1. O(rows^3). Requires
  // a row.
  GaussianProcess condition(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& labels) const;
  // The same, where Newton's method starts at latent values of mean + `start`, a value per row: near them it
  // takes fewer steps.
  GaussianProcess condition(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& labels,
                            const Eigen::VectorXd& start) const;

  // The last one is the logarithm of the latent process' variance.
  Hyperparameters& hyperparameters() { return hyperparameters_; }

 private:
  struct Likelihood;
  struct Mode;
  Mode find_mode(const Eigen::MatrixXd& covariance, const Eigen::VectorXd& labels,
                 Eigen::VectorXd offset) const;

  Hyperparameters hyperparameters_;
};

// One more label, -1 or 1, of a latent value with this mean and variance, as the observation with normal
// noise after which the latent value has the right mean and variance (assumed density filtering: ibid.,
// equations 3.58 and 3.59).
struct Sighting {
  double value = 0, noise = 1;
};
Sighting sighting(double mean, double variance, double label);

// Logarithm of the probability of label 1, given mean and variance (>= 0) of the latent process (ibid.,
// equation 3.25). Finite.
double log_probability(double mean, double variance);

}  // namespace apollo::optimizers
