// How an Emitter brings operands into their slots.
#include "apollo/compiler/emit/emitter.h"
#include "simulator/program/tile_loops.h"

namespace apollo::compiler::emit {

using program::Box;
using program::LoopNest;
using program::Operand;
using program::Tile;

int Emitter::fetch(const Step& step, Operand operand, std::int64_t key, int known) {
  OpState& state = *step.op;
  const bool input = operand == Operand::input;
  SlotRing& slots = input ? state.input : state.operand2;
  if (input && key == state.next_input.key) {
    move(&state.next_input, state.next_input.chunks.size());
    state.next_input.clear();
  }
  if (known >= 0 && slots[known].key == key) {
    ++slots[known].users;
    return known;
  }
  while (slots[slots.next()].users > 0) finish_one();
  const int slot = take_slot(&slots, key);
  slots[slot].users = 1;
  chunks_.clear();
  split(state, step.tile, operand, slots, slot, &chunks_);
  for (const Transfer& chunk : chunks_) activations_.move_chunk(chunk);
  return slot;
}

int Emitter::take_slot(SlotRing* slots, std::int64_t key) {
  const int slot = slots->take();
  int& object = (*slots)[slot].object;
  if (object < 0) object = pe_memory_.create(slots->address(slot), slots->bytes());
  (*slots)[slot].key = key;
  return slot;
}

void Emitter::split(const OpState& state, const Tile& tile, Operand operand, const SlotRing& slots, int slot,
                    std::vector<Transfer>* chunks) {
  const LoopNest& n = state.nest();
  const bool input = operand == Operand::input;
  const program::View& view = input ? n.op.input : n.op.operand2;
  finish_producers_of(view.buffer);
  Transfer transfer;
  transfer.prototype.op = static_cast<std::uint32_t>(state.op.index);
  transfer.prototype.tile = tile;
  transfer.prototype.operand = operand;
  transfer.prototype.memory_address = slots.address(slot);
  transfer.stream = input ? state.streams.input(tile) : state.streams.operand2(tile);
  transfer.buffer = view.buffer;
  transfer.object = slots[slot].object;
  if (activations_.needs_chunks(transfer.stream)) {
    pieces_ = input ? n.input_pieces(tile) : n.operand2_pieces(tile);
    for (Box& piece : pieces_) piece = to_buffer(view, piece);
  }
  activations_.split(transfer, pieces_, chunks);
}

void Emitter::advance_next_input(OpState* state, const Tile& tile) {
  const LoopNest& n = state->nest();
  const program::InputRun run = input_run(n, tile);
  const int tiles_left = run.length - 1 - run.position;  // of the run
  if (run.is_last || tiles_left == 0 || run.length <= decisions::kLookahead) return;
  NextInput& next = state->next_input;
  if (next.key < 0) {
    const std::int64_t key = input_key(n, run.next);
    int& slot = state->slot_of_input[static_cast<std::size_t>(key)];
    SlotRing& slots = state->input;
    if (slot >= 0 && slots[slot].key == key) return;
    if (slots[slots.next()].users > 0) return;
    slot = take_slot(&slots, key);
    next.key = key;
    split(*state, run.next, Operand::input, slots, slot, &next.chunks);
  }
  move(&next, machine::ceil_div(next.chunks.size() - next.moved, static_cast<std::size_t>(tiles_left)));
}

void Emitter::move(NextInput* input, std::size_t chunks) {
  for (; chunks > 0 && input->moved < input->chunks.size(); --chunks)
    activations_.move_chunk(input->chunks[input->moved++]);
}

}  // namespace apollo::compiler::emit
