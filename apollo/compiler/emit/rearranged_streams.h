#pragma once
#include <array>
#include <vector>

#include "apollo/compiler/emit/stream.h"
#include "simulator/program/mapping.h"

namespace apollo::compiler::emit {

// The input transfers of all tiles of an op that rearranges. Each axis of its input follows one dimension of
// its output (Rearrangement::driver), so what a tile's pieces cover is a product over these dimensions,
// tabulated for each tile index along them.
class RearrangedStreams {
 public:
  // May be called again, for another op. Keeps no reference.
  void assign(const program::LoopNest& nest, const workloads::Shape& input_buffer, int burst_bytes);
  Stream of(const program::Tile& tile) const;

 private:
  struct Axis {
    int driver = 0;
    std::vector<Extents> carried;  // by tile index of the driver
  };
  std::array<Axis, 3> axes_;  // of the input
  std::vector<program::Range> scratch_;
};

}  // namespace apollo::compiler::emit
