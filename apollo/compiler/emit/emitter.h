#pragma once
#include <array>
#include <boost/circular_buffer.hpp>
#include <vector>

#include "apollo/compiler/emit/activation_transfers.h"
#include "apollo/compiler/emit/slot_ring.h"
#include "apollo/compiler/emit/tile_streams.h"
#include "apollo/compiler/emit/weights_ahead.h"
#include "simulator/program/exchange_table.h"

namespace apollo::compiler::emit {

// Writes the instructions of ops. Tiles run in loop order, op after op; the transfers that a tile needs are
// written decisions::kLookahead tiles before its compute instruction, so that they overlap with earlier
// tiles; the transfers of its results follow it. An instruction waits only for instructions written before
// it: the program cannot deadlock. Keeps its memory between programs.
class Emitter {
 public:
  explicit Emitter(const lower::LoweredNetwork& network);
  Emitter(const Emitter&) = delete;  // its members refer to each other
  Emitter& operator=(const Emitter&) = delete;

  // The program of these ops of the network, in their order, with nothing in any memory but pinned weights.
  // Valid until the next call or swap().
  const std::vector<program::Instruction>& write(const Layout& layout, const std::vector<PlacedOp>& ops);
  // The simulation of the program written last.
  const fast::FastEngine& engine() const { return engine_; }
  // By op of the network.
  const std::vector<WeightTraffic>& weight_traffic() const { return weight_traffic_; }
  // Likewise the program that brings the pinned and kept weights of those ops that have them.
  const std::vector<program::Instruction>& write_preload(const Layout& layout,
                                                         const std::vector<PlacedOp>& ops);
  // By op of the network, of the program written last.
  const std::vector<program::OpRings>& rings() const { return rings_; }
  // Exchanges the instructions for other memory.
  void swap(std::vector<program::Instruction>* instructions) { list_.instructions().swap(*instructions); }

 private:
  // Ops that may have steps pending, or the op before: a power of two.
  static constexpr std::size_t kOpsAtOnce = 4;
  static_assert(kOpsAtOnce > decisions::kLookahead + 1);

  // The input after that of the tiles at work, on its way to its slot.
  struct NextInput {
    std::int64_t key = -1;  // -1: it is not on its way
    std::vector<Transfer> chunks;
    std::size_t moved = 0;  // the first so many chunks

    void clear() {
      key = -1;
      chunks.clear();
      moved = 0;
    }
  };
  // What is known of an op while its steps are written.
  struct OpState {
    PlacedOp op;
    TileStreams streams;           // unless all activations are in place
    OpWeights* weights = nullptr;  // if it has them
    program::ExchangeTable exchange;
    bool exchange_tabulated = false;
    SlotRing input, operand2, output;
    std::vector<int> slot_of_input;  // by input_key: where it was put last, or -1
    NextInput next_input;
    int psum_object = -1;
    const program::LoopNest& nest() const { return *op.nest; }
  };
  struct Step {
    OpState* op = nullptr;
    program::Tile tile;
    CoreWeights weights;
    int input_slot = -1, operand2_slot = -1;
    bool last_c() const { return tile.c + 1 == op->nest().tiling.tiles_c; }
  };

  void begin(const Layout& layout, fast::FastEngine* engine);
  OpState& start(const PlacedOp& op);
  void set_even_blocks(const OpState& op);
  program::OpRings rings_of(const OpState& op) const;
  void run_step(OpState* op, const program::Tile& tile);
  CoreWeights bring_weights(OpState* op, const program::Tile& tile);
  CoreWeights deliver_weights(OpState* op, const program::Tile& tile);      // over the parameter bus
  CoreWeights fill_weights(OpWeights* weights, const program::Tile& tile);  // that are local
  // `known`: the slot where the operand with that key was put last, or -1.
  int fetch(const Step& step, program::Operand operand, std::int64_t key, int known);
  int take_slot(SlotRing* slots, std::int64_t key);
  // Appends what brings an operand of a tile into a slot to `chunks`.
  void split(const OpState& op, const program::Tile& tile, program::Operand operand, const SlotRing& slots,
             int slot, std::vector<Transfer>* chunks);
  // Where several tiles in a row have the same input, the next one comes during them, a part with each.
  void advance_next_input(OpState* op, const program::Tile& tile);
  void move(NextInput* input, std::size_t chunks);  // that many more
  void finish_one();  // writes the compute instruction of the oldest pending step and what follows it
  void finish_producers_of(int buffer);
  void read_operands(const Step& step, program::Instruction* compute);
  int write_results(OpState* op, program::Instruction* compute);  // returns the object that they lie in
  void send_results(const Step& step, std::int64_t output_address, int object);
  // The array was free from that cycle on, until the compute instruction written last started.
  void note_wait(std::int64_t from, std::int64_t start);
  std::uint32_t next_compute() const { return list_.next_index(machine::Unit::array); }

  const Layout* layout_ = nullptr;
  fast::FastEngine engine_;
  InstructionList list_;
  PeMemory pe_memory_;
  WeightTransfers weights_;
  WeightsAhead weights_ahead_;
  std::int64_t last_compute_cycles_ = 0;
  std::vector<WeightTraffic> weight_traffic_;
  ActivationTransfers activations_;
  std::array<OpState, kOpsAtOnce> states_;
  std::size_t started_ = 0;
  boost::circular_buffer<Step> pending_{decisions::kLookahead + 1};
  std::vector<program::Box> pieces_;
  std::vector<Transfer> chunks_;
  std::vector<program::OpRings> rings_;
};

}  // namespace apollo::compiler::emit
