#include "apollo/prove/groups.h"

namespace apollo::prove {

using optimizers::Parameter;
using optimizers::Point;
using optimizers::SearchSpace;

struct Groups::Walk {
  Scan scan;
  double threshold;
  std::optional<std::uint64_t> incumbent;
  Scorer& scorer;
  std::vector<std::uint64_t> points_below;  // by depth, of one value there
};

Groups::Groups(const SearchSpace& space) : space_(space) {
  const std::vector<Parameter>& parameters = space.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    (differs_in_group(parameters[i]) ? inner_ : outer_).push_back(i);
  strides_.assign(parameters.size(), 1);
  for (std::size_t i = parameters.size() - 1; i-- > 0;)
    strides_[i] = strides_[i + 1] * static_cast<std::uint64_t>(parameters[i + 1].size());
  for (const std::size_t i : outer_) count_ *= static_cast<std::uint64_t>(parameters[i].size());
}

Point Groups::first(std::uint64_t group) const {
  Point point(space_.parameters().size(), 0);
  for (std::size_t i = outer_.size(); i-- > 0;) {
    const auto size = static_cast<std::uint64_t>(space_.parameters()[outer_[i]].size());
    point[outer_[i]] = static_cast<int>(group % size);
    group /= size;
  }
  return point;
}

std::uint64_t Groups::group_of(const Point& point) const {
  std::uint64_t group = 0;
  for (const std::size_t i : outer_)
    group = group * static_cast<std::uint64_t>(space_.parameters()[i].size()) +
            static_cast<std::uint64_t>(point[i]);
  return group;
}

std::uint64_t Groups::number_of(const Point& point) const {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < point.size(); ++i) number += static_cast<std::uint64_t>(point[i]) * strides_[i];
  return number;
}

Groups::Scan Groups::scan(std::uint64_t group, double threshold,
                          const std::optional<std::uint64_t>& incumbent, Scorer& scorer) const {
  Walk walk{{}, threshold, incumbent, scorer, std::vector<std::uint64_t>(inner_.size() + 1, 1)};
  for (std::size_t depth = inner_.size(); depth-- > 0;)
    walk.points_below[depth] =
        walk.points_below[depth + 1] * static_cast<std::uint64_t>(space_.parameters()[inner_[depth]].size());
  walk.scan.group.first = first(group);
  scorer.set(walk.scan.group.first);
  this->walk(0, walk);
  return std::move(walk.scan);
}

// All below `depth` have their first values, by which the area is least.
void Groups::walk(std::size_t depth, Walk& w) const {
  const auto& budget = w.scorer.budget_mm2();
  if (budget && w.scorer.area_mm2() > *budget) {
    w.scan.group.counts.area += w.points_below[depth];
    return;
  }
  if (depth == inner_.size()) {
    look_at(w);
    return;
  }
  const int size = space_.parameters()[inner_[depth]].size();
  for (int i = 0; i < size; ++i) {
    w.scorer.set(inner_[depth], i);
    const std::uint64_t before = w.scan.group.counts.area;
    walk(depth + 1, w);
    if (w.scan.group.counts.area - before == w.points_below[depth + 1]) {  // so are those of larger values
      w.scan.group.counts.area += w.points_below[depth + 1] * static_cast<std::uint64_t>(size - 1 - i);
      break;
    }
  }
  w.scorer.set(inner_[depth], 0);
}

void Groups::look_at(Walk& w) const {
  w.scorer.area_mm2();
  Counts& counts = w.scan.group.counts;
  switch (w.scorer.fate()) {
    case Scorer::Fate::over_area:
      ++counts.area;
      return;
    case Scorer::Fate::breaks_condition:
      ++counts.conditions;
      return;
    case Scorer::Fate::no_memory:
      ++counts.memory;
      return;
    case Scorer::Fate::may_run:
      break;
  }
  const double most = w.scorer.most();
  const std::uint64_t number = number_of(w.scorer.point());
  if (number == w.incumbent || !is_below(most, w.threshold)) {
    w.scan.open.push_back({most, number});
    return;
  }
  ++counts.bound;
  auto& highest = w.scan.group.highest;
  if (!highest || most > highest->reward) highest = w.scorer.bound_record();
}

}  // namespace apollo::prove
