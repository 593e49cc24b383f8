#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "simulator/machine/unit.h"
#include "simulator/program/hold_ranges.h"
#include "simulator/program/mapping.h"
#include "workloads/network.h"

// The instruction set, and the program that the mapping compiler makes of a network for one accelerator. Both
// engines execute it.
namespace apollo::program {

enum class Opcode {
  load_parameters,        // dma: DRAM -> parameter memory
  load_activations,       // dma: DRAM -> activation memory
  store_activations,      // dma: activation memory -> DRAM
  multicast_parameters,   // parameter bus: parameter memory -> core memories
  scatter_parameters,     // parameter bus: parameter memory -> PE memories, which keep one copy for all
  place_parameters,       // parameter bus: parameter memory -> memories of the PEs whose cores use them
  multicast_activations,  // activation bus: activation memory -> PE memories
  collect,                // output bus: PE memories -> activation memory
  collect_parameters,     // output bus: weights that PE memories keep -> parameter memory
  fill_parameters,        // array: in each PE, weights that were placed in its memory -> its core memories
  compute,                // array: one tile on all PEs
};
const char* to_string(Opcode opcode);
inline machine::Unit unit_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::load_parameters:
    case Opcode::load_activations:
    case Opcode::store_activations:
      return machine::Unit::dma;
    case Opcode::multicast_parameters:
    case Opcode::scatter_parameters:
    case Opcode::place_parameters:
      return machine::Unit::parameter_bus;
    case Opcode::multicast_activations:
      return machine::Unit::activation_bus;
    case Opcode::collect:
    case Opcode::collect_parameters:
      return machine::Unit::output_bus;
    case Opcode::fill_parameters:
    case Opcode::compute:
      return machine::Unit::array;
  }
  return machine::Unit::array;
}

// Which of the op's tensors a transfer carries.
enum class Operand {
  weights,
  input,
  operand2,
  output,    // output pieces of the tile, on their way to DRAM
  exchange,  // exchange pieces of the tile: outputs that other PEs hold too
};
const char* to_string(Operand operand);

struct Instruction {
  Opcode opcode = Opcode::compute;
  Operand operand = Operand::input;
  std::uint32_t op = 0;  // index in Program::ops
  Tile tile;
  // wait[u] = n: may start only after unit u has completed its first n instructions of the program. Refers to
  // earlier instructions only.
  std::array<std::uint32_t, machine::kUnits> wait{};

  // Transfers. A long stream is carried by several instructions ("chunks"), each a range of the stream.
  std::int64_t stream_begin = 0;  // first byte of the stream that this instruction carries
  std::int64_t bytes = 0;         // bytes of the stream that it carries
  std::int64_t dram_bytes = 0;    // dma: bytes on the DRAM bus, whole bursts
  std::int64_t staging_address =
      0;  // byte address in parameter memory (weights) or activation memory (others), a whole entry
  std::int64_t memory_address = 0;  // multicast_parameters: byte address in every core memory; input,
                                    // operand2, output: of the tile's slot in every PE memory, used unless
                                    // the operand is in place; exchange and in-place: the buffer's hold;
                                    // scatter_ and collect_parameters: among the weights that PE memories
                                    // keep (Program::kept_weights_address), a whole entry; place_ and
                                    // fill_parameters: byte address in every PE memory, a whole entry

  // Compute; weight_address also of fill_parameters.
  bool psum_in = false,
       psum_out = false;  // accumulate on, leave behind, partial sums instead of results
  std::int64_t input_address = 0, operand2_address = 0,
               output_address = 0;  // slots in every PE memory, for operands that are not in place
  std::int64_t psum_address = 0;    // PE memory: partial sums of the psum box (Op::sum_bytes), row-major
  std::int64_t weight_address = 0;  // core memory
};

bool operator==(const Instruction& a, const Instruction& b);

// Addresses that go round: behind the last of the bytes comes the first one again. Without bytes: no ring.
struct Ring {
  std::int64_t begin = 0, bytes = 0;

