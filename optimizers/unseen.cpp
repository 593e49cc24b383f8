#include "optimizers/unseen.h"

namespace apollo::optimizers {

std::optional<Point> UnseenPoints::take(Generator& generator) {
  if (!walk_) walk_.emplace(space_, generator());
  while (auto point = walk_->next()) {
    if (seen_.insert(*point).second) return point;
  }
  return std::nullopt;
}

}  // namespace apollo::optimizers
