#include "optimizers/random.h"

namespace apollo::optimizers {

RandomSearch::RandomSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues&)
    : PointwiseSearch(space, seed) {}

std::optional<Point> RandomSearch::next() { return unseen().take(generator()); }

void RandomSearch::learn(const Trial&) {}

}  // namespace apollo::optimizers
