#pragma once
#include <vector>

#include "apollo/compiler/emit/extents.h"
#include "apollo/compiler/emit/rearranged_streams.h"
#include "simulator/program/mapping.h"

namespace apollo::compiler::emit {

// What a tile's transfer of one operand carries.
struct Stream {
  std::int64_t bytes = 0;           // over all pieces
  std::int64_t dram_bytes = 0;      // on the DRAM bus, if carried whole: every run rounded up to bursts
  std::int64_t receiver_bytes = 0;  // written to all PE memories, or to all core memories
};

// The streams of all tiles of an op. The pieces of a tile (LoopNest::input_pieces and its like) are a product
// of ranges along y, along x and along the channels, and so is what each PE needs; sums over pieces and PEs
// are products of sums along each axis, which are tabulated once per op.
class TileStreams {
 public:
  // Shapes of the buffers on which the op's input, second operand and output are views. May be called again,
  // for another op: memory is reused. Keeps no reference. `weights_only`: weights() and core_tile_bytes() are
  // all that will be asked for.
  void assign(const program::LoopNest& nest, const workloads::Shape& input_buffer,
              const workloads::Shape& operand2_buffer, const workloads::Shape& output_buffer, int burst_bytes,
              bool weights_only);

  Stream input(const program::Tile& tile) const;
  Stream operand2(const program::Tile& tile) const;
  Stream output(const program::Tile& tile) const;  // to DRAM: nobody receives it
  Stream weights(const program::Tile& tile) const;
  std::int64_t core_tile_bytes(const program::Tile& tile) const;  // program::core_tile_bytes

 private:
  // Rows or columns of one tile index.
  struct Spatial {
    Extents input, operand2, output;
    std::int64_t input_needed = 0;  // what each PE's window has in common with each piece, summed
    std::int64_t computed = 0;      // output extents of the parts, summed
    std::int64_t parts = 0;         // parts that compute anything
  };
  // One pair of tile indices along g and k.
  struct Channels {
    Extents input, operand2, output;
    std::int64_t input_needed = 0, operand2_needed = 0;
    std::int64_t computed = 0;          // output channels of the parts, summed: each has a set of weights
    std::int64_t computed_rounded = 0;  // each part's k range rounded up to bursts, times its groups, summed
    std::int64_t core_outputs = 0;      // output channels of the first core of the first part
    std::int64_t parts = 0;             // parts that compute anything
  };

  Spatial spatial(const program::LoopNest& nest, program::Dim dim, int tile);
  Channels channels(const program::LoopNest& nest, int tile_g, int tile_k);
  void add(Extents* to, std::int64_t extent, std::int64_t buffer_extent,
           std::int64_t bytes_per_position) const {
    to->add(extent, buffer_extent, bytes_per_position, burst_);
  }
  std::int64_t rounded(std::int64_t bytes) const { return machine::round_up(bytes, burst_); }
  const Channels& channels_of(const program::Tile& tile) const {
    return channels_[tile.g * tiles_k_ + tile.k];
  }
  std::int64_t weight_bytes(const program::Tile& tile, std::int64_t outputs) const;

  bool rearranges_ = false;
  RearrangedStreams rearranged_;  // input, if it rearranges
  std::vector<Spatial> rows_, columns_;
  std::vector<Channels> channels_;
  int tiles_k_ = 1;
  std::vector<program::Range> scratch_;
  workloads::Shape input_buffer_, operand2_buffer_, output_buffer_;
  std::int64_t burst_ = 1;
  bool broadcast_ = false, weights_only_ = false;
  // Weights.
  program::Kernel kernel_ = program::Kernel::mac;
  bool weight_view_ = false, transpose_weight_ = false;
  int C_ = 1, tile_c_ = 1;
  std::int64_t taps_ = 1, bias_bytes_ = 0;
  std::int64_t spatial_parts_ = 1, cores_ = 1;
  bool cores_share_weights_ = false;  // cores that split y or x all take their PE's weights
};

}  // namespace apollo::compiler::emit
