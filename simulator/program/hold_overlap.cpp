#include "simulator/program/hold_overlap.h"

#include <algorithm>

namespace apollo::program {

namespace {

std::size_t index_of(std::vector<Range>* ranges, Range r) {
  for (std::size_t i = 0; i < ranges->size(); ++i)
    if ((*ranges)[i] == r) return i;
  ranges->push_back(r);
  return ranges->size() - 1;
}

}  // namespace

std::int64_t overlap(Range range, const std::vector<Range>& ranges) {
  std::int64_t sum = 0;
  for (const Range r : ranges) sum += intersect(range, r).size();
  return sum;
}

void HoldOverlap::assign(const std::vector<Box>& hold) {
  for (auto& axis : axes_) axis.clear();
  boxes_.clear();
  times_ = 0;
  std::vector<std::array<std::size_t, 3>>& at = positions_;
  at.clear();
  for (const Box& b : hold)
    if (!b.empty()) {
      boxes_.push_back(b);
      at.push_back({index_of(&axes_[0], {b.y0, b.y1}), index_of(&axes_[1], {b.x0, b.x1}),
                    index_of(&axes_[2], {b.c0, b.c1})});
    }
  if (at.empty()) return;
  const std::size_t combinations = axes_[0].size() * axes_[1].size() * axes_[2].size();
  if (at.size() % combinations != 0) return;
  times_of_.assign(combinations, 0);
  for (const auto& i : at) ++times_of_[(i[0] * axes_[1].size() + i[1]) * axes_[2].size() + i[2]];
  const std::size_t times = at.size() / combinations;
  if (std::all_of(times_of_.begin(), times_of_.end(), [&](std::size_t n) { return n == times; }))
    times_ = static_cast<std::int64_t>(times);
}

std::int64_t HoldOverlap::with(const Box& box) const {
  if (times_ > 0)
    return times_ * overlap({box.y0, box.y1}, axes_[0]) * overlap({box.x0, box.x1}, axes_[1]) *
           overlap({box.c0, box.c1}, axes_[2]);
  std::int64_t sum = 0;
  for (const Box& b : boxes_) sum += intersect(box, b).elements();
  return sum;
}

}  // namespace apollo::program
