#include "optimizers/selected_regression.h"

#include <algorithm>
#include <cmath>

namespace apollo::optimizers {
namespace {

// Observations after which their weight in the comparison has halved.
constexpr double half_life = 100;
// Nats that one observation may contribute, so that no outlier decides.
constexpr double most_advantage = 1;

}  // namespace

SelectedRegression::SelectedRegression(const SearchSpace& space, double shear_deviation)
    : axes_(space), sheared_(space, shear_deviation), shear_deviation_(shear_deviation) {}

void SelectedRegression::fit(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets,
                             const std::vector<bool>& is_new, int steps) {
  if (shear_deviation_ > 0) {
    const Eigen::VectorXd difference =
        sheared_.log_predictive(inputs, targets) - axes_.log_predictive(inputs, targets);
    for (std::size_t i = 0; i < is_new.size(); ++i) {
      if (!is_new[i]) continue;
      const double nats = difference[static_cast<Eigen::Index>(i)];
      advantage_ = std::exp2(-1 / half_life) * advantage_ + std::clamp(nats, -most_advantage, most_advantage);
    }
    sheared_.fit(inputs, targets, steps);
  }
  axes_.fit(inputs, targets, steps);
}

}  // namespace apollo::optimizers
