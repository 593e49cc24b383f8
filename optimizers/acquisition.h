#pragma once
#include <Eigen/Core>
#include <utility>
#include <vector>

namespace apollo::optimizers {

// Logarithm of the expected improvement of a normal variable over `best` (Jones et al. 1998, "Efficient
// Global Optimization of Expensive Black-Box Functions"), for maximisation. Finite for all finite arguments,
// so that hopeless candidates can still be compared (Ament et al. 2023, "Unexpected Improvements to Expected
// Improvement"). Any unit, the same for all three. Requires deviation > 0.
double log_expected_improvement(double mean, double deviation, double best);

// Logarithms of density and distribution function of the standard normal distribution; finite for all finite
// z.
double log_normal_density(double z);
double log_normal_distribution(double z);

// Targets for a model of rewards: logarithms of their distance from the lowest reward of all, in units of the
// range, so that neither offset nor scale of the rewards counts; of these, those below the median are
// replaced by the quantiles of a half-normal distribution that continues the upper half, so that bad outliers
// do not hide differences between good ones (Song et al. 2024, "The Vizier Gaussian Process Bandit
// Algorithm": half-rank warping); then shifted and scaled to mean 0 and variance 1. Equal rewards give zeros.
class Warp {
 public:
  // `lowest`: of all rewards, of which these are a part. Requires a reward; all are finite.
  Warp(const Eigen::VectorXd& rewards, double lowest);

  // Per reward, in their order.
  const Eigen::VectorXd& targets() const { return targets_; }
  // Of another reward: between its neighbours' in proportion, and above the highest by the step that led to
  // it.
  double target(double reward) const;

 private:
  Eigen::VectorXd targets_;
  std::vector<std::pair<double, double>> known_;  // rewards and targets, ascending, each reward once
};

// Targets for a model of one of several objectives, whose worst values may lie on the front: logarithms
// shifted by `mean` and divided by `deviation` (> 0), to mean 0 and variance 1. As above, otherwise.
struct LogTargets {
  Eigen::VectorXd targets;
  double mean = 0, deviation = 1;
};
LogTargets log_targets(const Eigen::VectorXd& values);

}  // namespace apollo::optimizers
