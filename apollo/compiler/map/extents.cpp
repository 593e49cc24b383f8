#include "apollo/compiler/map/extents.h"

#include <algorithm>

#include "apollo/compiler/map/rearranged_extent.h"
#include "apollo/compiler/map/spreads.h"

namespace apollo::compiler::map {

using machine::ceil_div;
using program::Dim;
using program::Mapping;
using program::Op;
using program::Tiling;

SplitExtents::SplitExtents(const Op& op, const machine::Accelerator& a)
    : op_(op), accelerator_(a), whole_(op, whole_op(op), a) {}

void SplitExtents::set_split(const Mapping& split) { whole_ = Tiling(op_, split, accelerator_); }

// Input rows (columns) that all tiles and parts of an axis carry together: merged where the axis has one
// tile. Elsewhere every piece carries its own window, less what lies outside the input at the two ends.
double SplitExtents::carried(Dim dim, int tiles, int tile) const {
  const int d = static_cast<int>(dim), outputs = whole_.extent[d], share = whole_.share[d];
  const program::WindowAxis& axis = dim == Dim::y ? op_.rows : op_.columns;
  const int size = dim == Dim::y ? op_.input.shape.height : op_.input.shape.width;
  if (tiles == 1) return axis.input_range({0, outputs}, size).size();
  const int full_parts = outputs / share;
  const double pieces = static_cast<double>(full_parts) * tiles +
                        static_cast<double>(ceil_div(outputs - std::int64_t{full_parts} * share, tile));
  if (axis.transposed)
    return static_cast<double>(outputs) / axis.stride +
           pieces * static_cast<double>(axis.window - 1) / axis.stride;
  // In units of 1 / divisor; a piece that spans s of them has s / divisor + 1 positions on average.
  const std::int64_t reach = std::int64_t{axis.window - 1} * axis.dilation;
  const std::int64_t last =
      machine::floor_div(std::int64_t{outputs - 1} * axis.stride - axis.pad + reach, axis.divisor);
  const std::int64_t beyond = std::max<std::int64_t>(0, last + 1 - size);
  return (static_cast<double>(outputs) * axis.stride + pieces * static_cast<double>(reach - axis.stride) -
          axis.pad) /
             axis.divisor +
         pieces - static_cast<double>(beyond);
}

Tiling SplitExtents::with_tile(Dim dim, int tile) const {
  Tiling tiling = whole_;
  tiling.set_tile(op_, dim, tile, accelerator_);
  return tiling;
}

// What a tile needs of the input along the dimension.
void SplitExtents::add_input(Dim dim, LoopExtent* out) const {
  if (dim == Dim::k) return;
  if (op_.rearrangement) {
    const RearrangedExtent input = rearranged_extent(*op_.rearrangement, with_tile(dim, out->tile), dim);
    out->window = input.window;
    out->row = input.row;
    out->carried = input.carried;
    return;
  }
  const workloads::Shape& in = op_.input.shape;
  if (dim == Dim::g) {
    out->window = std::int64_t{out->tile} * op_.C;
    out->row = out->tiles == 1 ? in.channels : out->window;
    out->carried = in.channels;
    return;
  }
  const bool rows = dim == Dim::y;
  const int size = rows ? in.height : in.width;
  out->window = std::min<std::int64_t>((rows ? op_.rows : op_.columns).input_extent(out->tile), size);
  if (!rows) out->row = out->tiles == 1 ? size : out->window;
  out->carried = carried(dim, out->tiles, out->tile);
}

// What parts and cores have of the channels g or k; `last`: extent of the last tile.
void SplitExtents::add_channels(Dim dim, int last, LoopExtent* out) const {
  const int d = static_cast<int>(dim), full = whole_.extent[d] / whole_.share[d];
  out->covered = full * out->tile + std::min(out->tile, whole_.extent[d] - full * whole_.share[d]);
  out->of_core = whole_.core_range(dim, {0, out->tile}, 0).size();
  out->of_core_last = whole_.core_range(dim, {0, last}, 0).size();
}

LoopExtent SplitExtents::along(Dim dim, int tile) const {
  const int d = static_cast<int>(dim), share = whole_.share[d];
  LoopExtent out;
  out.tile = std::min(tile, share);
  out.tiles = static_cast<int>(ceil_div(share, out.tile));
  const int last = share - (out.tiles - 1) * out.tile;
  const auto vectors = [&](int size) { return static_cast<double>(whole_.vectors_along(dim, size)); };
  out.vectors = out.tiles > 1 ? (out.tiles - 1) * vectors(out.tile) + vectors(last) : vectors(out.tile);
  add_input(dim, &out);
  if (dim == Dim::g || dim == Dim::k) add_channels(dim, last, &out);
  if (whole_.mapping.cores == dim) {
    const Tiling tiling = with_tile(dim, out.tile);
    out.beats = tiling.beats;
    out.functions = tiling.functions;
  }
  return out;
}

ReductionExtent SplitExtents::reduction(int tile) const {
  ReductionExtent out;
  out.tile = tile;
  out.tiles = static_cast<int>(ceil_div(op_.C, tile));
  out.channels = std::min(tile, op_.C);
  out.last_channels = op_.C - (out.tiles - 1) * tile;
  out.steps = whole_.steps(out.channels);
  out.last_steps = whole_.steps(out.last_channels);
  return out;
}

}  // namespace apollo::compiler::map
