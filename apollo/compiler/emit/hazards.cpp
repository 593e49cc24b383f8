#include "apollo/compiler/emit/hazards.h"

namespace apollo::compiler::emit {

void MemoryHazards::clear() {
  objects_.clear();
  latest_.clear();
}

int MemoryHazards::create(std::int64_t begin, std::int64_t end) {
  HazardObject made;
  const int object = static_cast<int>(objects_.size());
  const auto first =
      std::partition_point(latest_.begin(), latest_.end(), [&](const Piece& p) { return p.end <= begin; });
  auto last = first;
  std::array<Piece, 3> kept;  // what sticks out of the new object on the left, the new object, on the right
  std::size_t count = 0;
  if (first != latest_.end() && first->begin < begin) kept[count++] = {first->begin, begin, first->object};
  kept[count++] = {begin, end, object};
  for (; last != latest_.end() && last->begin < end; ++last) {
    made.inherit(objects_[last->object]);
    if (last->end > end) kept[count++] = {end, last->end, last->object};
  }
  objects_.push_back(made);
  const auto replaced = std::min<std::size_t>(count, static_cast<std::size_t>(last - first));
  std::copy_n(kept.begin(), replaced, first);
  if (replaced < count)
    latest_.insert(first + static_cast<std::ptrdiff_t>(replaced),
                   kept.begin() + static_cast<std::ptrdiff_t>(replaced),
                   kept.begin() + static_cast<std::ptrdiff_t>(count));
  else
    latest_.erase(first + static_cast<std::ptrdiff_t>(replaced), last);
  return object;
}

}  // namespace apollo::compiler::emit
