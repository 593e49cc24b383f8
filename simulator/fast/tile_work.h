#pragma once
#include <cstdint>
#include <vector>

#include "simulator/program/mapping.h"

namespace apollo::fast {

// What the PEs do in each compute tile of an op. The PEs form a product of parts along the four dimensions,
// and the work of a PE is a product over the dimensions too; so sums over PEs are products of sums along
// each dimension, which are tabulated once per op.
class TileWork {
 public:
  struct Work {
    std::int64_t cycles = 0;                                       // of the busiest PE
    program::VectorTraffic beats, bytes;                           // of PE memories, over all PEs
    std::int64_t weight_bytes = 0, macs = 0, multiplications = 0;  // likewise
  };

  // May be called again, for another op: memory is reused. Keeps no reference.
  void assign(const program::LoopNest& nest, const machine::TemplateConstants& constants);
  Work of(const program::Tile& tile, bool psum_in, bool psum_out) const;

 private:
  // Over the parts of one dimension, or of two, for one tile index of each.
  struct Along {
    std::int64_t most_vectors = 0, vectors = 0, core_vectors = 0, useful = 0;
  };
  // What depends on the c tile and on partial sums.
  struct Reduction {
    program::VectorCycles cycles;                   // of a vector
    program::VectorTraffic beats, bytes;            // likewise
    std::int64_t weight_bytes = 0;                  // of a vector, in each core
    std::int64_t macs = 0;                          // of a useful tap of an output
  };
  static Along along(const program::LoopNest& nest, program::Dim dim, int tile);
  void tabulate(const program::LoopNest& nest, program::Dim outer, program::Dim inner);

  std::vector<Along> along_;  // of y and x by both tile indices, x fastest; then of g and k
  int tiles_x_ = 1, tiles_k_ = 1, tiles_c_ = 1, first_channel_ = 0;
  Reduction reductions_[2][2][2];  // by whether it is the last over c, psum_in, psum_out
  int macs_per_product_ = 1, startup_cycles_ = 0;
};

inline TileWork::Work TileWork::of(const program::Tile& tile, bool psum_in, bool psum_out) const {
  const Along& position = along_[tile.y * tiles_x_ + tile.x];
  const Along& channel = along_[first_channel_ + tile.g * tiles_k_ + tile.k];
  const Reduction& c = reductions_[tile.c + 1 == tiles_c_][psum_in][psum_out];
  const std::int64_t vectors = position.vectors * channel.vectors;
  Work work;
  work.cycles = program::compute_cycles(c.cycles, startup_cycles_, position.most_vectors * channel.most_vectors);
  work.beats = {vectors * c.beats.read, vectors * c.beats.written};
  work.bytes = {vectors * c.bytes.read, vectors * c.bytes.written};
  work.weight_bytes = position.core_vectors * channel.core_vectors * c.weight_bytes;
  work.macs = position.useful * channel.useful * c.macs;
  work.multiplications = work.macs * macs_per_product_;
  return work;
}

}  // namespace apollo::fast
