#include "simulator/program/hold_ranges.h"

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

void HoldRanges::assign(const std::vector<Box>& hold) {
  for (auto& axis : axes_) axis.clear();
  times_ = 0;
  std::vector<std::array<std::size_t, 3>>& at = positions_;
  at.clear();
  for (const Box& b : hold)
    if (!b.empty())
      at.push_back({index_of(&axes_[0], {b.y0, b.y1}), index_of(&axes_[1], {b.x0, b.x1}),
                    index_of(&axes_[2], {b.c0, b.c1})});
  if (at.empty()) return;
  const std::size_t combinations = axes_[0].size() * axes_[1].size() * axes_[2].size();
  if (at.size() % combinations != 0) return;
  times_of_.assign(combinations, 0);
  for (const auto& i : at) ++times_of_[(i[0] * axes_[1].size() + i[1]) * axes_[2].size() + i[2]];
  const std::size_t times = at.size() / combinations;
  if (!std::all_of(times_of_.begin(), times_of_.end(), [&](std::size_t n) { return n == times; })) return;
  times_ = static_cast<std::int64_t>(times);
  for (auto& axis : axes_)
    std::sort(axis.begin(), axis.end(), [](Range a, Range b) { return a.begin < b.begin; });
}

}  // namespace apollo::program
