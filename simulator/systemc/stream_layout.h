#pragma once
#include <cstdint>
#include <vector>

#include "simulator/program/program.h"
#include "simulator/systemc/segment.h"

namespace apollo::systemc {

// Where the bytes of a transfer's stream lie in each memory that it passes, as program.h and mapping.h lay
// down:
//  - weights in DRAM: at the op's tile; gathered from the activation buffer where the op has a weight view;
//  - weights that PE memories keep: entries of parameter memory in turn; local ones: in each PE the part of
//  the stream with its own ranges of g and k;
//  - weights in a core: for each g and k of the core's own ranges the weights [c][r][s], then the int32
//  biases (row kernels: all);
//  - a PE takes of every piece of a stream what lies in its own box (input, operand2) or in its hold
//  (exchange);
//  - collected outputs lie in the tile's slot, or in place in the hold.
// Segments are clipped to the instruction's chunk and sorted by offset.
class StreamLayout {
 public:
  explicit StreamLayout(const program::Program& program);

  std::int64_t stream_bytes(const program::Instruction& instruction) const;  // all chunks together
  std::vector<Segment> dram_segments(const program::Instruction& instruction) const;
  std::vector<std::vector<Segment>> pe_segments(const program::Instruction& instruction) const;  // by PE
  std::vector<std::vector<Segment>> core_segments(
      const program::Instruction& instruction) const;  // by PE * cores + core
  // Of fill_parameters, for a core of a PE: from where in its PE's memory (offset) to where in its own
  // (address).
  std::vector<Segment> fill_segments(const program::Instruction& instruction, int row, int column,
                                     int core) const;
  // Bytes that all PEs or cores together take of a multicast's whole stream; without data, which has no
  // segments.
  std::int64_t received_bytes(const program::Instruction& instruction) const;

  // Address of a weight tile in DRAM. The op keeps its parameters in DRAM.
  std::int64_t weight_tile_address(std::uint32_t op, const program::Tile& tile) const;

 private:
  struct Piece {
    program::Box box;     // in buffer coordinates
    std::int64_t offset;  // bytes
  };
  const program::OpPlan& plan(const program::Instruction& i) const { return program_.ops[i.op]; }
  const program::View& view(const program::Instruction& i) const;
  int element_bytes(const program::Instruction& i) const {
    return program_.buffers[view(i).buffer].buffer.element_bytes;
  }
  std::vector<Piece> pieces(const program::Instruction& i) const;
  std::vector<std::vector<Segment>> kept_weights(const program::Instruction& i) const;
  std::vector<Segment> gathered_weights(const program::Instruction& i) const;
  // What a PE takes of a multicast or gives to a collect, in buffer coordinates.
  struct PeShare {
    program::Box box;
    bool in_place = false;  // in its hold of the buffer; otherwise in the tile's slot
  };
  PeShare pe_share(const program::Instruction& i, int row, int column) const;
  std::vector<std::vector<Segment>> local_weights(const program::Instruction& i) const;
  // What a PE computes along g or k.
  program::Range pe_range(const program::Instruction& i, program::Dim dim, int row, int column) const;
  std::int64_t core_bytes(const program::Instruction& i, int row, int column, int core) const;
  // The part of a weight stream with the channels of that PE: where it begins, and its bytes; none of either
  // if it has no channels.
  Segment pe_part(const program::Instruction& i, int row, int column) const;
  // Of the stream of a tile's weights, to `address` in the core's memory.
  std::vector<Segment> core_share(const program::Instruction& i, std::int64_t address, int row, int column,
                                  int core) const;

  const program::Program& program_;
  std::vector<std::vector<std::int64_t>>
      weight_tiles_;  // by op: offsets of the tiles, c fastest, then k, then g
};

}  // namespace apollo::systemc
