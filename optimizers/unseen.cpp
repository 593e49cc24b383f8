#include "optimizers/unseen.h"

namespace apollo::optimizers {

std::optional<Point> UnseenPoints::take(Generator& generator) {
  if (exhausted()) return std::nullopt;
  if (!listed_ && space_.size() && seen_.size() >= *space_.size() / 2) list_rest(generator);
  if (!listed_) {
    for (;;) {
      Point point = draw_point(generator, space_);
      if (see(point)) return point;
    }
  }
  for (;;) {  // ends: the space is not exhausted, so rest_ holds an unseen point
    Point point = std::move(rest_.back());
    rest_.pop_back();
    if (see(point)) return point;
  }
}

void UnseenPoints::list_rest(Generator& generator) {
  for (std::uint64_t number = 0; number < *space_.size(); ++number) {
    Point point = space_.at(number);
    if (!is_seen(point)) rest_.push_back(std::move(point));
  }
  draw_order(generator, rest_);
  listed_ = true;
}

}  // namespace apollo::optimizers
