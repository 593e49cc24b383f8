#include "optimizers/random.h"

namespace apollo::optimizers {

RandomSearch::RandomSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues&)
    : unseen_(space), generator_(seed) {}

std::vector<Point> RandomSearch::ask(int count) {
  std::vector<Point> points;
  while (static_cast<int>(points.size()) < count) {
    std::optional<Point> point = unseen_.take(generator_);
    if (!point) break;
    points.push_back(std::move(*point));
  }
  return points;
}

void RandomSearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) unseen_.see(trial.point);
}

}  // namespace apollo::optimizers
