#pragma once
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "simulator/program/op.h"

namespace apollo::systemc {

// A tensor box stored row-major from an address on.
struct Placement {
  program::Box box;
  std::int64_t address = 0;
  int element_bytes = 1;
  std::int64_t element(int y, int x, int c) const {
    return (std::int64_t{y - box.y0} * (box.x1 - box.x0) + (x - box.x0)) * (box.c1 - box.c0) + (c - box.c0);
  }
  std::int64_t at(int y, int x, int c) const { return address + element(y, x, c) * element_bytes; }
};

// `bytes` consecutive bytes of a transfer, counted from the first byte that its instruction carries, and
// where they lie in a memory.
struct Segment {
  std::int64_t offset = 0, address = 0, bytes = 0;
};

// Walks once through segments that are sorted by offset.
class SegmentCursor {
 public:
  SegmentCursor() = default;
  explicit SegmentCursor(std::vector<Segment> segments) : segments_(std::move(segments)) {}

  // Calls visit(address, offset - begin, bytes) for what lies in [begin, end); begin is where the last call
  // ended. Returns the bytes.
  template <typename Visit>
  std::int64_t advance(std::int64_t begin, std::int64_t end, Visit visit) {
    std::int64_t total = 0;
    while (next_ < segments_.size() && segments_[next_].offset < end) {
      const Segment& s = segments_[next_];
      const std::int64_t from = std::max(begin, s.offset), to = std::min(end, s.offset + s.bytes);
      if (to > from) visit(s.address + from - s.offset, from - begin, to - from), total += to - from;
      if (s.offset + s.bytes > end) break;
      ++next_;
    }
    return total;
  }

 private:
  std::vector<Segment> segments_;
  std::size_t next_ = 0;
};

}  // namespace apollo::systemc
