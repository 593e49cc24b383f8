#pragma once
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/point_walk.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// The points of a space that have not been seen yet: what keeps a strategy from proposing a point twice, or
// one that the space does not allow, and what it falls back on when it has no better idea.
class UnseenPoints {
 public:
  // None has been seen yet. Keeps a copy of the space.
  explicit UnseenPoints(const SearchSpace& space) : space_(space) {}

  // Whether the point, one of the product, may be proposed: it is allowed and has not been seen.
  bool is_new(const Point& point) const { return seen_.count(point) == 0 && space_.allows(point); }
  // Marks a point as seen.
  void see(const Point& point) { seen_.insert(point); }
  // Marks a point as seen, if it is new; false if it is not.
  bool propose(const Point& point) { return space_.allows(point) && seen_.insert(point).second; }

  // The next new point of a random walk, which it marks as seen; nothing if there are none, as far as
  // PointWalk::next() can tell. The first draw of `generator` is the key of the walk.
  std::optional<Point> take(Generator& generator);

 private:
  SearchSpace space_;
  PointSet seen_;
  std::optional<PointWalk> walk_;  // once a point was taken
};

// Appends to `points` what next() gives, an optional point, until there are `wanted` points or it gives none.
template <class Next>
void fill(std::size_t wanted, std::vector<Point>& points, Next next) {
  while (points.size() < wanted) {
    std::optional<Point> point = next();
    if (!point) return;
    points.push_back(std::move(*point));
  }
}

}  // namespace apollo::optimizers
