#include "optimizers/candidates.h"

#include <cmath>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::optimizers {

Candidates::Candidates(const SearchSpace& space, const ConstrainedModel& model, double best_target,
                       double caution)
    : space_(space),
      reward_(model.reward()),
      feasibility_(model.feasibility()),
      best_target_(best_target),
      caution_(caution) {}

void Candidates::add(const std::vector<Point>& points) {
  if (points.empty()) return;
  const Eigen::MatrixXd inputs = encode(space_, points);
  reward_.add(inputs);
  feasibility_.add(inputs);
  points_.insert(points_.end(), points.begin(), points.end());
  taken_.resize(points_.size());
}

double Candidates::score(std::size_t candidate) const {
  const auto i = static_cast<Eigen::Index>(candidate);
  return log_expected_improvement(reward_.mean()[i], std::sqrt(reward_.variance()[i]), best_target_) +
         caution_ * log_probability(feasibility_.mean()[i], feasibility_.variance()[i]);
}

std::optional<Point> Candidates::take_best() {
  std::optional<std::size_t> best;
  double best_score = 0;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (taken_[i]) continue;
    const double value = score(i);
    if (!best || value > best_score) {
      best = i;
      best_score = value;
    }
  }
  if (!best) return std::nullopt;
  taken_[*best] = true;
  const auto row = static_cast<Eigen::Index>(*best);
  reward_.believe(row);
  feasibility_.believe(row);
  return points_[*best];
}

}  // namespace apollo::optimizers
