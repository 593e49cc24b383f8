#include "optimizers/trust_region.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace apollo::optimizers {
namespace {

// As in TuRBO.
constexpr double kFirstLength = 0.8, kLargestLength = 1.6;
constexpr int kSuccessesToGrow = 3;
// Of at least two unbounded parameters any two may change together.
constexpr int kLeastUnboundedChanges = 2;
// Binary logarithm of the shortest step by a metric, whose unit is a length scale. Chosen with the strategy
// on the problems of docs/search.md, not varied on its own.
constexpr double kShortestLogStep = -6;

int half_width(const Parameter& parameter, double length) {
  return std::max(1, static_cast<int>(std::lround(0.5 * length * (parameter.size() - 1))));
}

}  // namespace

TrustRegion::TrustRegion(const SearchSpace& space, Point centre, int failures)
    : space_(space), centre_(std::move(centre)), failures_to_shrink_(failures), length_(kFirstLength) {}

int TrustRegion::lowest(std::size_t p) const {
  const Parameter& parameter = space_.parameters()[p];
  if (parameter.kind == Parameter::Kind::categorical) return 0;
  return std::max(0, centre_[p] - half_width(parameter, length_));
}

int TrustRegion::highest(std::size_t p) const {
  const Parameter& parameter = space_.parameters()[p];
  if (parameter.kind == Parameter::Kind::categorical) return parameter.size() - 1;
  return std::min(parameter.size() - 1, centre_[p] + half_width(parameter, length_));
}

bool TrustRegion::box_contains(const Point& point) const {
  for (std::size_t p = 0; p < point.size(); ++p) {
    if (point[p] < lowest(p) || point[p] > highest(p)) return false;
  }
  return true;
}

int TrustRegion::max_unbounded_changes() const {
  const int dimensions = space_.dimensions();
  return std::min(dimensions,
                  std::max(kLeastUnboundedChanges, static_cast<int>(std::lround(length_ * dimensions))));
}

void TrustRegion::move(Point centre) { centre_ = std::move(centre); }

void TrustRegion::succeed(Point centre) {
  move(std::move(centre));
  failures_ = 0;
  if (++successes_ < kSuccessesToGrow) return;
  successes_ = 0;
  length_ = std::min(2 * length_, kLargestLength);
}

void TrustRegion::fail(int trials) {
  successes_ = 0;
  failures_ += trials;
  if (failures_ < failures_to_shrink_) return;
  failures_ = 0;
  const auto& parameters = space_.parameters();
  const bool smallest =
      max_unbounded_changes() == std::min(kLeastUnboundedChanges, space_.dimensions()) &&
      std::all_of(parameters.begin(), parameters.end(), [&](const Parameter& parameter) {
        return parameter.kind == Parameter::Kind::categorical || half_width(parameter, length_) == 1;
      });
  if (smallest) collapsed_ = true;
  length_ /= 2;
}

Point TrustRegion::draw(Generator& generator) const {
  std::vector<std::size_t> order(centre_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  draw_order(generator, order);
  auto changes = 1 + draw_below(generator, order.size());
  int unbounded = max_unbounded_changes();
  Point point = centre_;
  for (const std::size_t p : order) {
    const int first = lowest(p), others = highest(p) - first;
    if (others == 0) continue;
    if (others + 1 == space_.parameters()[p].size() && unbounded-- <= 0) continue;
    const int drawn = first + draw_index(generator, others);
    point[p] = drawn < centre_[p] ? drawn : drawn + 1;
    if (--changes == 0) break;
  }
  return point;
}

Point TrustRegion::draw_along(Generator& generator, const Metric& metric, const Point& from) const {
  Eigen::VectorXd image(space_.dimensions());
  const double length = std::exp2(kShortestLogStep * draw_unit(generator));
  for (double& x : image) x = length * (2 * draw_unit(generator) - 1);
  const Eigen::VectorXd move = metric.preimage(image);
  Point point = from;
  for (std::size_t p = 0; p < point.size(); ++p) {
    const Parameter& parameter = space_.parameters()[p];
    if (parameter.kind == Parameter::Kind::categorical) {
      if (draw_unit(generator) < 1.0 / space_.dimensions())
        point[p] = draw_index(generator, parameter.size());
      continue;
    }
    const double to = point[p] + move[static_cast<Eigen::Index>(p)] * (parameter.size() - 1);
    const int low = lowest(p), high = highest(p);
    if (to < low - 0.5 || to > high + 0.5) {
      point[p] = low + draw_index(generator, high - low + 1);
    } else {
      point[p] = std::clamp(static_cast<int>(std::lround(to)), low, high);
    }
  }
  return point;
}

}  // namespace apollo::optimizers
