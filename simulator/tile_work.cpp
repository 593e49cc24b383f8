#include "simulator/tile_work.h"

#include <algorithm>

namespace apollo::simulator {

namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

void TileWork::assign(const LoopNest& n, const TemplateConstants& constants) {
  along_.clear();
  for (int d = 0; d < 4; ++d) {
    const Dim dim = static_cast<Dim>(d);
    first_[d] = static_cast<int>(along_.size());
    for (int t = 0; t < n.tiles[d]; ++t) {
      Along sum;
      for (int part = 0; part < n.parts[d]; ++part) {
        const Range range = n.output_range(dim, part, t);
        if (range.size() == 0) continue;
        std::array<int, 4> extent{1, 1, 1, 1};
        extent[d] = range.size();
        const std::int64_t vectors = n.vectors(extent[0], extent[1], extent[2], extent[3]);
        std::int64_t cores = 1;
        if (n.mapping.cores == dim) cores = ceil_div(range.size(), ceil_div(range.size(), n.cores));
        sum.most_vectors = std::max(sum.most_vectors, vectors);
        sum.vectors += vectors;
        sum.core_vectors += vectors * cores;
        if (dim == Dim::y) sum.useful += n.op.rows.useful_taps(range, n.op.input.shape.height);
        if (dim == Dim::x) sum.useful += n.op.columns.useful_taps(range, n.op.input.shape.width);
        if (dim == Dim::g || dim == Dim::k) sum.useful += range.size();
      }
      along_.push_back(sum);
    }
  }
  tiles_c_ = n.tiles_c;
  const auto reduction = [&](int tile_c) {
    const int channels = n.c_range(tile_c).size();
    return Reduction{n.steps(channels), channels};
  };
  full_ = reduction(0);
  last_ = reduction(tiles_c_ - 1);
  counts_macs_ = n.op.kernel == Kernel::mac;
  step_beats_ = n.step_beats;
  psum_beats_ = n.psum_beats;
  operand2_beats_ = n.operand2_beats;
  drain_beats_ = n.drain_beats;
  psum_drain_beats_ = n.psum_drain_beats;
  weight_bytes_per_step_ = n.weight_bytes_per_step;
  startup_cycles_ = constants.compute_startup_cycles;
}

TileWork::Work TileWork::of(const Tile& tile, bool psum_in, bool psum_out) const {
  const Along& y = along_[first_[0] + tile.y];
  const Along& x = along_[first_[1] + tile.x];
  const Along& g = along_[first_[2] + tile.g];
  const Along& k = along_[first_[3] + tile.k];
  const Reduction& c = tile.c + 1 == tiles_c_ ? last_ : full_;
  Work work;
  const std::int64_t busiest = y.most_vectors * x.most_vectors * g.most_vectors * k.most_vectors;
  if (busiest == 0) return work;
  const std::int64_t reads_per_vector =
      (psum_in ? psum_beats_ : 0) + (psum_out ? 0 : operand2_beats_) + c.steps * step_beats_;
  const std::int64_t writes_per_vector = psum_out ? psum_drain_beats_ : drain_beats_;
  const std::int64_t vectors = y.vectors * x.vectors * g.vectors * k.vectors;
  // Rule T5.
  work.cycles = startup_cycles_ + reads_per_vector +
                (busiest - 1) * std::max(reads_per_vector, writes_per_vector) + writes_per_vector;
  work.reads = vectors * reads_per_vector;
  work.writes = vectors * writes_per_vector;
  work.weight_bytes =
      y.core_vectors * x.core_vectors * g.core_vectors * k.core_vectors * c.steps * weight_bytes_per_step_;
  if (counts_macs_) work.macs = y.useful * x.useful * g.useful * k.useful * c.channels;
  return work;
}

}  // namespace apollo::simulator
