#include "apollo/compiler/map/tile_grid.h"

#include <algorithm>

namespace apollo::compiler::map {

using program::Dim;

TileGrid::TileGrid(const program::Op& op, const machine::Accelerator& a)
    : op_(op), accelerator_(a), grouped_(op.G > 1 && op.K > 1), extents_(op, a) {}

void TileGrid::tabulate(Axis axis, const TileSizes& sizes) {
  sizes_[axis] = sizes;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (axis == c_axis)
      reductions_[i] = extents_.reduction(sizes[i]);
    else
      loops_[axis][i] = extents_.along(static_cast<Dim>(axis), sizes[i]);
}

void TileGrid::set_split(const program::Mapping& m) {
  // How many extents of each axis a large share has: of rows most, because they are cut first, and columns
  // only where rows are 1.
  constexpr std::size_t kRows = 9, kColumns = 6, kGroups = 6, kChannels = 8, kReductions = 10;
  extents_.set_split(m);
  const auto sizes = [&](Dim d, int lanes, std::size_t count) {
    return TileSizes(extents_.share(d), lanes * (m.cores == d ? accelerator_.configuration.cores_per_pe : 1),
                     count);
  };
  tabulate(y_axis, sizes(Dim::y, 1, kRows));
  tabulate(x_axis, sizes(Dim::x, m.lanes_x, kColumns));
  tabulate(g_axis, m.tile_g == 1 ? TileSizes(1) : sizes(Dim::g, m.lanes_g, kGroups));
  tabulate(k_axis, sizes(Dim::k, m.lanes_k, kChannels));
  const int ways = m.ways_over_s ? 1 : whole().ways();
  tabulate(c_axis, op_.kernel == program::Kernel::mac ? TileSizes(op_.C, std::min(op_.C, ways), kReductions)
                                                      : TileSizes(op_.C));
}

TileGrid::Point TileGrid::smallest() const {
  Point p;
  for (std::size_t axis = 0; axis < p.size(); ++axis) p[axis] = sizes_[axis].size() - 1;
  return p;
}

bool TileGrid::shrink(Point* p, std::initializer_list<Axis> axes) const {
  for (const bool idle : {false, true})
    for (const Axis axis : axes)
      if ((*p)[axis] + 1 < (idle ? positions(axis) : whole_units(axis))) {
        ++(*p)[axis];
        return true;
      }
  return false;
}

}  // namespace apollo::compiler::map
