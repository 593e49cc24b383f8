#include "optimizers/unseen.h"

#include <algorithm>
#include <limits>

namespace apollo::optimizers {
namespace {

// Draws in a row that a restricted space may refuse: for every point of its product, so that a single new
// point is missed with probability e^-16, and in all.
constexpr std::uint64_t kPatiencePerPoint = 16, kPatience = 1 << 22;
// Points of a restricted space's product that are listed: the published space has 27 times as many.
constexpr std::uint64_t kLargestListed = 1 << 24;

}  // namespace

std::optional<Point> UnseenPoints::take(Generator& generator) {
  if (!listed_ && space_.size() && seen_.size() >= *space_.size() / 2) list_rest(generator);
  if (!listed_) {
    if (auto point = draw_new(generator)) return point;
    list_rest(generator);
  }
  while (!rest_.empty()) {
    Point point = std::move(rest_.back());
    rest_.pop_back();
    if (propose(point)) return point;
  }
  return std::nullopt;
}

// While half of an unrestricted space is new, it ends by itself.
std::optional<Point> UnseenPoints::draw_new(Generator& generator) {
  std::uint64_t draws = std::numeric_limits<std::uint64_t>::max();
  if (space_.is_restricted()) {
    draws = std::min(kPatience, kPatiencePerPoint * std::min(kPatience, space_.size().value_or(kPatience)));
  }
  for (; draws > 0; --draws) {
    Point point = draw_point(generator, space_);
    if (propose(point)) return point;
  }
  return std::nullopt;
}

void UnseenPoints::list_rest(Generator& generator) {
  listed_ = true;
  if (space_.is_restricted() && space_.size().value_or(kLargestListed + 1) > kLargestListed) return;
  for (std::uint64_t number = 0; number < *space_.size(); ++number) {
    Point point = space_.at(number);
    if (is_new(point)) rest_.push_back(std::move(point));
  }
  draw_order(generator, rest_);
}

}  // namespace apollo::optimizers
