#pragma once
#include <Eigen/Core>

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

// Targets for a model of rewards, which are not negative: their logarithms, as rewards are ratios; of these,
// those below the median are replaced by the quantiles of a half-normal distribution that continues the upper
// half, so that bad outliers do not hide differences between good ones (Song et al. 2024, "The Vizier
// Gaussian Process Bandit Algorithm": half-rank warping); then shifted and scaled to mean 0 and variance 1.
// Equal rewards give zeros. The order of rewards is kept, but those below a millionth of the highest count as
// equal. Requires a reward; all are finite and not negative.
Eigen::VectorXd warp(const Eigen::VectorXd& rewards);

// Targets for a model of one of several objectives, whose worst values may lie on the front: logarithms
// shifted by `mean` and divided by `deviation` (> 0), to mean 0 and variance 1. As above, otherwise.
struct LogTargets {
  Eigen::VectorXd targets;
  double mean = 0, deviation = 1;
};
LogTargets log_targets(const Eigen::VectorXd& values);

}  // namespace apollo::optimizers
