#pragma once
#include <array>
#include <vector>

#include "apollo/compiler/emit/extents.h"
#include "simulator/program/mapping.h"

namespace apollo::compiler::emit {

struct Stream;

// The input transfers of all tiles of an op that rearranges. Each axis of its input follows one dimension of
// its output (Rearrangement::driver), so what a tile's pieces cover and what each PE needs are products over
// these dimensions, tabulated for each tile index along them.
class RearrangedStreams {
 public:
  // May be called again, for another op. Keeps no reference.
  void assign(const program::LoopNest& nest, const workloads::Shape& input_buffer, int burst_bytes);
  Stream of(const program::Tile& tile) const;

 private:
  struct Axis {
    int driver = 0;
    std::vector<Extents> carried;  // by tile index of the driver
  };
  std::array<Axis, 3> axes_;                         // of the input
  std::array<std::vector<std::int64_t>, 3> needed_;  // by dimension (y, x, g) and tile index: of the axes
                                                     // that follow it, by all parts together
  std::vector<program::Range> scratch_;
};

// What the cost model knows of one dimension of an op that rearranges: the elements of the input along the
// axes that follow this dimension, as a product.
struct RearrangedExtent {
  std::int64_t window = 1;  // that a PE's tile needs at most
  std::int64_t row = 1;     // of a row (one y) of a transfer's piece, at most
  double carried = 0;       // of all pieces of all tiles, summed
};
RearrangedExtent rearranged_extent(const program::Rearrangement& rearrangement, const program::Tiling& tiling,
                                   program::Dim dim);

}  // namespace apollo::compiler::emit
