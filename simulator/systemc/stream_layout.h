#pragma once
#include <cstdint>
#include <vector>

#include "simulator/program.h"
#include "simulator/systemc/segment.h"

namespace apollo::simulator::systemc {

// Where the bytes of a transfer's stream lie in each memory that it passes, as program.h and mapping.h lay
// down:
//  - weights in DRAM: at the op's tile; gathered from the activation buffer where the op has a weight view;
//  - weights in a core: for each g and k of the core's own ranges the weights [c][r][s], then the int32
//  biases (row kernels: all);
//  - a PE takes of every piece of a stream what lies in its own box (input, operand2) or in its hold
//  (exchange);
//  - collected outputs lie in the tile's slot, or in place in the hold.
// Segments are clipped to the instruction's chunk and sorted by offset.
class StreamLayout {
 public:
  explicit StreamLayout(const Program& program);

  std::int64_t stream_bytes(const Instruction& instruction) const;  // all chunks together
  std::vector<Segment> dram_segments(const Instruction& instruction) const;
  std::vector<std::vector<Segment>> pe_segments(const Instruction& instruction) const;  // by PE
  std::vector<std::vector<Segment>> core_segments(
      const Instruction& instruction) const;  // by PE * cores + core

  // Address of a weight tile in DRAM. The op keeps its parameters in DRAM.
  std::int64_t weight_tile_address(std::uint32_t op, const Tile& tile) const;

 private:
  struct Piece {
    Box box;  // in buffer coordinates
    std::int64_t offset;
  };
  const OpPlan& plan(const Instruction& i) const { return program_.ops[i.op]; }
  const View& view(const Instruction& i) const;
  std::vector<Piece> pieces(const Instruction& i) const;
  std::vector<Segment> gathered_weights(const Instruction& i) const;
  std::vector<Segment> sent(const Instruction& i, const std::vector<Piece>& pieces, int row,
                            int column) const;
  std::vector<Segment> received(const Instruction& i, const std::vector<Piece>& pieces, int row,
                                int column) const;
  std::vector<Segment> core_share(const Instruction& i, int row, int column, int core) const;

  const Program& program_;
  std::vector<std::vector<std::int64_t>>
      weight_tiles_;  // by op: offsets of the tiles, c fastest, then k, then g
};

}  // namespace apollo::simulator::systemc
