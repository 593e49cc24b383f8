#include "optimizers/observations.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace apollo::optimizers {

void Observations::add(const Trial& trial) {
  trials_.push_back(trial);
  objectives_ = std::max(objectives_, trial.values.size());
  if (!trial.usable()) return;
  if (!trial.values.empty()) front_.add(static_cast<std::int64_t>(trials_.size() - 1), trial.values);
  if (usable_.empty() || trial.reward > trials_[best_].reward) best_ = trials_.size() - 1;
  lowest_ = usable_.empty() ? trial.reward : std::min(lowest_, trial.reward);
  usable_.push_back(trials_.size() - 1);
}

std::vector<std::size_t> Observations::all() const {
  std::vector<std::size_t> rows(trials_.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::size_t Observations::best() const {
  assert(!usable_.empty());
  return best_;
}

std::vector<Point> Observations::points(const std::vector<std::size_t>& rows) const {
  std::vector<Point> result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) result.push_back(trials_[row].point);
  return result;
}

Eigen::VectorXd Observations::rewards(const std::vector<std::size_t>& rows) const {
  Eigen::VectorXd result(static_cast<Eigen::Index>(rows.size()));
  for (Eigen::Index i = 0; i < result.size(); ++i)
    result[i] = trials_[rows[static_cast<std::size_t>(i)]].reward;
  return result;
}

Eigen::VectorXd Observations::values(const std::vector<std::size_t>& rows, std::size_t objective) const {
  Eigen::VectorXd result(static_cast<Eigen::Index>(rows.size()));
  for (Eigen::Index i = 0; i < result.size(); ++i)
    result[i] = trials_[rows[static_cast<std::size_t>(i)]].values[objective];
  return result;
}

Eigen::VectorXd Observations::labels(const std::vector<std::size_t>& rows, double unusable) const {
  Eigen::VectorXd result(static_cast<Eigen::Index>(rows.size()));
  for (Eigen::Index i = 0; i < result.size(); ++i) {
    result[i] = trials_[rows[static_cast<std::size_t>(i)]].usable() ? 1.0 : unusable;
  }
  return result;
}

}  // namespace apollo::optimizers
