#pragma once
#include <array>

#include "simulator/program/mapping.h"

// What follows from the extent of a tile along one loop alone. A mapping search tabulates it, so that the
// cost of a tile is a few products.
namespace apollo::compiler::map {

// One tile extent along one of the loops y, x, g and k.
struct LoopExtent {
  int tile = 1, tiles = 1;
  double vectors = 1;  // of one PE, over all its tiles
  // y, x, g: input rows, columns or channels, but what follows this dimension where the op rearranges.
  std::int64_t window = 1;                     // of a tile at most
  std::int64_t row = 1;                        // of a row (one y) of a transfer's piece, at most
  double carried = 1;                          // of all transfers together
  std::int64_t covered = 1;                    // g, k: what the first tiles of all parts cover together
  std::int64_t of_core = 1, of_core_last = 1;  // g, k: what a core has of the first and of the last tile
  program::PortTraffic beats;                  // of the dimension that the cores spread
  program::FunctionCycles functions;           // likewise
};

// Likewise along c.
struct ReductionExtent {
  int tile = 1, tiles = 1;
  int channels = 1, last_channels = 1;  // of a tile
  int steps = 1, last_steps = 1;        // Tiling::steps of these
};

// One tile of a mapping: entries of the caller's tables, all of one split.
struct TileShape {
  std::array<const LoopExtent*, 4> along{};  // by Dim
  const ReductionExtent* c = nullptr;
  program::LoopOrder order = program::LoopOrder::skc;

  const LoopExtent& y() const { return *along[static_cast<int>(program::Dim::y)]; }
  const LoopExtent& x() const { return *along[static_cast<int>(program::Dim::x)]; }
  const LoopExtent& g() const { return *along[static_cast<int>(program::Dim::g)]; }
  const LoopExtent& k() const { return *along[static_cast<int>(program::Dim::k)]; }
};

// Extents of the tiles of one op on one accelerator, for one split: the part of a mapping that is not the
// tile (PE spreads, cores, lanes and ways).
class SplitExtents {
 public:
  // Keeps references to both. The split is that of a default mapping.
  SplitExtents(const program::Op& op, const machine::Accelerator& accelerator);

  void set_split(const program::Mapping& split);
  const program::Tiling& whole() const { return whole_; }  // of the split
  int share(program::Dim dim) const { return whole_.share[static_cast<int>(dim)]; }
  LoopExtent along(program::Dim dim, int tile) const;
  ReductionExtent reduction(int tile) const;

 private:
  void add_input(program::Dim dim, LoopExtent* extent) const;
  void add_channels(program::Dim dim, int last, LoopExtent* extent) const;
  double carried(program::Dim dim, int tiles, int tile) const;
  program::Tiling with_tile(program::Dim dim, int tile) const;  // the whole share but along one dimension

  const program::Op& op_;
  const machine::Accelerator& accelerator_;
  program::Tiling whole_;
};

}  // namespace apollo::compiler::map
