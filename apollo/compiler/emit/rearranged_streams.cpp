#include "apollo/compiler/emit/rearranged_streams.h"

namespace apollo::compiler::emit {

using program::Range;
using program::Rearrangement;
using program::Tile;

void RearrangedStreams::assign(const program::LoopNest& n, const workloads::Shape& buffer, int burst) {
  const Rearrangement& rearrangement = *n.op.rearrangement;
  // Along y all runs are rounded, whole buffer or not: no extent is -1.
  const int element = n.op.in_q.bytes();
  const std::int64_t channels = std::int64_t{buffer.channels} * element;
  const std::int64_t extents[] = {-1, buffer.width, channels};
  const std::int64_t bytes[] = {buffer.width * channels, channels, 1};
  for (int axis = 0; axis < 3; ++axis) {
    Axis& of_axis = axes_[axis];
    of_axis.driver = rearrangement.driver(axis);
    of_axis.carried.assign(static_cast<std::size_t>(n.tiling.tiles[of_axis.driver]), Extents());
    for (int t = 0; t < n.tiling.tiles[of_axis.driver]; ++t) {
      n.tiling.rearranged_ranges(rearrangement, axis, t, &scratch_);
      for (const Range r : scratch_)
        of_axis.carried[t].add(std::int64_t{r.size()} * (axis == 2 ? element : 1), extents[axis], bytes[axis],
                               burst);
    }
  }
}

Stream RearrangedStreams::of(const Tile& tile) const {
  const int at[] = {tile.y, tile.x, tile.g};
  const auto carried = [&](int axis) -> const Extents& {
    return axes_[axis].carried[at[axes_[axis].driver]];
  };
  return stream_of(carried(0), carried(1), carried(2));
}

}  // namespace apollo::compiler::emit
