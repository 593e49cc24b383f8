#include "optimizers/constrained_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::optimizers {
namespace {

using Eigen::Index;

constexpr double near_share = 0.667;

}  // namespace

ConstrainedModel::ConstrainedModel(const SearchSpace& space, int capacity, double shear_deviation)
    : space_(space),
      capacity_(static_cast<std::size_t>(capacity)),
      regression_(space, shear_deviation),
      classification_(space) {}

std::vector<std::size_t> ConstrainedModel::choose(Generator& generator, const Observations& observations,
                                                  const std::vector<std::size_t>& from, const Point* centre,
                                                  const Hyperparameters& hyperparameters) const {
  std::vector<std::size_t> chosen = from;
  draw_order(generator, chosen);
  if (chosen.size() <= capacity_) return chosen;
  if (centre != nullptr) {
    std::vector<Point> points;
    for (const std::size_t i : chosen) points.push_back(observations[i].point);
    const Eigen::MatrixXd inputs = encode(space_, points), origin = encode(space_, {*centre});
    const Eigen::VectorXd distance = hyperparameters.metric().squared_distance(inputs, origin);
    std::vector<std::size_t> order(chosen.size());
    std::iota(order.begin(), order.end(), 0);
    const std::size_t near = static_cast<std::size_t>(near_share * static_cast<double>(capacity_));
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(near), order.end(),
                     [&](std::size_t a, std::size_t b) {
                       const double x = distance[static_cast<Index>(a)], y = distance[static_cast<Index>(b)];
                       return x < y || (x == y && a < b);
                     });
    std::vector<bool> is_near(chosen.size());
    for (std::size_t i = 0; i < near; ++i) is_near[order[i]] = true;
    std::vector<std::size_t> local;
    std::size_t far = 0;
    for (std::size_t i = 0; i < chosen.size(); ++i) {  // in random order
      if (is_near[i] || far++ < capacity_ - near) local.push_back(chosen[i]);
    }
    chosen = std::move(local);
  }
  chosen.resize(capacity_);
  return chosen;
}

void ConstrainedModel::update(Generator& generator, const Observations& observations, const Point* centre,
                              int fit_steps) {
  assert(!observations.usable().empty());
  const auto points_of = [&](const std::vector<std::size_t>& rows) {
    std::vector<Point> points;
    for (const std::size_t i : rows) points.push_back(observations[i].point);
    return encode(space_, points);
  };

  const auto usable =
      choose(generator, observations, observations.usable(), centre, regression_.best().hyperparameters());
  Eigen::VectorXd rewards(usable.size());
  std::vector<bool> is_new(usable.size());
  for (std::size_t i = 0; i < usable.size(); ++i) {
    rewards[static_cast<Index>(i)] = observations[usable[i]].reward;
    is_new[i] = usable[i] >= fitted_to_;
  }
  fitted_to_ = observations.size();
  const Eigen::VectorXd targets = warp(rewards);
  best_target_ = targets.maxCoeff();
  const Eigen::MatrixXd usable_inputs = points_of(usable);
  regression_.fit(usable_inputs, targets, is_new, fit_steps);
  reward_ = regression_.best().condition(usable_inputs, targets);

  std::vector<std::size_t> all(observations.size());
  std::iota(all.begin(), all.end(), 0);
  all = choose(generator, observations, all, centre, classification_.hyperparameters());
  Eigen::VectorXd labels(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    labels[static_cast<Index>(i)] = observations[all[i]].usable() ? 1.0 : -1.0;
  }
  const Eigen::MatrixXd inputs = points_of(all);
  classification_.fit(inputs, labels, fit_steps);
  feasibility_ = classification_.condition(inputs, labels);
}

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
  const auto i = static_cast<Index>(candidate);
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
  const auto row = static_cast<Index>(*best);
  reward_.believe(row);
  feasibility_.believe(row);
  return points_[*best];
}

}  // namespace apollo::optimizers
