#pragma once
#include <optional>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// The points of a space that have not been seen yet: what keeps a strategy from proposing a point twice, and
// what it falls back on when it has no better idea.
class UnseenPoints {
 public:
  explicit UnseenPoints(const SearchSpace& space) : space_(space) {}

  bool is_seen(const Point& point) const { return seen_.count(point) != 0; }
  // Marks a point as seen; false if it was already.
  bool see(const Point& point) { return seen_.insert(point).second; }
  bool exhausted() const { return space_.size() && seen_.size() == *space_.size(); }

  // A uniform draw among the unseen points, which it marks as seen; nothing if there are none. While most of
  // the space is unseen it draws and rejects; once half has been seen it lists what is left, in random order,
  // and goes through that.
  std::optional<Point> take(Generator& generator);

 private:
  void list_rest(Generator& generator);

  SearchSpace space_;
  PointSet seen_;
  bool listed_ = false;
  std::vector<Point> rest_;  // if listed_: holds every unseen point, besides some that were seen later
};

}  // namespace apollo::optimizers
