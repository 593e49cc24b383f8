#include "optimizers/random.h"

#include "optimizers/unseen.h"

namespace apollo::optimizers {

RandomSearch::RandomSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues&)
    : walk_(space, Generator(seed)()) {}  // as UnseenPoints: the strategies of a seed begin alike

void RandomSearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) see(trial.point);
}

std::vector<Point> RandomSearch::propose(int count, const std::vector<Point>& pending) {
  for (const Point& point : pending) see(point);
  std::vector<Point> points;
  fill(static_cast<std::size_t>(count), points, [&] { return next(); });
  return points;
}

std::optional<Point> RandomSearch::next() {
  while (auto point = walk_.next()) {
    if (ahead_.erase(*point) == 0) return point;
  }
  return std::nullopt;
}

void RandomSearch::see(const Point& point) {
  if (!walk_.has_passed(point)) ahead_.insert(point);
}

}  // namespace apollo::optimizers
