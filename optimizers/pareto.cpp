#include "optimizers/pareto.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

namespace apollo::optimizers {
namespace {

constexpr double kAtAnEnd = std::numeric_limits<double>::infinity();

// Whether `a` is at least as good in the first `dimensions` objectives.
bool covers(const Values& a, const Values& b, std::size_t dimensions) {
  for (std::size_t k = 0; k < dimensions; ++k)
    if (a[k] < b[k]) return false;
  return true;
}

double box(const Values& point, std::size_t dimensions) {
  double volume = 1;
  for (std::size_t k = 0; k < dimensions; ++k) volume *= point[k];
  return volume;
}

void keep_front(std::vector<Values>& points, std::size_t dimensions) {
  std::vector<Values> front;
  for (const Values& point : points) {
    const auto is_covered = [&](const Values& other) { return covers(other, point, dimensions); };
    if (std::any_of(front.begin(), front.end(), is_covered)) continue;
    front.erase(std::remove_if(front.begin(), front.end(),
                               [&](const Values& other) { return covers(point, other, dimensions); }),
                front.end());
    front.push_back(point);
  }
  points = std::move(front);
}

// What of the dominated volume of `points` lies in the box of `point`.
std::vector<Values> limited(const Values& point, const Values* first, const Values* last) {
  std::vector<Values> result(first, last);
  for (Values& other : result)
    for (std::size_t k = 0; k < point.size(); ++k) other[k] = std::min(other[k], point[k]);
  return result;
}

// Above the origin, of the first `dimensions` objectives of points that are above it.
double volume(std::vector<Values> points, std::size_t dimensions) {
  if (points.empty()) return 0;
  const std::size_t last = dimensions - 1;
  if (dimensions <= 2) {
    std::sort(points.begin(), points.end(),
              [](const Values& a, const Values& b) { return a.front() > b.front(); });
    if (dimensions == 1) return points.front().front();
    double sum = 0, height = 0;
    for (const Values& point : points) {
      if (point[1] <= height) continue;
      sum += point[0] * (point[1] - height);
      height = point[1];
    }
    return sum;
  }
  keep_front(points, dimensions);
  std::sort(points.begin(), points.end(),
            [&](const Values& a, const Values& b) { return a[last] < b[last]; });
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto others = limited(points[i], points.data() + i + 1, points.data() + points.size());
    sum += points[i][last] * (box(points[i], last) - volume(std::move(others), last));
  }
  return sum;
}

// Relative to the reference; those that are not above it are left out.
std::vector<Values> above(const std::vector<Values>& points, const Values& reference) {
  std::vector<Values> result;
  for (const Values& point : points) {
    assert(point.size() == reference.size());
    Values difference(point.size());
    for (std::size_t k = 0; k < point.size(); ++k) difference[k] = point[k] - reference[k];
    if (*std::min_element(difference.begin(), difference.end()) > 0) result.push_back(difference);
  }
  return result;
}

// Adds to each point of a front its crowding distance: per objective the distance of its neighbours, relative
// to that of the extremes, which get infinity.
void add_crowding(const std::vector<Values>& points, const std::vector<std::size_t>& front,
                  std::vector<double>& distance) {
  for (std::size_t k = 0; k < points[front.front()].size(); ++k) {
    std::vector<std::size_t> order = front;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return points[a][k] < points[b][k]; });
    const double range = points[order.back()][k] - points[order.front()][k];
    if (range <= 0) continue;
    distance[order.front()] = distance[order.back()] = kAtAnEnd;
    for (std::size_t i = 1; i + 1 < order.size(); ++i)
      distance[order[i]] += (points[order[i + 1]][k] - points[order[i - 1]][k]) / range;
  }
}

}  // namespace

bool weakly_dominates(const Values& a, const Values& b) {
  assert(a.size() == b.size());
  return covers(a, b, a.size());
}

double hypervolume(const std::vector<Values>& points, const Values& reference) {
  return volume(above(points, reference), reference.size());
}

double hypervolume_gain(const Values& point, const std::vector<Values>& points, const Values& reference) {
  const std::vector<Values> own = above({point}, reference);
  if (own.empty()) return 0;
  const std::vector<Values> others = above(points, reference);
  const double shared =
      volume(limited(own.front(), others.data(), others.data() + others.size()), reference.size());
  return std::max(0.0, box(own.front(), reference.size()) - shared);
}

bool ParetoFront::add(std::int64_t number, const Values& values) {
  for (const Member& member : members_) {
    if (!weakly_dominates(member.values, values)) continue;
    if (member.values != values || member.number <= number) return false;
  }
  members_.erase(std::remove_if(members_.begin(), members_.end(),
                                [&](const Member& m) { return weakly_dominates(values, m.values); }),
                 members_.end());
  const auto place = std::upper_bound(members_.begin(), members_.end(), number,
                                      [](std::int64_t n, const Member& m) { return n < m.number; });
  members_.insert(place, {number, values});
  return true;
}

std::vector<Values> ParetoFront::values() const {
  std::vector<Values> result;
  for (const Member& member : members_) result.push_back(member.values);
  return result;
}

std::vector<double> crowded_fitness(const std::vector<Values>& points) {
  std::vector<double> fitness(points.size());
  std::vector<std::size_t> left(points.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  for (int rank = 0; !left.empty(); ++rank) {
    std::vector<std::size_t> front, others;
    for (const std::size_t i : left) {
      const auto dominates = [&](std::size_t j) {
        return points[j] != points[i] && weakly_dominates(points[j], points[i]);
      };
      (std::any_of(left.begin(), left.end(), dominates) ? others : front).push_back(i);
    }
    std::vector<double> crowding(points.size());
    add_crowding(points, front, crowding);
    std::stable_sort(front.begin(), front.end(),
                     [&](std::size_t a, std::size_t b) { return crowding[a] < crowding[b]; });
    std::size_t more_crowded = 0;
    for (std::size_t i = 0; i < front.size(); ++i) {
      if (i > 0 && crowding[front[i]] > crowding[front[i - 1]]) more_crowded = i;
      fitness[front[i]] = static_cast<double>(more_crowded) / static_cast<double>(front.size()) - rank;
    }
    left = std::move(others);
  }
  return fitness;
}

}  // namespace apollo::optimizers
