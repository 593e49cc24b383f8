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
// Rows of the first fit, which only has to leave the priors' means: the cost grows with their cube.
constexpr std::size_t kFirstFitRows = 96;

// Observations that a drift takes at least, and the t statistic below which its slope is none: about where
// chance alone is in one of twenty.
constexpr double kLeastForDrift = 8, kCertainT = 2;

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
      regressions_(1, SelectedRegression(space, shear_deviation)),
      classification_(space) {}

// At most `capacity_` of the rows `from`.
std::vector<std::size_t> ConstrainedModel::choose(Generator& generator, std::vector<std::size_t> from,
                                                  const std::vector<Point>& centres,
                                                  const Hyperparameters& hyperparameters) const {
  draw_order(generator, from);
  if (from.size() <= capacity_) return from;
  if (!centres.empty()) {
    const Eigen::MatrixXd inputs = inputs_(from, Eigen::all);
    const Eigen::MatrixXd origins = encode(space_, centres);
    const auto near = static_cast<std::size_t>(kNearShare * static_cast<double>(capacity_));
    const Eigen::MatrixXd distance = hyperparameters.metric().squared_distance(inputs, origins);
    const auto is_near = nearest(distance.rowwise().minCoeff(), near);
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

bool ConstrainedModel::foretells() const {
  return std::any_of(regressions_.begin(), regressions_.end(),
                     [](const SelectedRegression& regression) { return regression.foretells(); });
}

void ConstrainedModel::update(Generator& generator, const Observations& observations,
                              const std::vector<Point>& centres, int fit_steps) {
  assert(!observations.usable().empty());
  regressions_.resize(observations.objectives(), regressions_.front());
  log_targets_.resize(observations.objectives());
  rewards_.clear();
  encode_all(observations);
  for (std::size_t k = 0; k < regressions_.size(); ++k)
    update_reward(k, generator, observations, centres, fit_steps);
  if (fit_steps > 0) fitted_to_ = observations.size();

  const auto rows = choose(generator, observations.all(), centres, classification_.hyperparameters());
  const Eigen::VectorXd labels = observations.labels(rows, -1);
  const Eigen::MatrixXd inputs = inputs_(rows, Eigen::all);
  const auto fitted =
      is_updated() ? inputs.rows() : std::min(inputs.rows(), static_cast<Index>(kFirstFitRows));
  classification_.fit(inputs.topRows(fitted), labels.head(fitted), fit_steps);
  if (!feasibility_) {
    feasibility_ = classification_.condition(inputs, labels);
    return;
  }
  // Newton's method starts at what the last process says of these points.
  const Eigen::VectorXd start = feasibility_->kernel(inputs, feasibility_->inputs) * feasibility_->weights();
  feasibility_ = classification_.condition(inputs, labels, start);
}

void ConstrainedModel::encode_all(const Observations& observations) {
  const std::size_t n = observations.size();
  if (n > static_cast<std::size_t>(inputs_.rows()))
    inputs_.conservativeResize(static_cast<Index>(2 * n), space_.dimensions());
  std::vector<Point> points;
  for (std::size_t i = encoded_; i < n; ++i) points.push_back(observations[i].point);
  inputs_.middleRows(static_cast<Index>(encoded_), static_cast<Index>(n - encoded_)) = encode(space_, points);
  if (expectation_ && n > encoded_) {
    expected_.conservativeResize(inputs_.rows());
    expected_.segment(static_cast<Index>(encoded_), static_cast<Index>(n - encoded_)) =
        expectation_->of(points);
  }
  encoded_ = n;
}

Eigen::VectorXd ConstrainedModel::drift(const std::vector<Point>& points) const {
  if (slope_ == 0) return Eigen::VectorXd::Zero(static_cast<Index>(points.size()));
  return slope_ * (expectation_->of(points).array() - origin_);
}

void ConstrainedModel::fit_drift(const std::vector<std::size_t>& usable, const Eigen::VectorXd& targets) {
  slope_ = 0;
  const auto n = static_cast<double>(usable.size());
  if (!expectation_ || n < kLeastForDrift) return;
  const Eigen::ArrayXd expected = expected_(usable);
  origin_ = expected.mean();
  const Eigen::ArrayXd x = expected - origin_, y = targets.array() - targets.mean();
  const double xx = x.square().sum(), xy = (x * y).sum(), yy = y.square().sum();
  if (xy <= 0 || xx <= 0) return;
  const double slope = xy / xx;
  // Stein's shrinkage of one coefficient, by the square of its t statistic.
  const double of_residuals = std::max(yy - slope * xy, 1e-12 * yy) / (n - 2);
  const double t2 = slope * slope * xx / of_residuals;
  slope_ = slope * std::max(0.0, 1 - kCertainT * kCertainT / t2);
}

void ConstrainedModel::update_reward(std::size_t objective, Generator& generator,
                                     const Observations& observations, const std::vector<Point>& centres,
                                     int fit_steps) {
  SelectedRegression& regression = regressions_[objective];
  const auto usable = choose(generator, observations.usable(), centres, regression.best().hyperparameters());
  std::vector<bool> is_new;
  for (const std::size_t row : usable) is_new.push_back(row >= fitted_to_);
  LogTargets& scaled = log_targets_[objective];
  if (observations.objectives() > 1) {
    scaled = optimizers::log_targets(observations.values(usable, objective));
  } else {
    warp_.emplace(observations.rewards(usable), observations.lowest());
    scaled.targets = warp_->targets();
  }
  if (observations.objectives() == 1) {
    fit_drift(usable, scaled.targets);
    if (slope_ != 0) scaled.targets -= slope_ * (expected_(usable).array() - origin_).matrix();
  }
  const Eigen::MatrixXd inputs = inputs_(usable, Eigen::all);
  if (fit_steps > 0 && usable.size() > kFirstFitRows && !is_updated()) {
    const auto rows = static_cast<Index>(kFirstFitRows);
    regression.fit(inputs.topRows(rows), scaled.targets.head(rows), {}, fit_steps);
  } else if (fit_steps > 0) {
    regression.fit(inputs, scaled.targets, is_new, fit_steps);
  }
  rewards_.push_back(regression.best().condition(inputs, scaled.targets));
}

}  // namespace apollo::optimizers
