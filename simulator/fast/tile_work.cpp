#include "simulator/fast/tile_work.h"

#include <algorithm>

namespace apollo::fast {

void TileWork::assign(const program::LoopNest& n, const machine::TemplateConstants& constants) {
  along_.clear();
  for (int d = 0; d < 4; ++d) {
    const program::Dim dim = static_cast<program::Dim>(d);
    first_[d] = static_cast<int>(along_.size());
    for (int t = 0; t < n.tiling.tiles[d]; ++t) {
      Along sum;
      for (int part = 0; part < n.tiling.parts[d]; ++part) {
        const program::Range range = n.tiling.output_range(dim, part, t);
        if (range.size() == 0) continue;
        std::array<int, 4> extent{1, 1, 1, 1};
        extent[d] = range.size();
        const std::int64_t vectors = n.tiling.vectors(extent[0], extent[1], extent[2], extent[3]);
        std::int64_t cores = 1;
        if (n.tiling.mapping.cores == dim)
          cores = machine::ceil_div(range.size(), machine::ceil_div(range.size(), n.tiling.cores));
        sum.most_vectors = std::max(sum.most_vectors, vectors);
        sum.vectors += vectors;
        sum.core_vectors += vectors * cores;
        if (dim == program::Dim::y) sum.useful += n.op.rows.useful_taps(range, n.op.input.shape.height);
        if (dim == program::Dim::x) sum.useful += n.op.columns.useful_taps(range, n.op.input.shape.width);
        if (dim == program::Dim::g || dim == program::Dim::k) sum.useful += range.size();
      }
      along_.push_back(sum);
    }
  }
  tiles_c_ = n.tiling.tiles_c;
  const auto reduction = [&](int tile_c) {
    const int channels = n.tiling.c_range(tile_c).size();
    return Reduction{n.tiling.steps(channels), channels};
  };
  full_ = reduction(0);
  last_ = reduction(tiles_c_ - 1);
  macs_per_product_ = n.op.kernel == program::Kernel::mac ? n.op.macs_per_product() : 0;
  beats_ = n.tiling.beats;
  bytes_ = n.tiling.bytes;
  functions_ = n.tiling.functions;
  weight_bytes_per_step_ = n.tiling.weight_bytes_per_step;
  startup_cycles_ = constants.compute_startup_cycles;
}

}  // namespace apollo::fast
