#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "simulator/program/mapping.h"

namespace apollo::fast {

// What the PEs do in the compute tiles of an op. The PEs form a product of parts along the four dimensions,
// and the work of a PE is a product over the dimensions too; so sums over PEs are products of sums along
// each dimension, which are tabulated once per op.
class TileWork {
 public:
  struct Work {
    program::VectorTraffic beats, bytes;  // of PE memories
    std::int64_t weight_bytes = 0, macs = 0, multiplications = 0;
  };

  // May be called again, for another op: memory is reused. Keeps no reference.
  void assign(const program::LoopNest& nest, const machine::TemplateConstants& constants);
  // Adds the work of a tile. Returns the cycles of the busiest PE.
  std::int64_t add(const program::Tile& tile, bool psum_in, bool psum_out);
  // Of all tiles that were added since the last call, over all PEs.
  Work take();

 private:
  // Over the parts of one dimension, or of two, for one tile index of each.
  struct Along {
    std::int64_t most_vectors = 0, vectors = 0, core_vectors = 0, useful = 0;
  };
  // Of a vector that reduces over a c tile: steps, and in each core weight bytes; of an output's tap, MACs.
  struct Channels {
    std::int64_t steps = 0, weight_bytes = 0, macs = 0;
  };
  // Tiles that reduce over as many channels, with or without partial sums.
  struct Reduction {
    program::VectorCycles cycles;                            // of a vector
    std::int64_t vectors = 0, core_vectors = 0, useful = 0;  // since the last take()
  };
  static Along along(const program::LoopNest& nest, program::Dim dim, int tile);
  void tabulate(const program::LoopNest& nest, program::Dim outer, program::Dim inner);

  std::vector<Along> along_;  // of y and x by both tile indices, x fastest; then of g and k
  int tiles_x_ = 1, tiles_k_ = 1, tiles_c_ = 1, first_channel_ = 0;
  std::array<Reduction, 8> reductions_;  // by whether it is the last over c, by psum_in and psum_out
  std::array<Channels, 2> channels_;     // of a c tile, and of the last one
  program::PortTraffic beats_, bytes_;
  int macs_per_product_ = 1, startup_cycles_ = 0;
};

inline std::int64_t TileWork::add(const program::Tile& tile, bool psum_in, bool psum_out) {
  const Along& position = along_[tile.y * tiles_x_ + tile.x];
  const Along& channel = along_[first_channel_ + tile.g * tiles_k_ + tile.k];
  Reduction& c = reductions_[(tile.c + 1 == tiles_c_) * 4 + psum_in * 2 + psum_out];
  c.vectors += position.vectors * channel.vectors;
  c.core_vectors += position.core_vectors * channel.core_vectors;
  c.useful += position.useful * channel.useful;
  return program::compute_cycles(c.cycles, startup_cycles_, position.most_vectors * channel.most_vectors);
}

}  // namespace apollo::fast
