#pragma once
#include <vector>

#include "simulator/program/program.h"
#include "simulator/systemc/segment.h"

namespace apollo::systemc {

// Collects the segments of one instruction's chunk, in the order of the stream; neighbours are merged.
class SegmentList {
 public:
  explicit SegmentList(const program::Instruction& instruction)
      : begin_(instruction.stream_begin), end_(instruction.stream_begin + instruction.bytes) {}

  // `bytes` bytes from byte `offset` of the stream on lie at `address`.
  void add(std::int64_t offset, std::int64_t address, std::int64_t bytes) {
    const std::int64_t from = std::max(offset, begin_), to = std::min(offset + bytes, end_);
    if (to <= from) return;
    const Segment s{from - begin_, address + from - offset, to - from};
    if (!segments_.empty() && segments_.back().offset + segments_.back().bytes == s.offset &&
        segments_.back().address + segments_.back().bytes == s.address)
      segments_.back().bytes += s.bytes;
    else
      segments_.push_back(s);
  }

  // The stream has the box `piece` at byte `offset`, row-major; its part `part` lies in `placement`, whose
  // elements are as large.
  void add_box(const program::Box& piece, std::int64_t offset, const program::Box& part,
               const Placement& placement) {
    if (part.empty() || offset >= end_ || offset + piece.elements() * placement.element_bytes <= begin_)
      return;
    const Placement stream{piece, offset, placement.element_bytes};
    for (int y = part.y0; y < part.y1; ++y)
      for (int x = part.x0; x < part.x1; ++x)
        add(stream.at(y, x, part.c0), placement.at(y, x, part.c0),
            std::int64_t{part.c1 - part.c0} * placement.element_bytes);
  }

  std::vector<Segment> take() { return std::move(segments_); }

 private:
  std::int64_t begin_, end_;
  std::vector<Segment> segments_;
};

}  // namespace apollo::systemc
