#include "apollo/compiler/emit/weight_streams.h"

namespace apollo::compiler::emit {

using program::Dim;
using program::TileParts;

void WeightStreams::assign(const program::LoopNest& nest, int burst_bytes) {
  const program::Op& op = nest.op;
  const program::Tiling& tiling = nest.tiling;
  tiles_k_ = tiling.tiles[index(Dim::k)];
  tiles_c_ = tiling.tiles_c;
  const std::int64_t burst = burst_bytes;
  const auto rounded = [&](std::int64_t values) {
    return machine::round_up(values * op.weight_bits / 8, burst);
  };
  streams_.clear();
  core_bytes_.clear();
  const auto count = std::size_t{2} * tiling.tiles[index(Dim::g)] * tiles_k_;
  streams_.reserve(count);
  core_bytes_.reserve(count);
  program::Tile tile;
  for (int g = 0; g < tiling.tiles[index(Dim::g)]; ++g) {
    const int groups = tiling.tile_parts(Dim::g, g).outputs();
    for (int k = 0; k < tiles_k_; ++k) {
      const TileParts parts = tiling.tile_parts(Dim::k, k);
      for (const bool last : {false, true}) {
        tile.g = g, tile.k = k, tile.c = last ? tiles_c_ - 1 : 0;
        core_bytes_.push_back(core_tile_bytes(op, tiling, tile));
        const int channels = tiling.c_range(tile.c).size();
        Stream& stream = streams_.emplace_back();
        stream.bytes = op.weight_bytes(groups, parts.outputs(), channels, last);
        if (op.weight_view.buffer < 0)
          stream.dram_bytes = machine::round_up(stream.bytes, burst);
        else  // gathered from an activation, run by run
          stream.dram_bytes =
              groups * (op.transpose_weight
                            ? parts.outputs() * rounded(channels)
                            : channels * (parts.whole * rounded(parts.size) + rounded(parts.rest)));
      }
    }
  }
}

}  // namespace apollo::compiler::emit
