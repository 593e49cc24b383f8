#include "optimizers/acquisition.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numeric>
#include <vector>

namespace apollo::optimizers {
namespace {

const double kSqrt2 = std::sqrt(2.0);
const double kLogSqrt2Pi = 0.5 * std::log(2 * 3.14159265358979323846);
// Deviations. Below it, exp(-z^2 / 2) is near the end of a double's range; the logarithms of the asymptotic
// forms are off by about 1 / z^2 and 3 / z^2, less than 0.004.
constexpr double kAsymptotic = -30;
// Relative to the highest; smaller ones count as this, so that a reward of 0 has a logarithm.
constexpr double kSmallestReward = 1e-6;

}  // namespace

double log_normal_density(double z) { return -0.5 * z * z - kLogSqrt2Pi; }

double log_normal_distribution(double z) {
  if (z < kAsymptotic) return log_normal_density(z) - std::log(-z);
  return std::log(0.5 * std::erfc(-z / kSqrt2));
}

double log_expected_improvement(double mean, double deviation, double best) {
  const double z = (mean - best) / deviation;
  if (z < kAsymptotic) return std::log(deviation) + log_normal_density(z) - 2 * std::log(-z);
  return std::log(deviation) + std::log(std::exp(log_normal_density(z)) + 0.5 * z * std::erfc(-z / kSqrt2));
}

Eigen::VectorXd warp(const Eigen::VectorXd& rewards) {
  const auto n = static_cast<std::size_t>(rewards.size());
  std::vector<Eigen::Index> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rewards[a] < rewards[b]; });
  const double highest = rewards[order[n - 1]];
  if (highest <= 0) return Eigen::VectorXd::Zero(rewards.size());
  const Eigen::VectorXd logs = (rewards.array() / highest).max(kSmallestReward).log();
  const std::size_t half = n / 2;
  const double median = logs[order[half]];
  double spread = 0;
  for (std::size_t i = half; i < n; ++i) spread += std::pow(logs[order[i]] - median, 2);
  spread = std::sqrt(spread / static_cast<double>(n - half));

  Eigen::VectorXd targets = logs;
  for (std::size_t i = 0; spread > 0 && logs[order[i]] < median;) {
    std::size_t next = i;  // equal rewards share the middle of their ranks
    while (next < n && logs[order[next]] == logs[order[i]]) ++next;
    const double quantile = 0.5 * static_cast<double>(i + next) / static_cast<double>(n);
    const double z = -kSqrt2 * boost::math::erfc_inv(2 * quantile);
    for (; i < next; ++i) targets[order[i]] = median + spread * std::min(z, 0.0);
  }
  targets.array() -= targets.mean();
  const double deviation = std::sqrt(targets.squaredNorm() / static_cast<double>(n));
  if (deviation > 0) targets /= deviation;
  return targets;
}

LogTargets log_targets(const Eigen::VectorXd& values) {
  const double highest = values.maxCoeff();
  if (highest <= 0) return {Eigen::VectorXd::Zero(values.size())};
  LogTargets result;
  result.targets = (values.array() / highest).max(kSmallestReward).log();
  result.mean = result.targets.mean();
  result.targets.array() -= result.mean;
  result.mean += std::log(highest);
  const double deviation = std::sqrt(result.targets.squaredNorm() / static_cast<double>(values.size()));
  if (deviation > 0) {
    result.targets /= deviation;
    result.deviation = deviation;
  }
  return result;
}

}  // namespace apollo::optimizers
