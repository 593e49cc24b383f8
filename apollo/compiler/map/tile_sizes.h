#pragma once
#include <array>
#include <cassert>
#include <cstddef>

namespace apollo::compiler::map {

// Tile extents to try for a share, coarse first: every multiple of `unit` where there are few, otherwise the
// whole and balanced divisions of it rounded up to `unit`.
class TileSizes {
 public:
  static constexpr std::size_t kMost = 12;

  TileSizes() = default;
  explicit TileSizes(int only) : whole_units_(1) { add(only); }
  TileSizes(int share, int unit, std::size_t count);
  int operator[](std::size_t i) const { return sizes_[i]; }
  std::size_t size() const { return size_; }
  std::size_t whole_units() const { return whole_units_; }  // so many leave no lane or core idle
  int back() const { return sizes_[size_ - 1]; }
  const int* begin() const { return sizes_.data(); }
  const int* end() const { return sizes_.data() + size_; }

 private:
  void add(int size) {
    assert(size_ < kMost);
    sizes_[size_++] = size;
  }
  std::array<int, kMost> sizes_{};
  std::size_t size_ = 0, whole_units_ = 0;
};

}  // namespace apollo::compiler::map
