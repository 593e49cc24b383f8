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

// Normal prior of a hyper-parameter, most of which are logarithms.
struct Prior {
  double mean = 0, deviation = 1;  // deviation > 0
  double lowest = 0, highest = 0;  // bounds, which keep covariance matrices well-conditioned
};

// The hyper-parameters of a Gaussian process and how they are fitted: those of the metric, that is the
// logarithm of one length scale per parameter and the shears, then the logarithm of one more quantity. Length
// scales are log-normal with parameters sqrt(2) + log(dimensions) / 2 and sqrt(3) (Hvarfner et al. 2024,
// "Vanilla Bayesian Optimization Performs Great in High Dimensions"), shears normal around 0.
class Hyperparameters {
 public:
  // Starts at length scales of half the diagonal of the encoded space, no shear, and the last one's prior
  // mean. `shear_deviation` >= 0: of the shears' prior; 0: no shears. `last`: prior of the last one.
  Hyperparameters(const SearchSpace& space, double shear_deviation, const Prior& last);

  // The metric with the present length scales and shears.
  Metric metric() const;
  // The last one, a logarithm.
  double last() const { return values_[values_.size() - 1]; }
  // All, in the order above: one per parameter, one per entry of Metric::entries if there are shears, the
  // last.
  void set(const Eigen::VectorXd& values) { values_ = values; }  // as many as there are
  const Eigen::VectorXd& values() const { return values_; }

  // Adds the logarithm of the prior, up to a constant, to the value and its gradient, which has one component
  // per hyper-parameter.
  void add_prior(LogPosterior& posterior) const;
  // One step of Rprop along a gradient by values(), within the priors' bounds.
  void climb(const Eigen::VectorXd& gradient) { rprop_.step(gradient, values_); }

 private:
  std::vector<Parameter::Kind> kinds_;
  std::vector<Prior> priors_;
  Eigen::VectorXd values_;
  Rprop rprop_;
};

}  // namespace apollo::optimizers
