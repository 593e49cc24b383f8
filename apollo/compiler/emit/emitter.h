#pragma once
#include <array>
#include <vector>

#include "apollo/compiler/decisions/holds.h"
#include "apollo/compiler/decisions/plan.h"
#include "apollo/compiler/emit/hazards.h"
#include "apollo/compiler/emit/ring_memory.h"
#include "apollo/compiler/emit/tile_streams.h"
#include "apollo/compiler/emit/weight_streams.h"
#include "simulator/program/exchange_table.h"

namespace apollo::compiler::emit {

// An op whose instructions are to be written. `nest` and `decision` have to live until finish().
struct PlacedOp {
  int index = 0;  // in the network
  const program::LoopNest* nest = nullptr;
  const decisions::OpDecision* decision = nullptr;
  bool input_in_place = false, operand2_in_place = false, output_in_place = false;
  bool exchanges = false;  // other PEs hold some of its results too
};

// What is in place, and what is exchanged, where `buffers` (by buffer index) are held. `exchange` lends its
// memory. Keeps references to `nest` and `decision`.
PlacedOp placed_op(int index, const program::LoopNest& nest, const decisions::OpDecision& decision,
                   const std::vector<decisions::BufferDecision>& buffers,
                   decisions::ExchangeEstimate* exchange);

// Writes the instructions of ops. Tiles run in loop order, op after op; the transfers that a tile needs are
// written decisions::kLookahead tiles before its compute instruction, so that they overlap with earlier
// tiles; the transfers of its results follow it. An instruction waits only for instructions written before
// it: the program cannot deadlock. Keeps its memory between programs.
//
//   emitter.begin(accelerator, buffers, hold_addresses, pinned_bytes);
//   for (...) emitter.add(op);  // or preload(op) for all pinned ops: the program that runs once
//   const auto& instructions = emitter.finish();
class Emitter {
 public:
  explicit Emitter(const lower::LoweredNetwork& network);

  // Starts a program with nothing in any memory but pinned weights. `buffers` and the addresses of their
  // holds in every PE memory are by buffer index of the network. All three have to live until finish().
  void begin(const machine::Accelerator& accelerator, const std::vector<decisions::BufferDecision>& buffers,
             const std::vector<std::int64_t>& hold_addresses, std::int64_t pinned_bytes);
  void add(const PlacedOp& op);                       // ops in execution order
  void preload(const PlacedOp& op);                   // brings its pinned weights
  const std::vector<program::Instruction>& finish();  // valid until begin() or swap()
  // After finish(): exchanges the instructions for other memory.
  void swap(std::vector<program::Instruction>* instructions) { instructions_.swap(*instructions); }

 private:
  // Ops that may have steps pending, or the op before: a power of two above kLookahead + 1.
  static constexpr std::size_t kOpsAtOnce = 4;
  static_assert(kOpsAtOnce > decisions::kLookahead + 1);

  struct Slot {
    int object = -1;
    std::int64_t key = -1;
    int users = 0;
  };
  struct SlotSet {
    std::vector<Slot> slots;
    std::size_t next = 0;
    void assign(int count);
  };
  // What is known of an op while its steps are written.
  struct OpState {
    PlacedOp op;
    TileStreams streams;    // unless all activations are in place
    WeightStreams weights;  // of ops that have them
    program::ExchangeTable exchange;
    bool exchange_tabulated = false;
    SlotSet input, operand2, output;
    std::vector<int> slot_of_input;                // by input_key: where it was put last, or -1
    std::vector<int> core_block, parameter_block;  // by weight tile: where it was put last, or -1
    std::vector<std::int64_t> pinned_offset;       // by weight tile
    int psum_object = -1;
    const program::LoopNest& nest() const { return *op.nest; }
  };
  // Where weights of ops that share them were put last: the steps of a recurrent layer.
  struct SharedWeights {
    bool placed = false;
    program::Mapping mapping;  // of the op that had them: another one cuts them differently
    std::vector<int> core_block, parameter_block;
  };
  struct Step {
    OpState* op = nullptr;
    program::Tile tile;
    std::int64_t weight_address = 0;
    int core_block = -1;
    int input_slot = -1, operand2_slot = -1;
  };

  workloads::Shape shape_of(const program::View& view) const;  // of its buffer
  OpState& start(const PlacedOp& op);
  void run_step(OpState* op, const program::Tile& tile);
  void fetch_weights(Step* step, bool pinned);
  int fetch(Step* step, program::Operand operand, SlotSet* set, const decisions::Slots& slots,
            std::int64_t key, int known);
  void finish_one();  // writes the compute instruction of the oldest pending step and what follows it
  void finish_producers_of(int buffer);
  void send_results(const Step& step, std::int64_t output_address, int object);
  // Moves a stream through activation memory. Its pieces are in pieces_ if it is longer than a chunk.
  bool needs_chunks(const Stream& stream) const;
  void transfer(program::Instruction prototype, const Stream& stream, int buffer, int object);
  void transfer_chunk(program::Instruction i, const Stream& chunk, int buffer, int object);
  static bool last_c(const Step& step) { return step.tile.c + 1 == step.op->nest().tiling.tiles_c; }
  int hold_object(int buffer);
  std::uint32_t issue(const program::Instruction& instruction);
  std::uint32_t next_index(machine::Unit unit) const { return counts_[static_cast<int>(unit)] + 1; }

  const lower::LoweredNetwork& network_;
  const machine::Accelerator* accelerator_ = nullptr;
  const std::vector<decisions::BufferDecision>* buffers_ = nullptr;
  const std::vector<std::int64_t>* hold_addresses_ = nullptr;
  std::vector<program::Instruction> instructions_;
  std::array<std::uint32_t, machine::kUnits> counts_{};
  MemoryHazards pe_hazards_;
  RingMemory parameter_memory_, activation_memory_, core_memory_;
  std::array<OpState, kOpsAtOnce> states_;
  std::size_t started_ = 0;
  std::array<Step, decisions::kLookahead + 1> pending_;
  std::size_t pending_begin_ = 0, pending_count_ = 0;
  std::vector<int> hold_objects_;      // by buffer
  std::vector<int> weight_group_;      // by op: of ops with the same weights; -1: no other has them
  std::vector<SharedWeights> shared_;  // by group
  std::vector<program::Box> pieces_;
};

}  // namespace apollo::compiler::emit
