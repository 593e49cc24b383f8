#include "optimizers/caution.h"

#include <algorithm>
#include <cmath>

namespace apollo::optimizers {
namespace {

// Change of the power's logarithm per proposal if all or none of the share aimed at is missed, and its
// bound. Chosen with the strategy on the problems of docs/search.md, not varied on their own.
constexpr double kRate = 0.1, kHighestLogPower = 5;

}  // namespace

double Caution::power() const { return std::exp(log_power_); }

void Caution::adapt(bool usable) {
  log_power_ += kRate * (usable_share_ - (usable ? 1 : 0));
  log_power_ = std::clamp(log_power_, 0.0, kHighestLogPower);
}

}  // namespace apollo::optimizers
