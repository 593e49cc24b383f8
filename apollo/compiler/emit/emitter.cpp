#include "apollo/compiler/emit/emitter.h"

#include <algorithm>

#include "apollo/compiler/emit/tile_loops.h"

namespace apollo::compiler::emit {

using machine::Unit;
using program::Instruction;
using program::LoopNest;
using program::Opcode;
using program::Operand;
using program::Tile;

PlacedOp placed_op(int index, const LoopNest& nest, const decisions::OpDecision& decision,
                   const std::vector<decisions::BufferDecision>& buffers,
                   decisions::ExchangeEstimate* exchange) {
  const program::Op& op = nest.op;
  const decisions::BufferDecision& out = buffers[op.output.buffer];
  PlacedOp placed{index, &nest, &decision};
  placed.input_in_place = decisions::reads_in_place(nest, op.input, false, buffers[op.input.buffer]);
  placed.operand2_in_place = op.operand2.buffer >= 0 &&
                             decisions::reads_in_place(nest, op.operand2, true, buffers[op.operand2.buffer]);
  placed.output_in_place = decisions::writes_in_place(nest, out);
  placed.exchanges = out.on_chip && exchange->bytes(nest, out.hold) > 0;
  return placed;
}

Emitter::Emitter(const lower::LoweredNetwork& network)
    : network_(network), weight_group_(lower::weight_groups(network)) {
  int groups = 0;
  for (const int group : weight_group_) groups = std::max(groups, group + 1);
  shared_.resize(std::size_t(groups));
}

void Emitter::SlotSet::assign(int count) {
  slots.assign(std::size_t(count), Slot());
  next = 0;
}

void Emitter::begin(const machine::Accelerator& accelerator,
                    const std::vector<decisions::BufferDecision>& buffers,
                    const std::vector<std::int64_t>& hold_addresses, std::int64_t pinned_bytes) {
  const auto& constants = accelerator.constants;
  accelerator_ = &accelerator;
  buffers_ = &buffers;
  hold_addresses_ = &hold_addresses;
  instructions_.clear();
  counts_.fill(0);
  pe_hazards_.clear();
  parameter_memory_.reset(0, accelerator.parameter_memory_bytes(), constants.parameter_entry_bytes);
  activation_memory_.reset(0, accelerator.activation_memory_bytes(), constants.activation_entry_bytes);
  core_memory_.reset(pinned_bytes, accelerator.configuration.core_memory_bytes, 4);
  started_ = pending_begin_ = pending_count_ = 0;
  hold_objects_.assign(buffers.size(), -1);
  for (SharedWeights& weights : shared_) weights.placed = false;
}

const std::vector<Instruction>& Emitter::finish() {
  while (pending_count_ > 0) finish_one();
  return instructions_;
}

std::uint32_t Emitter::issue(const Instruction& instruction) {
  instructions_.push_back(instruction);
  return ++counts_[static_cast<int>(unit_of(instruction.opcode))];
}

workloads::Shape Emitter::shape_of(const program::View& view) const {
  return view.buffer < 0 ? workloads::Shape() : network_.buffers[view.buffer].buffer.shape;
}

Emitter::OpState& Emitter::start(const PlacedOp& placed) {
  OpState& state = states_[started_++ % kOpsAtOnce];
  const LoopNest& n = *placed.nest;
  state.op = placed;
  const int burst = accelerator_->constants.dram_burst_bytes;
  const bool moves_activations = !placed.input_in_place ||
                                 (n.op.operand2.buffer >= 0 && !placed.operand2_in_place) ||
                                 (*buffers_)[n.op.output.buffer].in_dram;
  if (moves_activations)
    state.streams.assign(n, {shape_of(n.op.input), shape_of(n.op.operand2), shape_of(n.op.output)}, burst);
  state.input.assign(placed.decision->input.count);
  state.operand2.assign(placed.decision->operand2.count);
  state.output.assign(placed.decision->output.count);
  state.slot_of_input.assign(std::size_t(n.tiling.tiles[0]) * n.tiling.tiles[1] * n.tiling.tiles[2], -1);
  state.psum_object = -1;
  state.exchange_tabulated =
      placed.exchanges &&
      state.exchange.assign(n, placed.output_in_place, (*buffers_)[n.op.output.buffer].overlap);
  if (n.op.has_weights()) {
    state.weights.assign(n, burst);
    state.core_block.assign(weight_tiles(n), -1);
    state.parameter_block.assign(weight_tiles(n), -1);
    if (const int group = weight_group_[placed.index]; group >= 0) {
      const SharedWeights& before = shared_[group];
      if (before.placed && before.mapping == n.tiling.mapping) {
        state.core_block = before.core_block;
        state.parameter_block = before.parameter_block;
      }
    }
    if (placed.decision->pinned) {
      state.pinned_offset.clear();
      std::int64_t offset = placed.decision->pinned_address;
      for_each_weight_tile(n, [&](const Tile& tile) {
        state.pinned_offset.push_back(offset);
        offset += machine::round_up(core_tile_bytes(n.op, n.tiling, tile), 4);
      });
    }
  }
  return state;
}

void Emitter::preload(const PlacedOp& op) {
  OpState& state = start(op);
  for_each_weight_tile(*op.nest, [&](const Tile& tile) {
    Step step;
    step.op = &state;
    step.tile = tile;
    step.weight_address = state.pinned_offset[weight_tile_index(*op.nest, tile)];
    fetch_weights(&step, true);
  });
}

void Emitter::add(const PlacedOp& op) {
  OpState& state = start(op);
  for_each_tile(*op.nest, [&](const Tile& tile) { run_step(&state, tile); });
  if (const int group = weight_group_[op.index]; group >= 0)
    shared_[group] = {true, op.nest->tiling.mapping, state.core_block, state.parameter_block};
}

void Emitter::run_step(OpState* state, const Tile& tile) {
  Step step;
  step.op = state;
  step.tile = tile;
  const PlacedOp& op = state->op;
  const LoopNest& n = *op.nest;
  if (n.op.has_weights()) {
    if (op.decision->pinned)
      step.weight_address = state->pinned_offset[weight_tile_index(n, tile)];
    else
      fetch_weights(&step, false);
  }
  const bool operand2 = n.op.operand2.buffer >= 0 && !op.operand2_in_place && last_c(step);
  if (!op.input_in_place || operand2) {
    // Slots may be filled while the op before runs only if they were placed apart from all that it uses.
    const int oldest_allowed = op.decision->prefetch_inputs ? op.index - 1 : op.index;
    while (pending_count_ > 0 && pending_[pending_begin_].op->op.index < oldest_allowed) finish_one();
  }
  if (!op.input_in_place) {
    const std::int64_t key = input_key(n, tile);
    int& known = state->slot_of_input[std::size_t(key)];
    known = step.input_slot = fetch(&step, Operand::input, &state->input, op.decision->input, key, known);
  }
  if (operand2)
    step.operand2_slot =
        fetch(&step, Operand::operand2, &state->operand2, op.decision->operand2, output_key(n, tile), -1);
  pending_[(pending_begin_ + pending_count_++) % pending_.size()] = step;
  while (pending_count_ > decisions::kLookahead) finish_one();
}

void Emitter::finish_producers_of(int buffer) {
  const auto any = [&] {
    for (std::size_t i = 0; i < pending_count_; ++i)
      if (pending_[(pending_begin_ + i) % pending_.size()].op->nest().op.output.buffer == buffer) return true;
    return false;
  };
  while (any()) finish_one();
}

int Emitter::hold_object(int buffer) {
  int& object = hold_objects_[buffer];
  if (object < 0) {
    const std::int64_t address = (*hold_addresses_)[buffer];
    object = pe_hazards_.create(address, address + (*buffers_)[buffer].hold_bytes);
  }
  return object;
}

void Emitter::finish_one() {
  const Step step = pending_[pending_begin_];
  pending_begin_ = (pending_begin_ + 1) % pending_.size();
  --pending_count_;
  OpState& state = *step.op;
  const program::Op& op = state.nest().op;
  const decisions::OpDecision& decision = *state.op.decision;
  const std::uint32_t index = next_index(Unit::array);
  Instruction i;
  i.opcode = Opcode::compute;
  i.op = static_cast<std::uint32_t>(state.op.index);
  i.tile = step.tile;
  i.psum_in = step.tile.c > 0;
  i.psum_out = !last_c(step);
  i.weight_address = step.weight_address;
  const auto use_slot = [&](SlotSet* set, int slot) {
    --set->slots[slot].users;
    merge(&i.wait, pe_hazards_[set->slots[slot].object].read(Unit::array, index));
  };
  if (step.core_block >= 0) {
    merge(&i.wait, core_memory_.read(step.core_block, Unit::array, index));
    core_memory_.remove_user(step.core_block);
  }
  if (state.op.input_in_place) {
    merge(&i.wait, pe_hazards_[hold_object(op.input.buffer)].read(Unit::array, index));
  } else {
    use_slot(&state.input, step.input_slot);
    i.input_address = decision.input.address + step.input_slot * decision.input.bytes;
  }
  if (step.operand2_slot >= 0) {
    use_slot(&state.operand2, step.operand2_slot);
    i.operand2_address = decision.operand2.address + step.operand2_slot * decision.operand2.bytes;
  } else if (state.op.operand2_in_place && !i.psum_out) {
    merge(&i.wait, pe_hazards_[hold_object(op.operand2.buffer)].read(Unit::array, index));
  }
  if (decision.psum.count > 0) {
    if (state.psum_object < 0)
      state.psum_object =
          pe_hazards_.create(decision.psum.address, decision.psum.address + decision.psum.bytes);
    merge(&i.wait, pe_hazards_[state.psum_object].write(Unit::array, index));
    i.psum_address = decision.psum.address;
  }
  int object = -1;
  if (!i.psum_out) {
    if (state.op.output_in_place) {
      object = hold_object(op.output.buffer);
      merge(&i.wait, pe_hazards_[object].write(Unit::array, index, true));
    } else {
      Slot& slot = state.output.slots[state.output.next];
      i.output_address = decision.output.address + std::int64_t(state.output.next) * decision.output.bytes;
      state.output.next = (state.output.next + 1) % state.output.slots.size();
      if (slot.object < 0)
        slot.object = pe_hazards_.create(i.output_address, i.output_address + decision.output.bytes);
      object = slot.object;
      merge(&i.wait, pe_hazards_[object].write(Unit::array, index));
    }
  }
  i.wait[static_cast<int>(Unit::array)] = 0;
  issue(i);
  if (!i.psum_out) send_results(step, i.output_address, object);
}

}  // namespace apollo::compiler::emit
