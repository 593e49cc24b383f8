#include "optimizers/hypervolume_improvement.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace apollo::optimizers {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Of an expected improvement, so that its logarithm is finite.
constexpr double kLeastImprovement = 1e-300;

double normal_distribution(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// E[max(0, value - bound)].
double expected_excess(double log_mean, double log_deviation, double bound) {
  const double mean = std::exp(log_mean);
  if (bound <= 0) return mean;
  if (std::isinf(bound)) return 0;
  const double z = (log_mean - std::log(bound)) / log_deviation - 0.5 * log_deviation;
  return std::max(0.0, mean * normal_distribution(z + log_deviation) - bound * normal_distribution(z));
}

// The least crowded points, of a long front.
std::vector<Values> shortened(const std::vector<Values>& front, std::size_t most) {
  if (front.size() <= most) return front;
  const std::vector<double> fitness = crowded_fitness(front);
  std::vector<std::size_t> order(front.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return fitness[a] > fitness[b]; });
  std::vector<Values> result;
  for (std::size_t i = 0; i < most; ++i) result.push_back(front[order[i]]);
  return result;
}

}  // namespace

std::size_t longest_front(std::size_t objectives) {
  return objectives == 2 ? 256 : objectives == 3 ? 64 : 24;
}

std::vector<OpenBox> open_boxes(std::vector<Values> front, std::size_t dimensions) {
  const std::size_t last = dimensions - 1;
  std::sort(front.begin(), front.end(), [&](const Values& a, const Values& b) { return a[last] > b[last]; });
  if (dimensions == 1) return {{{front.empty() ? 0 : front.front()[0]}, {kInfinity}}};
  std::vector<OpenBox> result;
  std::map<OpenBox, double> open;  // of the other objectives, and up to where in the last
  const auto close = [&](const OpenBox& box, double from, double to) {
    if (from >= to) return;
    result.push_back(box);
    result.back().lowest.push_back(from);
    result.back().highest.push_back(to);
  };
  for (const OpenBox& box : open_boxes({}, last)) open.emplace(box, kInfinity);
  for (std::size_t i = 0; i < front.size(); ++i) {
    const double level = front[i][last];
    const std::vector<Values> above(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    std::map<OpenBox, double> next;
    for (const OpenBox& box : open_boxes(above, last)) {
      const auto same = open.find(box);
      next.emplace(box, same == open.end() ? level : same->second);
    }
    for (const auto& [box, to] : open)
      if (next.count(box) == 0) close(box, level, to);
    open = std::move(next);
  }
  for (const auto& [box, to] : open) close(box, 0, to);
  return result;
}

HypervolumeImprovement::HypervolumeImprovement(const std::vector<Values>& front, std::size_t objectives) {
  assert(objectives >= 2);
  const std::vector<OpenBox> boxes = open_boxes(shortened(front, longest_front(objectives)), objectives);
  bounds_.resize(objectives);
  for (std::size_t k = 0; k < objectives; ++k) {
    std::vector<double>& bounds = bounds_[k];
    for (const OpenBox& box : boxes) bounds.insert(bounds.end(), {box.lowest[k], box.highest[k]});
    std::sort(bounds.begin(), bounds.end());
    bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  }
  for (const OpenBox& box : boxes) {
    Box numbers;
    for (std::size_t k = 0; k < objectives; ++k) {
      const auto number = [&](double bound) {
        const auto found = std::lower_bound(bounds_[k].begin(), bounds_[k].end(), bound);
        return static_cast<std::size_t>(found - bounds_[k].begin());
      };
      numbers.lowest.push_back(number(box.lowest[k]));
      numbers.highest.push_back(number(box.highest[k]));
    }
    boxes_.push_back(std::move(numbers));
  }
}

double HypervolumeImprovement::log_expected(const Eigen::VectorXd& log_mean,
                                            const Eigen::VectorXd& log_deviation) const {
  std::vector<std::vector<double>> excess(bounds_.size());
  for (std::size_t k = 0; k < bounds_.size(); ++k) {
    const auto row = static_cast<Eigen::Index>(k);
    for (const double bound : bounds_[k])
      excess[k].push_back(expected_excess(log_mean[row], log_deviation[row], bound));
  }
  double sum = 0;
  for (const Box& box : boxes_) {
    double product = 1;
    for (std::size_t k = 0; k < excess.size() && product > 0; ++k)
      product *= std::max(0.0, excess[k][box.lowest[k]] - excess[k][box.highest[k]]);
    sum += product;
  }
  return std::log(std::max(sum, kLeastImprovement));
}

}  // namespace apollo::optimizers
