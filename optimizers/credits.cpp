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
constexpr double kLeastCredit = 2e-4;
// Proposals without gain that each member is taken to have made besides.
constexpr double kPriorProposals = 8;
// With several objectives: what late points of the front add to its hypervolume.
constexpr double kLeastCreditOfFront = 1e-6;

// Relative to the spread of the rewards so far, ascending.
double gain_of(double reward, const std::vector<double>& rewards) {
  if (rewards.empty()) return kLargestGain;
  const double best = rewards.back(), spread = best - rewards[rewards.size() / 2];
  if (reward <= best) return 0;
  return spread > 0 ? std::min(kLargestGain, (reward - best) / spread) : kLargestGain;
}

// Relative to the hypervolume of the front so far.
double gain_of(const Values& values, const std::vector<Values>& front, double volume) {
  const double gain = hypervolume_gain(values, front, Values(values.size()));
  if (volume > 0) return std::min(kLargestGain, gain / volume);
  return gain > 0 || front.empty() ? kLargestGain : 0;
}

}  // namespace

Credits::Credits(std::size_t members, double half_life, double temperature)
    : gains_(members), proposals_(members), half_life_(half_life), temperature_(temperature) {}

void Credits::tell(const std::vector<Trial>& trials, const Owners& owners) {
  const double decay = std::exp2(-static_cast<double>(trials.size()) / half_life_);
  for (double& gain : gains_) gain *= decay;
  for (double& proposals : proposals_) proposals *= decay;
  const std::vector<Values> front = front_.values();
  const double volume = front.empty() ? 0 : hypervolume(front, Values(front.front().size()));
  std::vector<double> gains(gains_.size()), rewards;
  for (const Trial& trial : trials) {
    const auto owner = owners.find(trial.point);
    if (owner != owners.end()) ++proposals_[owner->second];
    if (!trial.usable()) continue;
    rewards.push_back(trial.reward);
    if (!trial.values.empty()) front_.add(trial.id, trial.values);
    if (owner == owners.end()) continue;
    double& gain = gains[owner->second];
    if (trial.values.empty()) {
      gain = std::max(gain, gain_of(trial.reward, rewards_));
    } else {
      gain += gain_of(trial.values, front, volume);
    }
  }
  for (std::size_t i = 0; i < gains_.size(); ++i) gains_[i] += gains[i];
  rewards_.insert(rewards_.end(), rewards.begin(), rewards.end());
  std::sort(rewards_.begin(), rewards_.end());
}

double Credits::of(std::size_t member) const {
  return gains_[member] / (proposals_[member] + kPriorProposals);
}

void Credits::set(std::size_t member, double credit) {
  gains_[member] = credit * kPriorProposals;
  proposals_[member] = 0;
}

std::vector<double> Credits::shares() const {
  double highest = front_.members().empty() ? kLeastCredit : kLeastCreditOfFront, sum = 0;
  for (std::size_t i = 0; i < gains_.size(); ++i) highest = std::max(highest, of(i));
  std::vector<double> result;
  for (std::size_t i = 0; i < gains_.size(); ++i) {
    result.push_back(std::exp(of(i) / highest / temperature_));
    sum += result.back();
  }
  for (double& share : result) share /= sum;
  return result;
}

}  // namespace apollo::optimizers
