#include "optimizers/pointwise_search.h"

namespace apollo::optimizers {

PointwiseSearch::PointwiseSearch(const SearchSpace& space, std::uint64_t seed)
    : space_(space), generator_(seed), unseen_(space) {}

std::vector<Point> PointwiseSearch::propose(int count, const std::vector<Point>& pending) {
  for (const Point& point : pending) unseen_.see(point);
  std::vector<Point> points;
  fill(static_cast<std::size_t>(count), points, [&] { return next(); });
  return points;
}

void PointwiseSearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) {
    unseen_.see(trial.point);
    learn(trial);
  }
}

}  // namespace apollo::optimizers
