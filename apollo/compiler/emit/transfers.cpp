// The emitter's transfers: weights from DRAM to the cores, activations between DRAM, activation memory and PE
// memories.
#include "apollo/compiler/emit/emitter.h"
#include "apollo/compiler/emit/tile_loops.h"

namespace apollo::compiler::emit {

using machine::Unit;
using program::Box;
using program::Instruction;
using program::LoopNest;
using program::Opcode;
using program::Operand;

void Emitter::fetch_weights(Step* step, bool pinned) {
  OpState& state = *step->op;
  const LoopNest& n = state.nest();
  const std::size_t tile = weight_tile_index(n, step->tile);
  if (!pinned) {
    const int block = state.core_block[tile];
    if (block >= 0 && core_memory_.intact(block)) {
      core_memory_.add_user(block);
      step->core_block = block;
      step->weight_address = core_memory_.address(block);
      return;
    }
  }
  const Stream stream = state.weights.of(step->tile);
  Instruction i;
  i.op = static_cast<std::uint32_t>(state.op.index);
  i.tile = step->tile;
  i.tile.y = i.tile.x = 0;
  i.operand = Operand::weights;
  i.bytes = stream.bytes;

  int& staged = state.parameter_block[tile];
  if (staged < 0 || !parameter_memory_.intact(staged)) {
    if (n.op.weight_view.buffer >= 0) finish_producers_of(n.op.weight_view.buffer);
    staged = parameter_memory_.allocate(stream.bytes);
    i.opcode = Opcode::load_parameters;
    i.staging_address = parameter_memory_.address(staged);
    i.dram_bytes = stream.dram_bytes;
    i.wait = parameter_memory_.write(staged, Unit::dma, next_index(Unit::dma));
    issue(i);
    i.dram_bytes = 0;
  }
  const std::uint32_t index = next_index(Unit::parameter_bus);
  i.opcode = Opcode::multicast_parameters;
  i.staging_address = parameter_memory_.address(staged);
  i.wait = parameter_memory_.read(staged, Unit::parameter_bus, index);
  if (!pinned) {
    const std::int64_t bytes = core_tile_bytes(n.op, n.tiling, step->tile);
    while (core_memory_.blocked(bytes)) finish_one();
    const int block = core_memory_.allocate(bytes);
    core_memory_.add_user(block);
    merge(&i.wait, core_memory_.write(block, Unit::parameter_bus, index));
    state.core_block[tile] = step->core_block = block;
    step->weight_address = core_memory_.address(block);
  }
  i.memory_address = step->weight_address;
  issue(i);
}

// `known`: the slot where the operand with that key was put last, or -1 if that is not known.
int Emitter::fetch(Step* step, Operand operand, SlotSet* set, const decisions::Slots& slots, std::int64_t key,
                   int known) {
  const auto hit = [&](int s) {
    if (set->slots[s].key != key) return false;
    ++set->slots[s].users;
    return true;
  };
  if (operand == Operand::input) {
    if (known >= 0 && hit(known)) return known;
  } else {
    for (int s = 0; s < static_cast<int>(set->slots.size()); ++s)
      if (hit(s)) return s;
  }
  const int chosen = static_cast<int>(set->next);
  set->next = (set->next + 1) % set->slots.size();
  Slot& slot = set->slots[chosen];
  while (slot.users > 0) finish_one();
  const std::int64_t address = slots.address + chosen * slots.bytes;
  if (slot.object < 0) slot.object = pe_hazards_.create(address, address + slots.bytes);
  slot.key = key;
  slot.users = 1;

  const OpState& state = *step->op;
  const LoopNest& n = state.nest();
  const bool input = operand == Operand::input;
  const program::View& view = input ? n.op.input : n.op.operand2;
  finish_producers_of(view.buffer);
  Instruction i;
  i.op = static_cast<std::uint32_t>(state.op.index);
  i.tile = step->tile;
  i.operand = operand;
  i.memory_address = address;
  const Stream stream = input ? state.streams.input(step->tile) : state.streams.operand2(step->tile);
  if (needs_chunks(stream)) {
    pieces_ = input ? n.input_pieces(step->tile) : n.operand2_pieces(step->tile);
    for (Box& piece : pieces_) piece = to_buffer(view, piece);
  }
  transfer(i, stream, view.buffer, slot.object);
  return chosen;
}

void Emitter::send_results(const Step& step, std::int64_t output_address, int object) {
  const OpState& state = *step.op;
  const LoopNest& n = state.nest();
  const int buffer = n.op.output.buffer;
  const decisions::BufferDecision& out = (*buffers_)[buffer];
  Instruction i;
  i.op = static_cast<std::uint32_t>(state.op.index);
  i.tile = step.tile;
  i.memory_address = state.op.output_in_place ? (*hold_addresses_)[buffer] : output_address;
  if (state.op.exchanges) {
    Stream stream;
    if (state.exchange_tabulated) stream.bytes = state.exchange.of(n, step.tile).bytes;
    if (!state.exchange_tabulated || needs_chunks(stream)) {
      exchange_pieces(n, state.op.output_in_place, out.distinct_holds, step.tile, &pieces_);
      stream = Stream();
      for (const Box& piece : pieces_) stream.bytes += piece.bytes();
    }
    i.operand = Operand::exchange;
    transfer(i, stream, buffer, object);
  }
  if (out.in_dram) {
    const Stream stream = state.streams.output(step.tile);
    if (needs_chunks(stream)) {
      pieces_ = n.output_pieces(step.tile);
      for (Box& piece : pieces_) piece = to_buffer(n.op.output, piece);
    }
    i.operand = Operand::output;
    transfer(i, stream, buffer, object);
  }
}

bool Emitter::needs_chunks(const Stream& stream) const {
  return stream.bytes > activation_memory_.size() / 2;
}

// Moves a stream through activation memory, in chunks of whole rows of its pieces if it is long: from DRAM to
// PE memories (input, operand2), from PE memories to PE memories (exchange), or from PE memories to DRAM
// (output). `object` is the PE memory object on the slot's side.
void Emitter::transfer(Instruction i, const Stream& stream, int buffer, int object) {
  if (stream.bytes == 0) return;
  if (!needs_chunks(stream)) {
    transfer_chunk(i, stream, buffer, object);
    return;
  }
  const workloads::Shape& shape = network_.buffers[buffer].buffer.shape;
  const int burst = accelerator_->constants.dram_burst_bytes;
  const std::int64_t limit = activation_memory_.size() / 2;
  Stream chunk;
  const auto send = [&] {
    transfer_chunk(i, chunk, buffer, object);
    i.stream_begin += chunk.bytes;
    chunk = Stream();
  };
  for (const Box& piece : pieces_) {
    const std::int64_t row = std::int64_t{piece.x1 - piece.x0} * (piece.c1 - piece.c0);
    for (int y = piece.y0; y < piece.y1;) {
      std::int64_t rows = std::min<std::int64_t>((limit - chunk.bytes) / row, piece.y1 - y);
      if (rows <= 0 && chunk.bytes > 0) {
        send();
        continue;
      }
      rows = std::max<std::int64_t>(rows, 1);
      Box part = piece;
      part.y0 = y;
      part.y1 = y + static_cast<int>(rows);
      chunk.bytes += part.bytes();
      chunk.dram_bytes += decisions::dram_bytes(shape, part, burst);
      y = part.y1;
    }
  }
  if (chunk.bytes > 0) send();
}

void Emitter::transfer_chunk(Instruction i, const Stream& chunk, int buffer, int object) {
  const bool from_dram = i.operand == Operand::input || i.operand == Operand::operand2;
  const bool to_dram = i.operand == Operand::output;
  const int staged = activation_memory_.allocate(chunk.bytes);
  i.bytes = chunk.bytes;
  i.staging_address = activation_memory_.address(staged);
  // In: DRAM or PE memories to activation memory.
  i.opcode = from_dram ? Opcode::load_activations : Opcode::collect;
  const Unit in = unit_of(i.opcode);
  i.dram_bytes = from_dram ? chunk.dram_bytes : 0;
  i.wait = activation_memory_.write(staged, in, next_index(in));
  if (!from_dram) {
    // The tile's own results: what other PEs send into the same hold lies elsewhere.
    const Waits waits = pe_hazards_[object].read(in, next_index(in));
    constexpr int array = static_cast<int>(Unit::array);
    i.wait[array] = std::max(i.wait[array], waits[array]);
  }
  issue(i);
  // Out: to PE memories or DRAM.
  i.opcode = to_dram ? Opcode::store_activations : Opcode::multicast_activations;
  const Unit out = unit_of(i.opcode);
  i.dram_bytes = to_dram ? chunk.dram_bytes : 0;
  i.wait = activation_memory_.read(staged, out, next_index(out));
  if (i.operand == Operand::exchange) {
    i.memory_address = (*hold_addresses_)[buffer];
    merge(&i.wait, pe_hazards_[hold_object(buffer)].write(out, next_index(out), true));
  } else if (from_dram) {
    merge(&i.wait, pe_hazards_[object].write(out, next_index(out)));
  }
  issue(i);
}

}  // namespace apollo::compiler::emit
