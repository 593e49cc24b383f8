#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "simulator/machine/accelerator.h"
#include "simulator/program/op.h"
#include "simulator/program/port_traffic.h"

// How one Op runs on the PE array, and the geometry that follows: which part of each tensor a PE, a core and
// a tile see.
namespace apollo::program {

enum class Dim : std::uint8_t { y, x, g, k };
constexpr int index(Dim dim) { return static_cast<int>(dim); }  // in arrays over the dimensions
const char* to_string(Dim dim);

// Order of the temporal tile loops, outermost first; s stands for the y and x tiles, k for the g and k tiles,
// c for the c tiles.
enum class LoopOrder : std::uint8_t { skc, ksc, kcs };
const char* to_string(LoopOrder order);

struct Mapping {
  Dim rows = Dim::y, columns = Dim::x;  // what PE rows and PE columns spread; both may name one dimension,
                                        // which is then split over all PEs at work
  int rows_at_work = 0, columns_at_work = 0;  // the first so many PE rows and columns; 0: all
  Dim cores = Dim::k;                         // what the cores of a PE spread
  int lanes_g = 1, lanes_k = 1,
      lanes_x = 1;           // product <= compute_lanes; row kernels: all lanes take channels and these are 1
  bool ways_over_s = false;  // the MAC ways of a lane take neighbours along s instead of c
  int tile_y = 1, tile_x = 1, tile_g = 1, tile_k = 1, tile_c = 1;  // extents of one compute tile in one PE
  LoopOrder order = LoopOrder::skc;
  bool operator==(const Mapping& o) const {
    return rows == o.rows && columns == o.columns && rows_at_work == o.rows_at_work &&
           columns_at_work == o.columns_at_work && cores == o.cores && lanes_g == o.lanes_g &&
           lanes_k == o.lanes_k && lanes_x == o.lanes_x && ways_over_s == o.ways_over_s &&
           tile_y == o.tile_y && tile_x == o.tile_x && tile_g == o.tile_g && tile_k == o.tile_k &&
           tile_c == o.tile_c && order == o.order;
  }
};

// Index of a temporal tile within every PE's share.
struct Tile {
  int y = 0, x = 0, g = 0, k = 0, c = 0;
};

// Of one dimension of a tile: so many parts have `size` outputs each, one more has `rest` of them, and all
// others have none.
struct TileParts {
  int whole = 0, size = 0, rest = 0;
  int with_outputs() const { return whole + (rest > 0 ? 1 : 0); }
  int outputs() const { return whole * size + rest; }
};

// The numbers of an Op with its Mapping on an Accelerator that are constant over its tiles: how its loops are
// split, and how long a vector takes. Keeps no reference.
// Invariant (see check()): where G > 1 and K > 1, either tile_g == 1 or k is neither spread over PEs nor
// tiled.
struct Tiling {
  Tiling(const Op& op, const Mapping& mapping, const machine::Accelerator& accelerator);
  // As if made with other lanes and ways, or another tile along one dimension, but for the same op and
  // accelerator.
  void set_lanes(const Op& op, int lanes_g, int lanes_k, int lanes_x, bool ways_over_s,
                 const machine::Accelerator& accelerator);
  void set_tile(const Op& op, Dim dim, int extent, const machine::Accelerator& accelerator);

  Mapping mapping;
  int pes_x, pes_y, cores;
  int rows_at_work, columns_at_work;
  std::array<int, 4> extent, parts, share, tile,
      tiles;  // by Dim: loop bound; PEs that split it; ceil(extent / parts); tile; ceil(share / tile)
  std::array<int, 4> whole_shares;  // by Dim: parts that have a whole share, extent / share
  int tiles_c;                      // ceil(C / tile_c)

  PortTraffic bytes, beats;   // of the PE memory's ports, per vector; those of the tile that keeps most cores
                              // at work
  FunctionCycles functions;   // of a vector, on these beats
  int weight_bytes_per_step;  // bytes one core reads from its core memory in one step (0 without weights)
  // MAC ways of a lane that take neighbours along c or s: fewer where several make one product.
  int ways() const { return ways_; }
  int steps(int c_extent) const;  // steps to reduce one vector over c_extent input channels of each group

