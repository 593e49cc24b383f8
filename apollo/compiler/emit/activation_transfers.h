#pragma once
#include <deque>
#include <vector>

#include "apollo/compiler/emit/instruction_list.h"
#include "apollo/compiler/emit/pe_memory.h"
#include "apollo/compiler/emit/ring_memory.h"
#include "apollo/compiler/emit/stream.h"

namespace apollo::compiler::emit {

// A stream of activations of one tile.
struct Transfer {
  program::Instruction
      prototype;  // op, operand, tile, and the address of the slot or hold in every PE memory
  Stream stream;
  int buffer = -1;  // of the network
  int object = -1;  // in PE memories, of the slot or hold on the tile's side
};

// Moves streams through activation memory, a ring: from DRAM to PE memories (input, operand2), from PE
// memories to PE memories (exchange), or from PE memories to DRAM (output). A tile's store is written behind
// what later tiles load: the DMA works in order, and loads behind a store wait as it does for the results.
class ActivationTransfers {
 public:
  // Nothing in activation memory. All three have to live until the next call.
  void reset(const Layout& layout, InstructionList* list, PeMemory* pe_memory);

  // Whether a stream is moved in several chunks.
  bool needs_chunks(const Stream& stream) const { return stream.bytes > longest_chunk(); }
  // Blocks of one size, for streams of at most so many bytes, until the next call.
  void set_even_blocks(std::int64_t most_bytes) { memory_.set_block(std::min(most_bytes, longest_chunk())); }
  program::Ring ring() const { return memory_.ring(); }
  // Appends the transfer's chunks, or itself if it needs none, to `chunks`. `pieces`: of the stream, in
  // buffer coordinates; looked at only if it needs chunks, which are whole rows of them.
  void split(const Transfer& transfer, const std::vector<program::Box>& pieces,
             std::vector<Transfer>* chunks) const;
  // A store is only noted.
  void move_chunk(const Transfer& chunk);
  // All chunks.
  void move(const Transfer& transfer, const std::vector<program::Box>& pieces);
  // The results of one more tile have been moved: writes the stores whose turn has come.
  void end_tile();
  // Writes those that are not written yet: all up to the last one into a buffer; all.
  void write_stores_of(int buffer);
  void write_all_stores();

 private:
  // A store that is not written yet. Its results stay in their block until then.
  struct Store {
    program::Instruction instruction;  // but for its wait
    int block, buffer;
    int tile;  // end_tile() so often before
  };

  std::int64_t longest_chunk() const { return memory_.size() / 2; }
  void store_later(const Transfer& transfer, int block, program::Instruction i);
  void write_store();  // the first
  // Make `i` the instruction from DRAM or PE memories to activation memory, and from there to PE memories.
  void move_in(const Transfer& transfer, int block, program::Instruction* i);
  void move_out(const Transfer& transfer, int block, program::Instruction* i);

  const Layout* layout_ = nullptr;
  InstructionList* list_ = nullptr;
  PeMemory* pe_memory_ = nullptr;
  RingMemory memory_;
  std::deque<Store> stores_;  // in order
  int tiles_ = 0;
  std::vector<Transfer> chunks_;  // scratch
};

}  // namespace apollo::compiler::emit
