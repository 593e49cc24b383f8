#pragma once
#include <optional>
#include <vector>

#include "apollo/compiler/emit/instruction_list.h"
#include "apollo/compiler/emit/layout.h"
#include "apollo/compiler/emit/ring_memory.h"
#include "apollo/compiler/emit/weight_parking.h"
#include "apollo/compiler/emit/weight_streams.h"
#include "simulator/program/tile_loops.h"

namespace apollo::compiler::emit {

// What an op's weights cost that come anew in an inference, and what the op takes.
struct WeightTraffic {
  std::int64_t bytes = 0;   // from DRAM, or from PE memories that keep them
  std::int64_t waits = 0;   // cycles in which the array had nothing else to wait for
  std::int64_t cycles = 0;  // that the op takes, these included
  std::int64_t busy = 0;    // of these, that the array computes
};

// Of all ops.
inline double waits(const std::vector<WeightTraffic>& traffic) {
  std::int64_t sum = 0;
  for (const WeightTraffic& op : traffic) sum += op.waits;
  return static_cast<double>(sum);
}

// The weights of an op while its instructions are written.
struct OpWeights {
  int op = 0;  // in the network
  const program::LoopNest* nest = nullptr;
  WeightStreams streams;
  // By weight tile.
  std::vector<int> core_block, parameter_block;  // where it was put last, or -1
  std::vector<int> parked;                       // its number where it waits (WeightParking), or -1
  std::vector<std::int64_t> staged_at;           // the cycle in which it is in parameter memory
  std::int64_t loaded_bytes = 0;
  // Of the first ones, which are pinned, in every core memory; of those after them, which PE memories keep,
  // among what they keep.
  std::vector<std::int64_t> pinned_address, kept_address;
  bool local = false;  // OpDecision, of those that are kept
  bool pins(const program::Tile& tile) const {
    return weight_tile_index(*nest, tile) < pinned_address.size();
  }
  bool keeps(const program::Tile& tile) const {  // one copy for all PEs, or local ones
    return !pins(tile) && weight_tile_index(*nest, tile) - pinned_address.size() < kept_address.size();
  }
  std::int64_t kept_at(const program::Tile& tile) const {
    return kept_address[weight_tile_index(*nest, tile) - pinned_address.size()];
  }
  // Whether the tile never leaves the PEs.
  bool stays(const program::Tile& tile) const { return pins(tile) || (local && keeps(tile)); }
  int parked_at(const program::Tile& tile) const { return parked[weight_tile_index(*nest, tile)]; }
};

// Where the weights of a compute tile are in every core memory.
struct CoreWeights {
  std::int64_t address = 0;
  int block = -1;  // of the ring of core memory; -1: pinned, or no weights
};

// Brings weights from DRAM, or the PE memories that keep them, to parameter memory, and from there to core
// memories; both are rings, in which tiles stay until others take their place. For each tile that needs
// weights which are not in core memory (find()): load() if they are not staged(), then, once the core memory
// is not blocked(), deliver(); after the last tile that needs them, release(). load() may come earlier, while
// parameter memory is not full() of what is not released; still earlier park(), to wait in PE memories.
// Weights that are local need neither: fill(), once the core memory is not blocked().
class WeightTransfers {
 public:
  explicit WeightTransfers(const lower::LoweredNetwork& network);
  // Nothing in any memory but pinned weights. `list` takes the instructions. All three have to live until the
  // next call.
  void reset(const Layout& layout, InstructionList* list, PeMemory* pe_memory);

  // Before the tiles of an op with weights; ops that share them (lower::weight_groups) find what the one
  // before left with end(). `weights` lends its memory.
  void begin(const PlacedOp& op, OpWeights* weights);
  void end(const OpWeights& weights);
  // Whether no op that shares its weights has begun and not ended.
  bool may_begin(const PlacedOp& op) const { return group_[op.index] < 0 || !shared_[group_[op.index]].open; }
  // Blocks of one size while the tiles of that op are written.
  void set_even_blocks(const OpWeights& weights);
  program::Ring parameter_ring() const { return parameter_memory_.ring(); }
  program::Ring core_ring() const { return core_memory_.ring(); }