  int part(Dim dim, int row, int column) const;                 // which part of `dim` a PE has; one past the
                                                                // last, which is empty, if it is not at work
  Range share_of(Dim dim, int part) const;                      // over all its tiles; may be empty
  Range output_range(Dim dim, int part, int tile_index) const;  // likewise, of one tile
  TileParts tile_parts(Dim dim, int tile_index) const;          // their sizes
  Range c_range(int i) const {                                  // of the c tile of that index
    return {i * mapping.tile_c, std::min((i + 1) * mapping.tile_c, channels_)};
  }
  // The distinct output ranges of one dimension that a tile covers over all PEs, in order: one, the whole
  // extent, if the dimension has one tile. Replaces the contents of `out`.
  void output_ranges(Dim dim, int tile_index, std::vector<Range>* out) const;
  // What these ranges of the axis's driver, for its tile of that index, read along an axis of the input;
  // ranges that overlap or touch are merged. Replaces the contents of `out`.
  void rearranged_ranges(const Rearrangement& rearrangement, int input_axis, int driver_tile,
                         std::vector<Range>* out) const;
  // The g and k ranges of one core for the g and k ranges of its PE's tile (a core may have nothing to do).
  Range core_range(Dim dim, Range pe_range, int core) const;
  // Vectors that the busiest core of a PE processes for an output box of the given extents; 0 if any is 0.
  std::int64_t vectors(int y, int x, int g, int k) const;
  // Of which it is the product.
  int vectors_along(Dim dim, int size) const;
  // Cores that share so many outputs of a PE along a dimension, size > 0: 1 if cores do not split it.
  int cores_along(Dim dim, int size) const {
    return dim == mapping.cores ? machine::ceil_div(size, machine::ceil_div(size, cores)) : 1;
  }
  // Cycles from a compute instruction's start to its end in a PE that has `vectors` vectors of a tile.
  std::int64_t compute_cycles(std::int64_t vectors, int c_extent, bool psum_in, bool psum_out,
                              const machine::TemplateConstants& constants) const;

 private:
  void set_tiles(int dim, int wanted);
  void set_vector(const Op& op, const machine::Accelerator& accelerator);
  void set_row_vector(const Op& op, const machine::Accelerator& accelerator);
  int most_active_cores() const;
  int ways_ = 1, row_steps_ = 0;  // row_steps_: row kernels
  int channels_, row_taps_, column_taps_;
};

inline int Tiling::part(Dim dim, int row, int column) const {
  if (row >= rows_at_work || column >= columns_at_work) return parts[index(dim)];
  const bool by_row = mapping.rows == dim, by_column = mapping.columns == dim;
  if (by_row && by_column) return row * columns_at_work + column;
  if (by_row) return row;
  return by_column ? column : 0;
}

inline Range Tiling::share_of(Dim dim, int part) const {
  const int d = index(dim);
  return {part * share[d], std::min((part + 1) * share[d], extent[d])};
}

inline Range Tiling::output_range(Dim dim, int part, int tile_index) const {
  const int d = static_cast<int>(dim);
  const int begin = part * share[d] + tile_index * tile[d];
  const int end = std::min({begin + tile[d], (part + 1) * share[d], extent[d]});
  return {begin, std::max(begin, end)};
}

inline TileParts Tiling::tile_parts(Dim dim, int tile_index) const {
  const int d = index(dim), begin = tile_index * tile[d];
  return {whole_shares[d], std::min(tile[d], share[d] - begin),
          std::clamp(extent[d] - whole_shares[d] * share[d] - begin, 0, tile[d])};
}

inline int Tiling::vectors_along(Dim dim, int size) const {
  const int of_core = dim == mapping.cores ? machine::ceil_div(size, cores) : size;
  switch (dim) {
    case Dim::y:
      return of_core;
    case Dim::x:
      return machine::ceil_div(of_core, mapping.lanes_x);
    case Dim::g:
      return machine::ceil_div(of_core, mapping.lanes_g);
    case Dim::k:
      return machine::ceil_div(of_core, mapping.lanes_k);
  }
  return 0;
}

// An op with its tiling, and the geometry of its tensors.
struct LoopNest {
  LoopNest(const Op& op, const Mapping& mapping, const machine::Accelerator& accelerator);