  bool holds(std::int64_t address) const { return address >= begin && address - begin < bytes; }
  // Where an address before or behind the ring comes to lie in it; bytes > 0.
  std::int64_t wrap(std::int64_t address) const {
    const std::int64_t rest = (address - begin) % bytes;
    return begin + rest + (rest < 0 ? bytes : 0);
  }
};

// Rings in which an op's addresses go round, of its descriptor: the blocks of parameter, activation and core
// memory, where they are of one size during the op, and the slots of its operands in PE memory.
struct OpRings {
  Ring parameter, activation, core, input, operand2, output;
};

// A box that one or several PEs hold.
struct DistinctHold {
  Box box;
  int only_holder = -1;  // the PE that holds it, if it is the only one
  int holders = 1;       // PEs that hold it
};

// A buffer's place. Every buffer that is not on chip, and every network input and output, has a place in
// DRAM, row-major.
struct BufferPlan {
  Buffer buffer;
  int tensor = -1;  // a network tensor whose values fill the whole buffer, or -1
  bool in_dram = false;
  std::int64_t dram_address = 0;
  bool on_chip = false;         // held in PE memories from its producer to its last consumer
  std::int64_t pe_address = 0;  // of the hold, the same in every PE
  std::vector<Box>
      hold;  // on_chip: per PE (row * pes_x + column), what it holds, row-major [y][x][c]; may be empty
  std::vector<DistinctHold> distinct_holds;  // of `hold`, in order of first appearance
  HoldRanges hold_ranges;                    // of `hold`
  int part_of = -1;                          // a network tensor of which it has a part only, or -1
};

// Replaces the contents of `holds`.
void find_distinct_holds(const std::vector<Box>& hold, std::vector<DistinctHold>* holds);

struct OpPlan {
  LoopNest nest;
  bool input_in_place =
      false;  // read from the input buffer's hold; otherwise transferred tile by tile into slots
  bool operand2_in_place = false;
  bool output_in_place = false;  // written straight into the output buffer's hold; otherwise into slots
  std::int64_t weights_dram_address =
      0;  // weight tiles one after the other, in the order c fastest, then k, then g, each in stream order
  // Weight tiles, in that order, that stay from one inference to the next: the first ones in core memories,
  // those after them in PE memories: one copy for all PEs, or, if they are local, in each PE what its own
  // cores use.
  int pinned_tiles = 0, kept_tiles = 0;
  bool local = false;

  const Op& op() const { return nest.op; }
};

struct Program {
  std::string network_name;
  machine::Accelerator accelerator;
  std::vector<BufferPlan> buffers;
  std::vector<OpPlan> ops;
  // PE memories keep weights, some only for a while, from this address on: entries of parameter memory take
  // turns over the PEs in row-major order, so that one copy serves all.
  std::int64_t kept_weights_address = 0;
  std::vector<Instruction> preload;  // run once, before the first inference: pinned and kept weights. Same
                                     // rules; not part of the time of an inference.
  std::vector<Instruction> instructions;  // one inference; must fit the instruction memory
  std::vector<OpRings> rings;             // by op, of these
  std::int64_t dram_bytes = 0;            // size of the DRAM image
};

// What each PE must send of a tile's outputs because other PEs hold it too, in buffer coordinates: for every
// PE p in row-major order and every distinct hold of the output's buffer (in order of first appearance; not a
// hold that only p has, if the output is written in place), the intersection with p's tile box; a box already
// listed for p is listed once, and if one of them is the whole tile box, that one alone. Replaces the
// contents of `pieces`.
void exchange_pieces(const LoopNest& nest, bool output_in_place, const std::vector<DistinctHold>& holds,
                     const Tile& tile, std::vector<Box>* pieces);

// The box over which partial sums live: LoopOrder::kcs: the PE's share in y and x for the tile's channels;
// otherwise the tile's output box.
Box psum_box(const LoopNest& nest, int row, int column, const Tile& tile);

// The box of a view in its buffer's coordinates.
inline Box to_buffer(const View& v, const Box& b) {
  if (b.empty()) return {};
  return {b.y0 + v.y, b.y1 + v.y, b.x0 + v.x, b.x1 + v.x, b.c0 + v.c, b.c1 + v.c};
}

}  // namespace apollo::program
