#include "optimizers/constrained_model.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::optimizers {
namespace {

using Eigen::Index;

// Of a process' observations, those nearest to the centre; the others let it see the rest of the space. Not
// tuned.
constexpr double kNearShare = 0.667;

// Which `count` rows have the smallest distances, the first of equals; requires count < rows.
std::vector<bool> nearest(const Eigen::VectorXd& distance, std::size_t count) {
  std::vector<std::size_t> order(static_cast<std::size_t>(distance.size()));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     const double x = distance[static_cast<Index>(a)], y = distance[static_cast<Index>(b)];
                     return x < y || (x == y && a < b);
                   });
  std::vector<bool> result(order.size());
  for (std::size_t i = 0; i < count; ++i) result[order[i]] = true;
  return result;
}

}  // namespace

ConstrainedModel::ConstrainedModel(const SearchSpace& space, int capacity, double shear_deviation)
    : space_(space),
      capacity_(static_cast<std::size_t>(capacity)),
      regression_(space, shear_deviation),
      classification_(space) {}

// At most `capacity_` of the rows `from`.
std::vector<std::size_t> ConstrainedModel::choose(Generator& generator, const Observations& observations,
                                                  std::vector<std::size_t> from, const Point* centre,
                                                  const Hyperparameters& hyperparameters) const {
  draw_order(generator, from);
  if (from.size() <= capacity_) return from;
  if (centre != nullptr) {
    const Eigen::MatrixXd inputs = encode(space_, observations.points(from));
    const Eigen::MatrixXd origin = encode(space_, {*centre});
    const auto near = static_cast<std::size_t>(kNearShare * static_cast<double>(capacity_));
    const auto is_near = nearest(hyperparameters.metric().squared_distance(inputs, origin), near);
    std::vector<std::size_t> local;
    std::size_t far = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {  // in random order
      if (is_near[i] || far++ < capacity_ - near) local.push_back(from[i]);
    }
    from = std::move(local);
  }
  from.resize(capacity_);
  return from;
}

void ConstrainedModel::update(Generator& generator, const Observations& observations, const Point* centre,
                              int fit_steps) {
  assert(!observations.usable().empty());
  const auto usable =
      choose(generator, observations, observations.usable(), centre, regression_.best().hyperparameters());
  std::vector<bool> is_new;
  for (const std::size_t row : usable) is_new.push_back(row >= fitted_to_);
  fitted_to_ = observations.size();
  const Eigen::VectorXd targets = warp(observations.rewards(usable));
  best_target_ = targets.maxCoeff();
  const Eigen::MatrixXd usable_inputs = encode(space_, observations.points(usable));
  regression_.fit(usable_inputs, targets, is_new, fit_steps);
  reward_ = regression_.best().condition(usable_inputs, targets);

  const auto rows =
      choose(generator, observations, observations.all(), centre, classification_.hyperparameters());
  const Eigen::VectorXd labels = observations.labels(rows, -1);
  const Eigen::MatrixXd inputs = encode(space_, observations.points(rows));
  classification_.fit(inputs, labels, fit_steps);
  feasibility_ = classification_.condition(inputs, labels);
}

}  // namespace apollo::optimizers