  bool find(const OpWeights& weights, const program::Tile& tile, CoreWeights* found);
  bool staged(const OpWeights& weights, const program::Tile& tile) const;
  // What PE memories keep, or what waits there, from there.
  void load(OpWeights* weights, const program::Tile& tile);
  void load_from_dram(OpWeights* weights, const program::Tile& tile);
  // The next chunk of a tile that is to wait in PE memories, where there has to be room while ops from `now`
  // to its own run; whether it could be loaded. Then parking().scatter().
  bool park(OpWeights* weights, const program::Tile& tile, int now);
  // Bytes of a tile that come from PE memories, from DRAM.
  std::int64_t from_pe_memories(const OpWeights& weights, const program::Tile& tile) const;
  std::int64_t from_dram(const OpWeights& weights, const program::Tile& tile) const {
    return weights.streams.of(tile).bytes - from_pe_memories(weights, tile);
  }
  WeightParking& parking() { return parking_; }
  // When an op begins.
  void end_parking(int op) { parking_.end(op, &parameter_memory_); }
  void deliver_ahead(OpWeights* weights, const program::Tile& tile);
  bool parameter_memory_full(const OpWeights& weights, const program::Tile& tile) const;
  bool core_memory_full(const OpWeights& weights, const program::Tile& tile) const;
  // Whether the tile is in parameter, in core memory; there nothing that is brought early takes its place
  // then.
  bool reserve_staged(const OpWeights& weights, const program::Tile& tile);
  bool reserve_delivered(const OpWeights& weights, const program::Tile& tile);
  void release(const OpWeights& weights, const program::Tile& tile);
  bool blocked(const OpWeights& weights, const program::Tile& tile) const;
  CoreWeights deliver(OpWeights* weights, const program::Tile& tile);
  // Instead of load() and deliver(), of weights that are local; `cycles`: that the array takes for it.
  CoreWeights fill(OpWeights* weights, const program::Tile& tile, std::int64_t* cycles);
  void deliver_pinned(const OpWeights& weights, const program::Tile& tile);
  void keep(const OpWeights& weights,
            const program::Tile& tile);  // brings it to the PE memories that keep it
  // The compute instruction of that index, which reads what find() or deliver() gave: what it waits for.
  Waits use(const CoreWeights& weights, std::uint32_t index);

 private:
  // Where weights of ops that share them were put last: the steps of a recurrent layer, the parts of an op.
  struct Shared {
    std::optional<program::Tiling> tiling;  // of the op that had them, which may have cut them differently
    std::vector<int> core_block, parameter_block;
    bool open = false;  // between begin() and end()
  };
  // Gives a tile a block of parameter memory, and brings a part of its stream there: from that byte on, that
  // of `load`, which lacks only where to and what to wait for.
  void allocate(OpWeights* weights, const program::Tile& tile);
  void fill_from_dram(OpWeights* weights, const program::Tile& tile, std::int64_t from);
  void fill(OpWeights* weights, const program::Tile& tile, program::Instruction* load);
  program::Instruction multicast(const OpWeights& weights, const program::Tile& tile);
  // Gives a tile a block of core memory, which that instruction writes. Its address.
  std::int64_t write_core(OpWeights* weights, const program::Tile& tile, program::Instruction* instruction);

  std::vector<int> group_;      // by op: of ops with the same weights; -1: no other has them
  std::vector<Shared> shared_;  // by group
  machine::TemplateConstants constants_;
  InstructionList* list_ = nullptr;
  std::int64_t kept_address_ = 0;  // Layout
  RingMemory parameter_memory_, core_memory_;
  WeightParking parking_;
};

}  // namespace apollo::compiler::emit
