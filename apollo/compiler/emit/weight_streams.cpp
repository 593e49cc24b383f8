#include "apollo/compiler/emit/weight_streams.h"

namespace apollo::compiler::emit {

using program::Dim;
using program::Range;

void WeightStreams::assign(const program::LoopNest& nest, int burst_bytes) {
  nest_ = &nest;
  burst_ = burst_bytes;
  groups_.clear();
  outputs_.clear();
  for (int t = 0; t < nest.tiling.tiles[static_cast<int>(Dim::g)]; ++t) groups_.push_back(outputs(Dim::g, t));
  for (int t = 0; t < nest.tiling.tiles[static_cast<int>(Dim::k)]; ++t)
    outputs_.push_back(outputs(Dim::k, t));
}

WeightStreams::Outputs WeightStreams::outputs(Dim dim, int tile) const {
  Outputs out;
  for (int part = 0; part < nest_->tiling.parts[static_cast<int>(dim)]; ++part) {
    const int size = nest_->tiling.output_range(dim, part, tile).size();
    out.sum += size;
    out.rounded += rounded(size * nest_->op.weight_bits / 8);
  }
  return out;
}

Stream WeightStreams::of(const program::Tile& tile) const {
  const program::Op& op = nest_->op;
  const Range c = nest_->tiling.c_range(tile.c);
  const std::int64_t groups = groups_[tile.g].sum;
  const Outputs& outputs = outputs_[tile.k];
  Stream out;
  out.bytes = op.weight_bytes(groups_[tile.g].sum, outputs.sum, c.size(), c.end == op.C);
  if (op.weight_view.buffer < 0)
    out.dram_bytes = rounded(out.bytes);
  else  // gathered from an activation, run by run
    out.dram_bytes = groups * (op.transpose_weight ? outputs.sum * rounded(c.size() * op.weight_bits / 8)
                                                   : c.size() * outputs.rounded);
  return out;
}

}  // namespace apollo::compiler::emit
