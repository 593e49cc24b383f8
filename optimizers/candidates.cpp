#include "optimizers/candidates.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::optimizers {

namespace {

// The number of a point of the front that is only believed.
constexpr std::int64_t kBelieved = std::numeric_limits<std::int64_t>::max();

// Of the deviation of one of several objectives, the share that counts: a front spreads the points that are
// taken, and needs less exploration on top. On ZDT1 and ZDT2 (docs/search.md) 0.4 met more of the front than
// 0.25, 0.6 and 1.
constexpr double kBelievedDeviation = 0.4;

}  // namespace

Candidates::Candidates(const SearchSpace& space, const ConstrainedModel& model, double best_target,
                       const Caution& caution)
    : space_(space),
      model_(model),
      feasibility_(model.feasibility()),
      best_target_(best_target),
      caution_(caution) {
  for (std::size_t k = 0; k < model.objectives(); ++k) rewards_.emplace_back(model.reward(k));
}

Candidates::Candidates(const SearchSpace& space, const ConstrainedModel& model, const ParetoFront& front,
                       const Caution& caution)
    : Candidates(space, model, 0, caution) {
  front_ = front;
  improvement_.emplace(front_.values(), rewards_.size());
}

void Candidates::add(const std::vector<Point>& points) {
  if (points.empty()) return;
  const Eigen::MatrixXd inputs = encode(space_, points);
  forget();
  for (Posterior& reward : rewards_) reward.add(inputs);
  feasibility_.add(inputs);
  points_.insert(points_.end(), points.begin(), points.end());
  const Eigen::VectorXd drift = model_.drift(points);
  drift_.insert(drift_.end(), drift.begin(), drift.end());
  taken_.resize(points_.size());
}

void Candidates::forget() {
  for (Posterior& reward : rewards_) reward.forget();
  feasibility_.forget();
}

void Candidates::observe(const Trial& trial) {
  assert(!improvement_);
  forget();
  const Eigen::RowVectorXd input = encode(space_, {trial.point});
  const auto [mean, variance] = feasibility_.at(input);
  const Sighting seen = sighting(mean, variance, trial.usable() ? 1 : -1);
  feasibility_.observe(input, seen.value, seen.noise);
  if (!trial.usable()) return;
  const double target = model_.warp().target(trial.reward);
  rewards_.front().observe(input, target - model_.drift({trial.point})[0], rewards_.front().process().noise);
  best_target_ = std::max(best_target_, target);
}

void Candidates::drop(const std::function<bool(const Point&)>& is_known) {
  for (std::size_t i = 0; i < points_.size(); ++i) taken_[i] = taken_[i] || is_known(points_[i]);
}

Eigen::VectorXd Candidates::log_mean(Eigen::Index candidate) const {
  Eigen::VectorXd result(static_cast<Eigen::Index>(rewards_.size()));
  for (Eigen::Index k = 0; k < result.size(); ++k) {
    const auto objective = static_cast<std::size_t>(k);
    const LogTargets& scale = model_.log_targets(objective);
    result[k] = scale.mean + scale.deviation * rewards_[objective].mean()[candidate];
  }
  return result;
}

Eigen::VectorXd Candidates::log_deviation(Eigen::Index candidate) const {
  Eigen::VectorXd result(static_cast<Eigen::Index>(rewards_.size()));
  for (Eigen::Index k = 0; k < result.size(); ++k) {
    const auto objective = static_cast<std::size_t>(k);
    result[k] = kBelievedDeviation * model_.log_targets(objective).deviation *
                std::sqrt(rewards_[objective].variance()[candidate]);
  }
  return result;
}

double Candidates::log_improvement(Eigen::Index candidate) const {
  if (improvement_) return improvement_->log_expected(log_mean(candidate), log_deviation(candidate));
  const Posterior& reward = rewards_.front();
  return log_expected_improvement(reward.mean()[candidate] + drift_[static_cast<std::size_t>(candidate)],
                                  std::sqrt(reward.variance()[candidate]), best_target_);
}

double Candidates::score(std::size_t candidate) const {
  const auto i = static_cast<Eigen::Index>(candidate);
  return log_improvement(i) +
         caution_.power() * log_probability(feasibility_.mean()[i], feasibility_.variance()[i]);
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
  believe(*best);
  return points_[*best];
}

void Candidates::expect(const std::vector<Point>& pending) {
  if (pending.empty()) return;
  forget();
  std::vector<Point> others;
  const auto number_of = [&](const Point& point) {
    return std::find(points_.begin(), points_.end(), point) - points_.begin();
  };
  for (const Point& point : pending)
    if (number_of(point) == static_cast<std::ptrdiff_t>(points_.size())) others.push_back(point);
  add(others);
  for (const Point& point : pending) believe(static_cast<std::size_t>(number_of(point)));
}

void Candidates::believe(std::size_t candidate) {
  taken_[candidate] = true;
  const auto row = static_cast<Eigen::Index>(candidate);
  for (Posterior& reward : rewards_) reward.believe(row);
  feasibility_.believe(row);
  if (!improvement_) return;
  const Eigen::VectorXd expected = log_mean(row).array().exp();
  front_.add(kBelieved, Values(expected.begin(), expected.end()));
  improvement_.emplace(front_.values(), rewards_.size());
}

}  // namespace apollo::optimizers
