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
// Of the range of rewards: what the lowest counts as above it, so that it has a logarithm.
constexpr double kLeastShare = 0.003;
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

Warp::Warp(const Eigen::VectorXd& rewards, double lowest) : targets_(rewards.size()) {
  const auto n = static_cast<std::size_t>(rewards.size());
  std::vector<Eigen::Index> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rewards[a] < rewards[b]; });
  const double highest = rewards[order[n - 1]], range = highest - std::min(lowest, rewards[order[0]]);
  const auto logarithm = [&](double reward) {
    return range > 0 ? std::log1p((reward - highest) / range / (1 + kLeastShare)) : 0;
  };
  const double median = logarithm(rewards[order[n / 2]]);
  const std::size_t upper = n - n / 2;
  double spread = 0;
  for (std::size_t i = n / 2; i < n; ++i) spread += std::pow(logarithm(rewards[order[i]]) - median, 2);
  spread = std::sqrt(spread / static_cast<double>(upper));
  for (std::size_t i = 0; i < n;) {
    std::size_t next = i;  // equal rewards share the middle of their ranks
    while (next < n && rewards[order[next]] == rewards[order[i]]) ++next;
    const double quantile = 0.5 * static_cast<double>(i + next) / static_cast<double>(n);
    const double score = -kSqrt2 * boost::math::erfc_inv(2 * quantile);
    double target = score;
    const double z = logarithm(rewards[order[i]]) - median;
    if (z >= 0 && spread > 0)
      target = z / spread;
    else
      target = std::min(score, 0.0);
    known_.emplace_back(rewards[order[i]], target);
    for (; i < next; ++i) targets_[order[i]] = target;
  }
  const double mean = targets_.mean();
  targets_.array() -= mean;
  double deviation = std::sqrt(targets_.squaredNorm() / static_cast<double>(n));
  if (deviation <= 0) deviation = 1;
  targets_ /= deviation;
  for (auto& [reward, target] : known_) target = (target - mean) / deviation;
}

double Warp::target(double reward) const {
  const auto above = std::lower_bound(known_.begin(), known_.end(), std::pair(reward, -HUGE_VAL));
  if (above == known_.begin()) return above->second;
  const auto& [low, low_target] = *std::prev(above);
  if (above == known_.end()) {
    const double step = known_.size() > 1 ? low_target - std::prev(above, 2)->second : 0;
    return reward > low ? low_target + step : low_target;
  }
  const auto& [high, high_target] = *above;
  return low_target + (high_target - low_target) * ((reward - low) / (high - low));
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
