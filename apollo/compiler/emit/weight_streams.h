#pragma once
#include <algorithm>
#include <vector>

#include "apollo/compiler/emit/stream.h"
#include "simulator/program/mapping.h"

namespace apollo::compiler::emit {

// The weights of all tiles of an op, over the parts of g and k (LoopNest::weight_pieces).
class WeightStreams {
 public:
  // May be called again, for another op: memory is reused. Keeps no reference.
  void assign(const program::LoopNest& nest, int burst_bytes);
  const Stream& of(const program::Tile& tile) const { return streams_[kind(tile)]; }
  // program::core_tile_bytes() of the tile.
  std::int64_t core_bytes(const program::Tile& tile) const { return core_bytes_[kind(tile)]; }
  // The bytes of the largest.
  std::int64_t largest() const {
    std::int64_t bytes = 0;
    for (const Stream& stream : streams_) bytes = std::max(bytes, stream.bytes);
    return bytes;
  }

 private:
  std::size_t kind(const program::Tile& tile) const {
    const std::size_t channels = static_cast<std::size_t>(tile.g) * tiles_k_ + tile.k;
    return 2 * channels + (tile.c + 1 == tiles_c_);
  }

  int tiles_k_ = 1, tiles_c_ = 1;
  // By tile index along g and k; of any c tile, and of the last one.
  std::vector<Stream> streams_;
  std::vector<std::int64_t> core_bytes_;
};

}  // namespace apollo::compiler::emit
