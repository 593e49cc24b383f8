#include "apollo/compiler/hazards.h"

#include <algorithm>
#include <cassert>

namespace apollo::compiler {

int MemoryHazards::create(std::int64_t begin, std::int64_t end) {
  Object made{begin, end, {}, {}, {}};
  std::size_t kept = 0;
  for (const int i : live_) {
    const Object& old = objects_[i];
    const bool overlaps = old.begin < end && begin < old.end;
    if (overlaps) {
      merge(&made.inherited, old.inherited);
      merge(&made.inherited, old.written);
      merge(&made.inherited, old.read);
    }
    if (!(begin <= old.begin && old.end <= end)) live_[kept++] = i;
  }
  live_.resize(kept);
  objects_.push_back(made);
  live_.push_back(static_cast<int>(objects_.size()) - 1);
  return live_.back();
}

Waits MemoryHazards::read(int object, simulator::Unit unit, std::uint32_t index) {
  Object& o = objects_[object];
  Waits waits = o.written;
  merge(&waits, o.inherited);
  waits[static_cast<int>(unit)] = 0;
  o.read[static_cast<int>(unit)] = index;
  return waits;
}

Waits MemoryHazards::write(int object, simulator::Unit unit, std::uint32_t index, bool disjoint) {
  Object& o = objects_[object];
  Waits waits = o.inherited;
  if (!disjoint) {
    merge(&waits, o.written);
    merge(&waits, o.read);
  }
  waits[static_cast<int>(unit)] = 0;
  o.written[static_cast<int>(unit)] = index;
  return waits;
}

std::int64_t Ring::allocate(std::int64_t bytes) {
  const std::int64_t rounded = (bytes + granule_ - 1) / granule_ * granule_;
  assert(rounded <= end_ - begin_);
  if (next_ + rounded > end_) next_ = begin_;
  const std::int64_t address = next_;
  next_ += rounded;
  return address;
}

}  // namespace apollo::compiler
