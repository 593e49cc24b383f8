#pragma once
#include <algorithm>
#include <array>
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
  // Over the parts of one dimension, for one tile index.
  struct Along {
    std::int64_t most_vectors = 0, vectors = 0, core_vectors = 0, useful = 0;
  };
  struct Reduction {
    std::int64_t steps = 0, channels = 0;
  };

  std::vector<Along> along_;
  std::array<int, 4> first_{};  // of each dimension, in along_
  Reduction full_, last_;       // c tiles
  int tiles_c_ = 1;
  int macs_per_product_ = 0;  // 0: they are not counted
  program::PortTraffic beats_, bytes_;
  program::FunctionCycles functions_;
  int weight_bytes_per_step_ = 0, startup_cycles_ = 0;
};

inline TileWork::Work TileWork::of(const program::Tile& tile, bool psum_in, bool psum_out) const {
  const Along& y = along_[first_[0] + tile.y];
  const Along& x = along_[first_[1] + tile.x];
  const Along& g = along_[first_[2] + tile.g];
  const Along& k = along_[first_[3] + tile.k];
  const Reduction& c = tile.c + 1 == tiles_c_ ? last_ : full_;
  Work work;
  const std::int64_t busiest = y.most_vectors * x.most_vectors * g.most_vectors * k.most_vectors;
  if (busiest == 0) return work;
  const program::VectorTraffic beats = beats_.of(c.steps, psum_in, psum_out);
  const std::int64_t vectors = y.vectors * x.vectors * g.vectors * k.vectors;
  const program::VectorTraffic bytes = bytes_.of(c.steps, psum_in, psum_out);
  work.cycles = program::compute_cycles(functions_.of(beats, psum_out), startup_cycles_, busiest);
  work.beats = {vectors * beats.read, vectors * beats.written};
  work.bytes = {vectors * bytes.read, vectors * bytes.written};
  work.weight_bytes =
      y.core_vectors * x.core_vectors * g.core_vectors * k.core_vectors * c.steps * weight_bytes_per_step_;
  if (macs_per_product_ > 0) work.macs = y.useful * x.useful * g.useful * k.useful * c.channels;
  work.multiplications = work.macs * macs_per_product_;
  return work;
}

}  // namespace apollo::fast
