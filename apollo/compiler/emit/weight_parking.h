#pragma once
#include <deque>
#include <vector>

#include "apollo/compiler/emit/instruction_list.h"
#include "apollo/compiler/emit/parking_room.h"
#include "apollo/compiler/emit/pe_memory.h"
#include "apollo/compiler/emit/ring_memory.h"

namespace apollo::compiler::emit {

// Weight tiles, or their beginnings, that come early, and wait in PE memories until they are used: begin(),
// load() chunk by chunk, scatter() each later on; then, as often as the tile is needed, collect(); at last
// release(). Chunks go through a part of parameter memory that is theirs. Tiles lie as those do that PE
// memories keep: entry after entry in turn over all PEs, from the beginning of these memories on.
class WeightParking {
 public:
  // Nothing waits. All three have to live until the next call.
  void reset(const Layout& layout, InstructionList* list, PeMemory* pe_memory);

  // Whether weights may come while that op runs (Parking::last_op).
  bool goes_on(int op) const { return goes_on_ && op <= layout_->parking->last_op; }
  // Gives a tile a place to wait while ops from `now` to its own run: its number, or -1 if there is none.
  // `weights`: op, operand, tile and bytes.
  int begin(const program::Instruction& weights, int now);
  std::int64_t loaded(int tile) const { return at(tile).loaded; }  // so many bytes
  // The tile's next chunk; whether there is room for it on its way, as one before is scattered.
  bool load(int tile);
  // Whether chunks are loaded and not scattered; when the first of them is in parameter memory.
  bool any_loaded() const { return !chunks_.empty(); }
  std::int64_t loaded_at() const { return chunks_.front().loaded_at; }
  void scatter();  // the first of them
  // The instruction that brings back what is loaded, but for where to.
  program::Instruction collect(int tile);
  void release(int tile);
  // Once it does not go on with that op: scatters all, and gives its part of parameter memory to the ring
  // before it.
  void end(int op, RingMemory* parameter_memory);

 private:
  struct Tile {
    program::Instruction weights;
    std::int64_t address = 0;  // of every PE memory
    int object = -1;           // there
    std::int64_t loaded = 0;   // bytes
    int on_its_way = 0;        // chunks
  };
  struct Chunk {
    program::Instruction scatter;  // but for its wait
    int tile = 0, staged = -1;     // staged: in staging_
    std::int64_t loaded_at = 0;    // cycle
  };
  const Tile& at(int tile) const { return tiles_[static_cast<std::size_t>(tile)]; }

  const Layout* layout_ = nullptr;
  InstructionList* list_ = nullptr;
  PeMemory* pe_memory_ = nullptr;
  RingMemory staging_;
  ParkingRoom room_;
  std::vector<Tile> tiles_;
  std::deque<Chunk> chunks_;  // loaded, not scattered
  bool goes_on_ = false;      // not ended
};

}  // namespace apollo::compiler::emit
