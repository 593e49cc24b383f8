#include "optimizers/credits.h"

#include <algorithm>
#include <cmath>

namespace apollo::optimizers {
namespace {

// Chosen with the strategy on the problems of docs/search.md, not varied on their own.
// Improvements count up to this, so that the leaps at the start do not outweigh all that follows.
constexpr double kLargestGain = 0.1;
// Credits are scaled by the highest, but at least by this: without improvement all members become equal
// again.
constexpr double kLeastCredit = 2e-3;

}  // namespace

Credits::Credits(std::size_t members, double half_life, double temperature)
    : credits_(members), half_life_(half_life), temperature_(temperature) {}

void Credits::tell(const std::vector<Trial>& trials, const Owners& owners) {
  const double decay = std::exp2(-static_cast<double>(trials.size()) / half_life_);
  for (double& credit : credits_) credit *= decay;
  const std::optional<double> before = best_;
  std::vector<double> gains(credits_.size());
  for (const Trial& trial : trials) {
    if (!trial.usable()) continue;
    best_ = std::max(best_.value_or(0), trial.reward);
    const auto owner = owners.find(trial.point);
    if (owner == owners.end() || (before && trial.reward <= *before)) continue;
    const bool is_ratio = before && *before > 0;
    const double gain = is_ratio ? std::min(kLargestGain, trial.reward / *before - 1) : kLargestGain;
    gains[owner->second] = std::max(gains[owner->second], gain);
  }
  for (std::size_t i = 0; i < credits_.size(); ++i) credits_[i] += gains[i];
}

std::vector<double> Credits::shares() const {
  double highest = kLeastCredit, sum = 0;
  for (const double credit : credits_) highest = std::max(highest, credit);
  std::vector<double> result;
  for (const double credit : credits_) {
    result.push_back(std::exp(credit / highest / temperature_));
    sum += result.back();
  }
  for (double& share : result) share /= sum;
  return result;
}

}  // namespace apollo::optimizers
