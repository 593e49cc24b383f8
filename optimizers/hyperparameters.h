#pragma once
#include <Eigen/Core>
#include <vector>

#include "optimizers/metric.h"
#include "optimizers/rprop.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// Something to maximise, up to a constant, and its gradient.
struct LogPosterior {
  double value = 0;
  Eigen::VectorXd gradient;
};

// Normal prior of a logarithm.
struct Prior {
  double mean = 0, deviation = 1;
  double lowest = 0, highest = 0;  // bounds, which keep covariance matrices well-conditioned
};

// The hyper-parameters of a Gaussian process and how they are fitted: those of the metric, that is the
// logarithm of one length scale per parameter and the shears, then the logarithm of one more quantity. Length
// scales are log-normal with parameters sqrt(2) + log(dimensions) / 2 and sqrt(3) (Hvarfner et al. 2024,
// "Vanilla Bayesian Optimization Performs Great in High Dimensions"), shears normal around 0.
class Hyperparameters {
 public:
  // Starts at length scales of half the space's diagonal, no shear, and the last one's prior mean. A
  // `shear_deviation` of 0: no shears.
  Hyperparameters(const SearchSpace& space, double shear_deviation, const Prior& last);

  Metric metric() const;
  double last() const { return values_[values_.size() - 1]; }
  void set(const Eigen::VectorXd& values) { values_ = values; }
  const Eigen::VectorXd& values() const { return values_; }

  // Adds the logarithm of the prior, up to a constant.
  void add_prior(LogPosterior& posterior) const;
  // One step of Rprop.
  void climb(const Eigen::VectorXd& gradient) { rprop_.step(gradient, values_); }

 private:
  std::vector<Parameter::Kind> kinds_;
  std::vector<Prior> priors_;
  Eigen::VectorXd values_;
  Rprop rprop_;
};

}  // namespace apollo::optimizers
