#include "optimizers/selected_regression.h"

#include <algorithm>
#include <cmath>

namespace apollo::optimizers {
namespace {

// The constants here were chosen with the Bayesian strategy on the problems of docs/search.md, and not varied
// on their own.

// Observations after which their weight in the comparison has halved.
constexpr double kHalfLife = 100;
// Nats that one observation may contribute, so that no outlier decides.
constexpr double kMostNats = 1;
// Nats per observation, and after how many observations: on those problems that a process can learn it is 0.5
// or more.
constexpr double kLeastSkill = 0.15, kLeastForetold = 16;

}  // namespace

SelectedRegression::SelectedRegression(const SearchSpace& space, double shear_deviation)
    : axes_(space), sheared_(space, shear_deviation), shear_deviation_(shear_deviation) {}

void SelectedRegression::fit(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets,
                             const std::vector<bool>& is_new, int steps) {
  if (std::find(is_new.begin(), is_new.end(), true) != is_new.end()) compare(inputs, targets, is_new);
  axes_.fit(inputs, targets, steps);
  if (shear_deviation_ > 0) sheared_.fit(inputs, targets, steps);
}

void SelectedRegression::compare(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets,
                                 const std::vector<bool>& is_new) {
  const double decay = std::exp2(-1 / kHalfLife);
  const Eigen::VectorXd axes = axes_.log_predictive(inputs, targets);
  const Eigen::VectorXd sheared = shear_deviation_ > 0 ? sheared_.log_predictive(inputs, targets) : axes;
  for (std::size_t i = 0; i < is_new.size(); ++i) {
    if (!is_new[i]) continue;
    const auto row = static_cast<Eigen::Index>(i);
    const double constant = -0.5 * targets[row] * targets[row];
    advantage_ = decay * advantage_ + std::clamp(sheared[row] - axes[row], -kMostNats, kMostNats);
    skill_ =
        decay * skill_ + std::clamp((is_sheared() ? sheared : axes)[row] - constant, -kMostNats, kMostNats);
    foretold_ = decay * foretold_ + 1;
  }
}

bool SelectedRegression::foretells() const {
  return foretold_ < kLeastForetold || skill_ >= kLeastSkill * foretold_;
}

}  // namespace apollo::optimizers
