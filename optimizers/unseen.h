#pragma once
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "optimizers/draw.h"
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

  // A uniform draw among the new points, which it marks as seen; nothing if there are none. It draws and
  // rejects; once half of the product has been seen, or a restricted space has refused too many draws in a
  // row, it lists what is left, in random order, and goes through that. A restricted space of more than 2^24
  // points is not listed (the published one would take minutes): its new points count as used up then, after
  // 2^22 draws.
  std::optional<Point> take(Generator& generator);

 private:
  std::optional<Point> draw_new(Generator& generator);
  void list_rest(Generator& generator);

  SearchSpace space_;
  PointSet seen_;
  bool listed_ = false;
  std::vector<Point> rest_;  // if listed_: holds every new point, besides some that were seen later
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
