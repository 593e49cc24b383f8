#pragma once
#include <Eigen/Core>
#include <utility>

#include "optimizers/kernel.h"

namespace apollo::optimizers {

// A Gaussian process that knows data (Rasmussen and Williams 2006, algorithm 2.1): what regression and
// classification have in common. Its covariance is `signal` times that of the kernel.
struct GaussianProcess {
  Matern52 kernel;
  double mean = 0;              // of the prior
  double signal = 1;            // variance of the prior, > 0
  double noise = 0;             // variance of the next observation's noise, >= 0
  Eigen::MatrixXd inputs = {};  // a row per observation
  Eigen::MatrixXd factor =
      {};  // lower: Cholesky's of kernel(inputs, inputs) + the observations' noise / signal
  Eigen::VectorXd whitened = {};  // factor^-1 (observations - mean)

  // Sets factor and whitened from that covariance and from observations - mean. O(rows^3).
  void condition(const Eigen::MatrixXd& covariance, const Eigen::VectorXd& residuals);
  // That covariance^-1 (observations - mean).
  Eigen::VectorXd weights() const;
};

// What a process says about a growing list of candidates, and about what is observed meanwhile. Order of
// calls: (add* observe*)*, then believe*, then forget() and again. Has its own copy of the process.
class Posterior {
 public:
  explicit Posterior(GaussianProcess process) : process_(std::move(process)) {}

  // Appends candidates, an encoded point (encoding.h) per row. O(rows of the data squared) per candidate.
  void add(const Eigen::MatrixXd& candidates);
  // One more observation, at an encoded point, with a noise of this variance: one more row of the Cholesky
  // factor. O(rows of the data * (rows of the data + candidates)).
  void observe(const Eigen::RowVectorXd& input, double value, double noise);

  // The process with what was observed since.
  const GaussianProcess& process() const { return process_; }
  // Mean and variance (> 0) of the function's value at a point, without noise, whether a candidate or not.
  std::pair<double, double> at(const Eigen::RowVectorXd& input) const;
  // Per candidate, in the order of adding.
  Eigen::Ref<const Eigen::VectorXd> mean() const { return mean_.head(count_); }
  Eigen::Ref<const Eigen::VectorXd> variance() const { return variance_.head(count_); }

  // Takes the candidate of this number as observed at its mean, with the process' noise, which leaves all
  // means as they are (Ginsbourger et al. 2010, "Kriging Is Well-Suited to Parallelize Optimization": kriging
  // believer).
  void believe(Eigen::Index candidate);
  // Undoes all of that.
  void forget();

 private:
  Eigen::Index rows() const { return process_.inputs.rows() + believed_; }
  void reserve(Eigen::Index rows, Eigen::Index columns);
  // The last row of solved_ is new: what it takes from the variances.
  void lower_variance(const Eigen::VectorXd& row);

  GaussianProcess process_;
  Eigen::Index count_ = 0, believed_ = 0;
  // All with room for more: candidates, factor^-1 kernel(data, candidates) with a row more per candidate
  // believed, means and variances.
  Eigen::MatrixXd candidates_, solved_;
  Eigen::VectorXd mean_, variance_;
};

}  // namespace apollo::optimizers
