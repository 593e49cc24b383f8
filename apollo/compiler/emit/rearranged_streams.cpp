#include "apollo/compiler/emit/rearranged_streams.h"

#include <algorithm>

#include "apollo/compiler/emit/tile_streams.h"

namespace apollo::compiler::emit {

using program::Dim;
using program::Range;
using program::Rearrangement;
using program::Tile;
using program::Tiling;

namespace {

// The tile with this index along a dimension, the first along others.
Tile tile_at(int dimension, int index) {
  Tile tile;
  (dimension == 0 ? tile.y : dimension == 1 ? tile.x : tile.g) = index;
  return tile;
}

// What one part needs of the axes that follow a dimension; 0 if it has nothing to do.
std::int64_t needed(const Rearrangement& rearrangement, const Tiling& n, int dimension, int part, int tile) {
  const Range outputs = n.output_range(static_cast<Dim>(dimension), part, tile);
  if (outputs.size() == 0) return 0;
  std::int64_t elements = 1;
  for (int axis = 0; axis < 3; ++axis)
    if (rearrangement.driver(axis) == dimension) elements *= rearrangement.input_range(axis, outputs).size();
  return elements;
}

}  // namespace

void RearrangedStreams::assign(const program::LoopNest& n, const workloads::Shape& buffer, int burst) {
  const Rearrangement& rearrangement = *n.op.rearrangement;
  // Along y all runs are rounded, whole buffer or not: no extent is -1.
  const std::int64_t extents[] = {-1, buffer.width, buffer.channels};
  const std::int64_t bytes[] = {std::int64_t{buffer.width} * buffer.channels, buffer.channels, 1};
  for (int axis = 0; axis < 3; ++axis) {
    Axis& of_axis = axes_[axis];
    of_axis.driver = rearrangement.driver(axis);
    of_axis.carried.assign(std::size_t(n.tiling.tiles[of_axis.driver]), Extents());
    for (int t = 0; t < n.tiling.tiles[of_axis.driver]; ++t) {
      n.tiling.rearranged_ranges(rearrangement, axis, tile_at(of_axis.driver, t), &scratch_);
      for (const Range r : scratch_) of_axis.carried[t].add(r.size(), extents[axis], bytes[axis], burst);
    }
  }
  for (int d = 0; d < 3; ++d) {
    needed_[d].assign(std::size_t(n.tiling.tiles[d]), 0);
    for (int t = 0; t < n.tiling.tiles[d]; ++t)
      for (int part = 0; part < n.tiling.parts[d]; ++part)
        needed_[d][t] += needed(rearrangement, n.tiling, d, part, t);
  }
}

Stream RearrangedStreams::of(const Tile& tile) const {
  const int at[] = {tile.y, tile.x, tile.g};
  const auto carried = [&](int axis) -> const Extents& {
    return axes_[axis].carried[at[axes_[axis].driver]];
  };
  const Extents &y = carried(0), &x = carried(1), &c = carried(2);
  return {y.sum * x.sum * c.sum, dram_bytes(y, x, c),
          needed_[0][at[0]] * needed_[1][at[1]] * needed_[2][at[2]]};
}

RearrangedExtent rearranged_extent(const Rearrangement& rearrangement, const Tiling& n, Dim dim) {
  const int d = static_cast<int>(dim);
  RearrangedExtent out;
  std::vector<Range> ranges;
  for (int t = 0; t < n.tiles[d]; ++t) {
    for (int part = 0; part < n.parts[d]; ++part)
      out.window = std::max(out.window, needed(rearrangement, n, d, part, t));
    std::int64_t row = 1, carried = 1;
    for (int axis = 0; axis < 3; ++axis) {
      if (rearrangement.driver(axis) != d) continue;
      n.rearranged_ranges(rearrangement, axis, tile_at(d, t), &ranges);
      std::int64_t sum = 0, longest = 0;
      for (const Range r : ranges) sum += r.size(), longest = std::max<std::int64_t>(longest, r.size());
      carried *= sum;
      if (axis > 0) row *= longest;
    }
    out.row = std::max(out.row, row);
    out.carried += double(carried);
  }
  return out;
}

}  // namespace apollo::compiler::emit