  Tiling tiling;
  Op op;

  // What one PE computes in a tile; empty where the PE has nothing to do. Channels of the box are output
  // channels g * K + k.
  Box output_box(int row, int column, const Tile& tile) const;
  // What one PE computes over all tiles (bounding box).
  Box output_share(int row, int column) const;
  // Calls visit(Box) for what each PE computes over all tiles, in row-major order, until it returns false.
  // Whether it never did.
  template <typename Visit>
  bool all_output_shares(Visit visit) const;
  // Operand boxes that an output box needs, in the operand's view coordinates, clipped to the view. Input:
  // always all c of the groups.
  Box input_box(const Box& output) const;
  Box operand2_box(const Box& output) const;

  // Likewise output_ranges(), of the output channels.
  void output_channel_ranges(int tile_g, int tile_k, std::vector<Range>* out) const;

  // The boxes that a tile's transfer carries, in view coordinates of the operand; the stream in staging
  // memory is these boxes one after the other, each row-major [y][x][c]. Along a dimension with one tile, the
  // parts of all PEs are merged into one range, so that nothing is carried twice; along others each part has
  // its own. The input pieces of a rearrangement are the products of its rearranged_ranges(). A PE takes what
  // lies in its own box.
  std::vector<Box> input_pieces(const Tile& tile) const;
  std::vector<Box> operand2_pieces(const Tile& tile) const;
  std::vector<Box> output_pieces(const Tile& tile) const;

  // Weights of a tile: distinct (g range, k range) over the PEs, in the order of the parts; the stream in
  // parameter memory is, for each, for g, for k: the C range x R x S weights [c][r][s] of that output
  // channel, 4-bit ones two to a byte, the first in its low half (row kernels: gamma[C] then beta[C]); then,
  // if the tile is the last over c and the op has a bias, int32 little-endian bias [g][k].
  struct WeightPiece {
    Range g, k;
    std::int64_t bytes;
  };
  std::vector<WeightPiece> weight_pieces(const Tile& tile) const;

  // The channels of an output box with these ranges of g and k.
  Range output_channels(Range g, Range k) const {
    return is_row_kernel(op.kernel) ? Range{0, op.C}
                                    : Range{g.begin * op.K + k.begin, (g.end - 1) * op.K + k.end};
  }
};

template <typename Visit>
bool LoopNest::all_output_shares(Visit visit) const {
  const int rows = index(tiling.mapping.rows), columns = index(tiling.mapping.columns);
  std::array<Range, 4> of;  // by Dim
  const auto take = [&](int d, int part) { of[d] = tiling.share_of(static_cast<Dim>(d), part); };
  for (int d = 0; d < 4; ++d) take(d, 0);
  for (int row = 0; row < tiling.pes_y; ++row) {
    take(rows, row);
    for (int column = 0; column < tiling.pes_x; ++column) {
      take(columns, rows == columns ? row * tiling.columns_at_work + column : column);
      const bool idle = row >= tiling.rows_at_work || column >= tiling.columns_at_work ||
                        std::any_of(of.begin(), of.end(), [](Range r) { return r.size() == 0; });
      const Range c = output_channels(of[index(Dim::g)], of[index(Dim::k)]);
      const Range y = of[index(Dim::y)], x = of[index(Dim::x)];
      if (!visit(idle ? Box() : Box{y.begin, y.end, x.begin, x.end, c.begin, c.end})) return false;
    }
  }
  return true;
}

// Whether two mappings of ops with the same weights cut these into the same tiles, for the same PEs and
// cores.
bool same_weight_tiles(const Tiling& a, const Tiling& b);

// Core memory bytes that a weight tile takes in every core (that of the largest core's share).
std::int64_t core_tile_bytes(const Op& op, const Tiling& tiling, const Tile& tile);

// Why a mapping is not legal for an op, or empty.
std::string check(const Op& op, const Mapping& mapping, const machine::Accelerator& accelerator);

}  // namespace apollo::program
