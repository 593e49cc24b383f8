#pragma once
#include <cstdint>
#include <vector>

#include "apollo/compiler/map/tile_grid.h"

namespace apollo::compiler::map {

// What a search knows of the points of a grid that it has tried for one split, in a loop order: descents
// from several seeds, and to and fro, come by the same ones again. A hash table with linear probing.
class TriedPoints {
 public:
  struct Result {
    double cost = 0;
    bool fits = false, overlaps = false;
  };

  // Forgets all points.
  void clear() {
    if (++round_ == 0) entries_.assign(entries_.size(), Entry()), round_ = 1;
    used_ = 0;
  }
  // Where a point's result is kept, until the next call. `known`: whether it has been filled in.
  Result* find(const TileGrid::Point& p, program::LoopOrder order, bool* known) {
    if (2 * used_ >= entries_.size()) grow();
    const std::uint32_t key = key_of(p, order);
    Entry& entry = place_of(key);
    *known = entry.round == round_;
    if (!*known) entry.key = key, entry.round = round_, ++used_;
    return &entry.result;
  }

 private:
  struct Entry {
    std::uint32_t key = 0, round = 0;  // of clear(); 0: never used
    Result result;
  };

  static std::uint32_t key_of(const TileGrid::Point& p, program::LoopOrder order) {
    constexpr std::uint32_t kBits = 4;
    static_assert(TileSizes::kMost < 1U << kBits);
    auto key = static_cast<std::uint32_t>(order);
    for (const std::size_t position : p) key = key << kBits | static_cast<std::uint32_t>(position);
    return key;
  }
  // The key's entry, or the unused one where it belongs. The number of entries is a power of two.
  Entry& place_of(std::uint32_t key) {
    const std::size_t mask = entries_.size() - 1;
    std::size_t at = (key * std::uint64_t{0x9E3779B1}) >> 16 & mask;  // Fibonacci hashing
    while (entries_[at].round == round_ && entries_[at].key != key) at = (at + 1) & mask;
    return entries_[at];
  }
  void grow() {
    std::vector<Entry> before(entries_.empty() ? 256 : 2 * entries_.size());
    before.swap(entries_);
    for (const Entry& entry : before)
      if (entry.round == round_) place_of(entry.key) = entry;
  }

  std::vector<Entry> entries_;
  std::uint32_t round_ = 1;
  std::size_t used_ = 0;
};

}  // namespace apollo::compiler::map
