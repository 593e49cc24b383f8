#pragma once
#include <vector>

#include "apollo/compiler/emit/rearranged_streams.h"
#include "apollo/compiler/emit/stream.h"
#include "simulator/program/mapping.h"

namespace apollo::compiler::emit {

// The buffers on which an op's input, second operand and output are views.
struct BufferShapes {
  workloads::Shape input, operand2, output;
};

// The activations of all tiles of an op. The pieces of a tile (LoopNest::input_pieces and its like) are a
// product of ranges along y, along x and along the channels; so sums over pieces are products of sums along
// each axis, which are tabulated once per op.
class TileStreams {
 public:
  // May be called again, for another op: memory is reused. Keeps no reference.
  void assign(const program::LoopNest& nest, const BufferShapes& buffers, int burst_bytes);

  Stream input(const program::Tile& tile) const;
  Stream operand2(const program::Tile& tile) const;
  Stream output(const program::Tile& tile) const;

 private:
  // The pieces of one tile index along y or x, or of a pair of tile indices along g and k.
  struct Pieces {
    Extents input, operand2, output;
  };

  Pieces spatial(const program::LoopNest& nest, program::Dim dim, int tile);
  Pieces channels(const program::LoopNest& nest, int tile_g, int tile_k);
  const Pieces& channels_of(const program::Tile& tile) const { return channels_[tile.g * tiles_k_ + tile.k]; }

  BufferShapes buffers_;
  std::int64_t burst_ = 1;
  bool rearranges_ = false;
  RearrangedStreams rearranged_;  // input, if it rearranges
  std::vector<Pieces> rows_, columns_, channels_;
  int tiles_k_ = 1;
  std::vector<program::Range> scratch_;
};

}  // namespace apollo::compiler::emit
