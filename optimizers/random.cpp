#include "optimizers/random.h"

namespace apollo::optimizers {

RandomSearch::RandomSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues&)
    : unseen_(space), generator_(seed) {}

std::vector<Point> RandomSearch::ask(int count) {
  std::vector<Point> points;
  fill(static_cast<std::size_t>(count), points, [&] { return unseen_.take(generator_); });
  return points;
}

void RandomSearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) unseen_.see(trial.point);
}

}  // namespace apollo::optimizers
