#include "apollo/compiler/hazards.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace apollo::compiler {

int MemoryHazards::create(std::int64_t begin, std::int64_t end) {
  Object made;
  auto piece = latest_.lower_bound(begin);
  if (piece != latest_.begin() && std::prev(piece)->second.end > begin) --piece;
  while (piece != latest_.end() && piece->first < end) {
    const Object& old = objects_[piece->second.object];
    merge(&made.inherited, old.inherited);
    merge(&made.inherited, old.written);
    merge(&made.inherited, old.read);
    // What sticks out on either side stays.
    const Piece covered = piece->second;
    if (piece->first < begin) {
      piece->second.end = begin;
      ++piece;
    } else {
      piece = latest_.erase(piece);
    }
    if (covered.end > end) piece = latest_.emplace(end, Piece{covered.end, covered.object}).first;
  }
  objects_.push_back(made);
  const int object = static_cast<int>(objects_.size()) - 1;
  latest_[begin] = {end, object};
  return object;
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
