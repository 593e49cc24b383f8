#include "optimizers/unseen.h"

#include <algorithm>
#include <limits>

namespace apollo::optimizers {
namespace {

// Draws in a row that a restricted space may refuse, for every point of it and in all.
constexpr std::uint64_t patience_per_point = 16, patience = 1 << 22;
constexpr std::uint64_t largest_listed = 1 << 24;

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
  if (space_.is_restricted())
    draws = std::min(patience, patience_per_point * std::min(patience, space_.size().value_or(patience)));
  for (; draws > 0; --draws) {
    Point point = draw_point(generator, space_);
    if (propose(point)) return point;
  }
  return std::nullopt;
}

void UnseenPoints::list_rest(Generator& generator) {
  listed_ = true;
  if (space_.is_restricted() && space_.size().value_or(largest_listed + 1) > largest_listed) return;
  for (std::uint64_t number = 0; number < *space_.size(); ++number) {
    Point point = space_.at(number);
    if (is_new(point)) rest_.push_back(std::move(point));
  }
  draw_order(generator, rest_);
}

}  // namespace apollo::optimizers
