#pragma once
#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "optimizers/kernel.h"

namespace apollo::optimizers {

// A Gaussian process that knows data (Rasmussen and Williams 2006, algorithm 2.1): what regression and
// classification have in common. Its covariance is `signal` times that of the kernel.
struct GaussianProcess {
  Matern52 kernel;
  double mean = 0;                            // of the prior
  double signal = 1;                          // variance of the prior, > 0
  double noise = 0;                           // variance of the next observation's noise, >= 0
  Eigen::MatrixXd inputs = {};                // a row per observation
  Eigen::LLT<Eigen::MatrixXd> cholesky = {};  // of kernel(inputs, inputs) + the observations' noise / signal
  Eigen::VectorXd weights = {};               // cholesky^-1 (observations - mean)
};

// What a process says about a growing list of candidates. Order of calls: add*, then believe*. Must not
// outlive the process.
class Posterior {
 public:
  explicit Posterior(const GaussianProcess& process) : process_(process) {}

  // Appends candidates, an encoded point (encoding.h) per row. O(rows of the data squared) per candidate. Not
  // after believe().
  void add(const Eigen::MatrixXd& candidates);

  // Per candidate, in the order of adding, mean and variance (> 0) of the function's value, without noise.
  const Eigen::VectorXd& mean() const { return mean_; }
  const Eigen::VectorXd& variance() const { return variance_; }

  // Observes the candidate of this number at its mean, with the process' noise, which leaves all means as
  // they are (Ginsbourger et al. 2010, "Kriging Is Well-Suited to Parallelize Optimization": kriging
  // believer).
  void believe(Eigen::Index candidate);

 private:
  const GaussianProcess& process_;
  Eigen::MatrixXd candidates_;
  Eigen::MatrixXd solved_;  // L^-1 kernel(data, candidates), with a row more per candidate believed
  Eigen::VectorXd mean_, variance_;
};

}  // namespace apollo::optimizers
