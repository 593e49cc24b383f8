#pragma once
#include <array>
#include <initializer_list>

#include "apollo/compiler/map/extents.h"
#include "apollo/compiler/map/tile_sizes.h"

namespace apollo::compiler::map {

// The tiles that a search considers for one split of an op: a grid with an axis for each loop, largest
// extents first. What the cost of a tile needs of each extent is tabulated.
class TileGrid {
 public:
  enum Axis { y_axis, x_axis, g_axis, k_axis, c_axis, kAxes };  // y to k: as in program::Dim
  using Point = std::array<std::size_t, kAxes>;                 // positions along the axes

  // Keeps references to both. Call set_split() before anything else.
  TileGrid(const program::Op& op, const machine::Accelerator& accelerator);

  void set_split(const program::Mapping& split);
  const program::Tiling& whole() const { return extents_.whole(); }  // of the split
  std::size_t positions(Axis axis) const { return sizes_[axis].size(); }
  // So many of an axis's positions leave no lane or core idle.
  std::size_t whole_units(Axis axis) const { return sizes_[axis].whole_units(); }
  double tiles(const Point& p, Axis axis) const {
    return axis == c_axis ? reductions_[p[c_axis]].tiles : loops_[axis][p[axis]].tiles;
  }
  // Several groups at once only with all their channels.
  bool legal(const Point& p) const {
    return !grouped_ || sizes_[g_axis][p[g_axis]] == 1 || sizes_[k_axis][p[k_axis]] == op_.K;
  }
  // Refers to this grid's tables, until set_split().
  TileShape shape(const Point& p, program::LoopOrder order) const;
  Point smallest() const;
  // Makes a tile smaller along the first of the axes that has smaller extents, those that leave lanes or
  // cores idle last. Whether there was one.
  bool shrink(Point* p, std::initializer_list<Axis> axes) const;

 private:
  void tabulate(Axis axis, const TileSizes& sizes);

  const program::Op& op_;
  const machine::Accelerator& accelerator_;
  const bool grouped_;  // and several channels in a group
  SplitExtents extents_;
  std::array<TileSizes, kAxes> sizes_;
  std::array<std::array<LoopExtent, TileSizes::kMost>, 4> loops_;
  std::array<ReductionExtent, TileSizes::kMost> reductions_;
};

inline TileShape TileGrid::shape(const Point& p, program::LoopOrder order) const {
  TileShape shape;
  for (std::size_t d = 0; d < shape.along.size(); ++d) shape.along[d] = &loops_[d][p[d]];
  shape.c = &reductions_[p[c_axis]];
  shape.order = order;
  return shape;
}

// Orders that differ only in loops with one tile are the same; the first of them stands for all, the others
// are redundant.
inline bool redundant(const TileShape& s) {
  const bool space = s.y().tiles * s.x().tiles > 1, channels = s.g().tiles * s.k().tiles > 1,
             reduction = s.c->tiles > 1;
  if (s.order == program::LoopOrder::ksc) return !(space && channels);
  return s.order == program::LoopOrder::kcs && !(space && reduction);
}

}  // namespace apollo::compiler::map
