#pragma once
#include <cstdint>

#include "simulator/machine/rounding.h"

namespace apollo::compiler::emit {

// What a tile's transfer of one operand carries.
struct Stream {
  std::int64_t bytes = 0;       // over all pieces
  std::int64_t dram_bytes = 0;  // on the DRAM bus, if carried whole: every run rounded up to bursts
};

// The ranges of all pieces of a tile's transfer along one axis of a buffer. The pieces are a product of such
// ranges, so sums over them are products of sums. Rows along y, columns along x, and bytes along the
// channels.
struct Extents {
  std::int64_t sum = 0;
  std::int64_t whole = 0;    // ranges that span the buffer
  std::int64_t rounded = 0;  // bytes of the runs along this axis, each rounded up to bursts, of the others
                             // (along y: of all)

  // Adds a range. `bytes_per_position` of the buffer; along y no range counts as whole: give -1 as
  // `buffer_extent`.
  void add(std::int64_t extent, std::int64_t buffer_extent, std::int64_t bytes_per_position,
           std::int64_t burst) {
    sum += extent;
    if (extent == buffer_extent)
      ++whole;
    else
      rounded += machine::round_up(extent * bytes_per_position, burst);
  }
};

// Of all pieces together.
inline Stream stream_of(const Extents& y, const Extents& x, const Extents& c) {
  return {y.sum * x.sum * c.sum,
          y.sum * x.sum * c.rounded + c.whole * (y.sum * x.rounded + x.whole * y.rounded)};
}

}  // namespace apollo::compiler::emit
