#pragma once
#include <Eigen/Core>
#include <cmath>
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

// Targets for a model of rewards: the quantiles of a normal distribution at their ranks, equal rewards sharing
// the middle of theirs (van der Waerden's scores; as targets: Eriksson and Poloczek 2021, SCBO), with mean 0
// and variance 1. So a search is the same whatever the offset and the scale of the rewards, or any other
// increasing map of them. Equal rewards give zeros.
class Warp {
 public:
  // Requires a reward; all are finite.
  explicit Warp(const Eigen::VectorXd& rewards, double lowest = HUGE_VAL);

  // Per reward, in their order.
  const Eigen::VectorXd& targets() const { return targets_; }
  // Of another reward: between its neighbours' in proportion, and above the highest by one step of the ranks.
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
