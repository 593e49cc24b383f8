#include "optimizers/rprop.h"

#include <algorithm>
#include <utility>

namespace apollo::optimizers {
namespace {

// Factors by Igel and Huesken 2000. The bounds of a step are for what is fitted here, mostly
// logarithms: half a unit is a large step, a thousandth more exact than needed.
constexpr double kGrowth = 1.2, kShrinkage = 0.5, kLargestStep = 0.5, kSmallestStep = 1e-3;

}  // namespace

Rprop::Rprop(Eigen::VectorXd lowest, Eigen::VectorXd highest, double first_step)
    : lowest_(std::move(lowest)),
      highest_(std::move(highest)),
      step_(Eigen::VectorXd::Constant(lowest_.size(), first_step)),
      previous_(Eigen::VectorXd::Zero(lowest_.size())) {}

void Rprop::step(const Eigen::VectorXd& gradient, Eigen::VectorXd& value) {
  for (Eigen::Index i = 0; i < value.size(); ++i) {
    const double agreement = gradient[i] * previous_[i];
    previous_[i] = agreement < 0 ? 0 : gradient[i];
    if (agreement > 0) step_[i] = std::min(step_[i] * kGrowth, kLargestStep);
    if (agreement < 0) step_[i] = std::max(step_[i] * kShrinkage, kSmallestStep);
    if (previous_[i] > 0) value[i] = std::min(value[i] + step_[i], highest_[i]);
    if (previous_[i] < 0) value[i] = std::max(value[i] - step_[i], lowest_[i]);
  }
}

}  // namespace apollo::optimizers
