#include "apollo/compiler/emit/ring_memory.h"

#include <algorithm>
#include <cassert>

namespace apollo::compiler::emit {

void RingMemory::reset(std::int64_t begin, std::int64_t end, std::int64_t granule) {
  begin_ = next_ = begin;
  end_ = end;
  granule_ = granule;
  block_bytes_ = 0;
  blocks_.clear();
  this_lap_.clear();
  earlier_.clear();
  earlier_at_ = 0;
}

int RingMemory::allocate(std::int64_t bytes) {
  const std::int64_t size = rounded(bytes), begin = place(size), end = begin + size;
  assert(end <= end_);
  if (begin < next_) {  // a new lap
    this_lap_.insert(this_lap_.end(), earlier_.begin() + static_cast<std::ptrdiff_t>(earlier_at_),
                     earlier_.end());
    earlier_.swap(this_lap_);
    this_lap_.clear();
    earlier_at_ = 0;
  }
  Block made{begin, {}};
  for (; earlier_at_ < earlier_.size() && earlier_[earlier_at_].begin < end; ++earlier_at_) {
    Extent& old = earlier_[earlier_at_];
    made.hazards.inherit(blocks_[old.block].hazards);
    blocks_[old.block].intact = false;
    if (old.end > end) {  // what sticks out stays
      old.begin = end;
      break;
    }
  }
  const int block = static_cast<int>(blocks_.size());
  blocks_.push_back(made);
  this_lap_.push_back({begin, end, block});
  next_ = end;
  return block;
}

void RingMemory::append(const RingMemory& other) {
  assert(other.begin_ == end_);
  end_ = other.end_;
  const auto take = [&](const Extent& extent) {
    earlier_.push_back({extent.begin, extent.end, static_cast<int>(blocks_.size())});
    blocks_.push_back(other.blocks_[extent.block]);
  };
  std::for_each(other.this_lap_.begin(), other.this_lap_.end(), take);
  std::for_each(other.earlier_.begin() + static_cast<std::ptrdiff_t>(other.earlier_at_), other.earlier_.end(),
                take);
}

}  // namespace apollo::compiler::emit
