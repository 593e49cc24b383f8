#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "apollo/compiler/lower/lowering.h"
#include "simulator/program/hold_ranges.h"
#include "simulator/program/program.h"

// What the compiler decides about a network before it writes instructions.
namespace apollo::compiler::decisions {

// A tile's transfers are written so many tiles before its compute instruction, so that they overlap with
// earlier tiles.
constexpr int kLookahead = 2;
// The DMA works in order, and what is written behind a store waits for results: they are stored behind what
// so many more tiles load, as far as activation memory has room until then.
constexpr int kStoresBehind = 2;

// One chunk of weights is loaded while another one is scattered and the next is asked for.
constexpr int kParkingChunks = 3;

// Space in every PE memory that an op uses for tiles in transit: `count` slots of `bytes` each, one after the
// other from `address`.
struct Slots {
  int count = 0;
  std::int64_t bytes = 0;
  std::int64_t address = 0;
  // Of PE memory, where blocks begin at multiples of 4: partial sums are int32.
  std::int64_t total() const { return machine::round_up(count * bytes, 4); }
};

constexpr int kAllTiles = std::numeric_limits<int>::max();

struct OpDecision {
  program::Mapping mapping;
  Slots input, operand2, output, psum;
  int pinned_tiles = 0;  // the first so many weight tiles stay in core memory from inference to inference
  std::int64_t pinned_address = 0;  // of every core memory; each tile is 4-byte aligned
  std::int64_t pinned_bytes = 0;    // likewise, for all of them; if it pins_all()
  bool at_rest = false;             // all its weight tiles stay
  int kept_tiles = 0;               // the next so many stay in PE memories likewise, one copy for all PEs
  std::int64_t kept_address = 0;    // of the first of these among what they keep; each takes whole entries
  // Instead of one copy for all, each PE has of these what its own cores use; kept_address is in its memory.
  bool local = false;
  bool parks = false;            // the others may come early and wait in PE memories, beside activations
  bool prefetch_inputs = false;  // its input and operand2 slots are free while the op before it runs

  bool pins_all() const { return pinned_tiles == kAllTiles; }
};

struct BufferDecision {
  bool on_chip = false;
  bool in_dram = false;  // it has a copy in DRAM: network inputs and outputs, and everything not on chip
  std::vector<program::Box> hold;                     // on_chip: by PE
  std::int64_t hold_bytes = 0;                        // of the largest hold
  std::vector<program::DistinctHold> distinct_holds;  // of `hold`
  program::HoldRanges hold_ranges;                    // of `hold`
  std::int64_t pe_address = 0;
  int first = -1, last = -1;  // ops that touch it first and last; -1: none does
};

struct Plan {
  std::vector<OpDecision> ops;
  std::vector<BufferDecision> buffers;
  std::int64_t pinned_bytes = 0;          // of every core memory, from address 0
  std::int64_t kept_weights_address = 0;  // of every PE memory, where what it keeps begins
  // Weights on their way to wait in PE memories go through the end of parameter memory, kParkingChunks of so
  // many bytes at a time; 0: none wait there.
  std::int64_t parking_chunk_bytes = 0;
  int last_parking_op = 0;  // they come until it has ended
};

// An operand may be read in the hold if the hold covers what each PE needs; an output may be written in the
// hold likewise.
bool reads_in_place(const program::LoopNest& nest, const program::View& view, bool operand2,
                    const BufferDecision& buffer);
bool writes_in_place(const program::LoopNest& nest, const BufferDecision& buffer);

// Bytes of one core memory that all weights of an op take, tile after tile, each 4-byte aligned.
std::int64_t all_weight_tiles_bytes(const program::Op& op, const program::Tiling& tiling);

// Bytes on the DRAM bus for a box of a buffer: every contiguous run is rounded up to whole bursts.
std::int64_t dram_bytes(const program::Buffer& buffer, const program::Box& box, int burst_bytes);

}  // namespace apollo::compiler::decisions
