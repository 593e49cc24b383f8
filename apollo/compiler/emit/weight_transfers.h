#pragma once
#include <optional>
#include <vector>

#include "apollo/compiler/emit/instruction_list.h"
#include "apollo/compiler/emit/layout.h"
#include "apollo/compiler/emit/ring_memory.h"
#include "apollo/compiler/emit/weight_streams.h"
#include "simulator/program/tile_loops.h"

namespace apollo::compiler::emit {

// The weights of an op while its instructions are written.
struct OpWeights {
  int op = 0;  // in the network
  const program::LoopNest* nest = nullptr;
  WeightStreams streams;
  // By weight tile.
  std::vector<int> core_block, parameter_block;  // where it was put last, or -1
  std::vector<std::int64_t> pinned_address;      // of pinned weights, in every core memory
  std::vector<std::int64_t> kept_address;        // of the first tiles, which PE memories keep, among these
  bool keeps(const program::Tile& tile) const { return weight_tile_index(*nest, tile) < kept_address.size(); }
};

// Where the weights of a compute tile are in every core memory.
struct CoreWeights {
  std::int64_t address = 0;
  int block = -1;  // of the ring of core memory; -1: pinned, or no weights
};

// Brings weights from DRAM, or the PE memories that keep them, to parameter memory, and from there to core
// memories; both are rings, in which tiles stay until others take their place. For each tile that needs
// weights which are not in core memory (find()): load() if they are not staged(), then, once the core memory
// is not blocked(), deliver().
class WeightTransfers {
 public:
  explicit WeightTransfers(const lower::LoweredNetwork& network);
  // Nothing in any memory but pinned weights. `list` takes the instructions.
  void reset(const Layout& layout, InstructionList* list);

  // Before the tiles of an op with weights; ops that share them (lower::weight_groups) find what the one
  // before left with end(). `weights` lends its memory.
  void begin(const PlacedOp& op, OpWeights* weights) const;
  void end(const OpWeights& weights);
  // Blocks of one size while the tiles of that op are written.
  void set_even_blocks(const OpWeights& weights);
  program::Ring parameter_ring() const { return parameter_memory_.ring(); }
  program::Ring core_ring() const { return core_memory_.ring(); }

  bool find(const OpWeights& weights, const program::Tile& tile, CoreWeights* found);
  bool staged(const OpWeights& weights, const program::Tile& tile) const;
  void load(OpWeights* weights, const program::Tile& tile);
  void load_kept(OpWeights* weights, const program::Tile& tile);  // from PE memories
  bool blocked(const OpWeights& weights, const program::Tile& tile) const;
  CoreWeights deliver(OpWeights* weights, const program::Tile& tile);
  void deliver_pinned(const OpWeights& weights, const program::Tile& tile);
  void scatter(const OpWeights& weights, const program::Tile& tile);  // to the PE memories that keep them
  // The compute instruction of that index, which reads what find() or deliver() gave: what it waits for.
  Waits use(const CoreWeights& weights, std::uint32_t index);

 private:
  // Where weights of ops that share them were put last: the steps of a recurrent layer, the parts of an op.
  struct Shared {
    std::optional<program::Tiling> tiling;  // of the op that had them, which may have cut them differently
    std::vector<int> core_block, parameter_block;
  };
  program::Instruction bring(OpWeights* weights, const program::Tile& tile, program::Opcode opcode);
  program::Instruction multicast(const OpWeights& weights, const program::Tile& tile);

  std::vector<int> group_;      // by op: of ops with the same weights; -1: no other has them
  std::vector<Shared> shared_;  // by group
  int burst_ = 1, entry_bytes_ = 1;
  InstructionList* list_ = nullptr;
  RingMemory parameter_memory_, core_memory_;
};

}  // namespace apollo::compiler::emit
