#pragma once
#include <cstdint>
#include <vector>

#include "apollo/compiler/emit/hazards.h"

namespace apollo::compiler::emit {

// A memory that is handed out as a ring, in order: what was allocated longest ago is overwritten first. A
// block is contiguous. Blocks take part in hazard tracking as MemoryHazards' objects do: a new block inherits
// every access to what it overwrites as something to wait for.
class RingMemory {
 public:
  // The range of the memory to hand out, and the granule that block sizes are rounded up to. Forgets all
  // blocks.
  void reset(std::int64_t begin, std::int64_t end, std::int64_t granule);
  std::int64_t size() const { return (end_ - begin_) / granule_ * granule_; }
  // From now on blocks are at least so large, and the next one lies at a multiple of it. 0: as large as they
  // have to.
  void set_block(std::int64_t bytes) {
    block_bytes_ = machine::round_up(bytes, granule_);
    if (block_bytes_ > 0) next_ = begin_ + machine::round_up(next_ - begin_, block_bytes_);
  }

  // What blocks' addresses go round in while they are of one size; none if they are not.
  program::Ring ring() const {
    return {begin_, block_bytes_ > 0 ? (end_ - begin_) / block_bytes_ * block_bytes_ : 0};
  }

  // The memory of another one, from where this one ends, becomes its own.
  void append(const RingMemory& other);
  // A new block; bytes <= size().
  int allocate(std::int64_t bytes);
  // Whether a block of that size would overwrite one that still has users; likewise one that is reserved and
  // intact.
  bool blocked(std::int64_t bytes) const {
    return overwrites(bytes, [](const Block& block) { return block.users > 0; });
  }
  bool full(std::int64_t bytes) const {
    return overwrites(bytes,
                      [](const Block& block) { return block.users > 0 || (block.reserved && block.intact); });
  }

  std::int64_t address(int block) const { return blocks_[block].address; }
  bool intact(int block) const { return blocks_[block].intact; }  // nothing of it is overwritten
  void add_user(int block) { ++blocks_[block].users; }
  void remove_user(int block) { --blocks_[block].users; }
  // Reserved: what is brought early must not take its place.
  void reserve(int block, bool reserved) { blocks_[block].reserved = reserved; }

  // An access by instruction `index` (1-based count within its unit). The returned waits must go into that
  // instruction.
  Waits read(int block, machine::Unit unit, std::uint32_t index) {
    return blocks_[block].hazards.read(unit, index);
  }
  Waits write(int block, machine::Unit unit, std::uint32_t index, bool disjoint = false) {
    return blocks_[block].hazards.write(unit, index, disjoint);
  }

 private:
  struct Block {
    std::int64_t address;
    HazardObject hazards;
    int users = 0;
    bool intact = true, reserved = false;
  };
  struct Extent {
    std::int64_t begin, end;
    int block;
  };
  std::int64_t place(std::int64_t rounded) const { return next_ + rounded > end_ ? begin_ : next_; }
  std::int64_t rounded(std::int64_t bytes) const {
    return std::max(machine::round_up(bytes, granule_), block_bytes_);
  }

  // Whether any of the blocks that one of that size would overwrite is so.
  template <typename IsSo>
  bool overwrites(std::int64_t bytes, IsSo is_so) const {
    const std::int64_t size = rounded(bytes), begin = place(size);
    const auto any = [&](const std::vector<Extent>& extents, std::size_t from) {
      for (std::size_t i = from; i < extents.size() && extents[i].begin < begin + size; ++i)
        if (is_so(blocks_[extents[i].block])) return true;
      return false;
    };
    return (begin < next_ && any(this_lap_, 0)) || any(earlier_, earlier_at_);
  }

  std::int64_t begin_ = 0, end_ = 0, granule_ = 1, next_ = 0, block_bytes_ = 0;
  std::vector<Block> blocks_;
  // By address: those of this lap lie before next_, what is left of earlier laps lies behind it.
  std::vector<Extent> this_lap_, earlier_;
  std::size_t earlier_at_ = 0;
};

}  // namespace apollo::compiler::emit
