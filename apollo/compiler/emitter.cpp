#include "apollo/compiler/emitter.h"

#include <algorithm>
#include <cassert>

#include "apollo/compiler/tile_loops.h"

namespace apollo::compiler {

using simulator::Box;
using simulator::Instruction;
using simulator::LoopNest;
using simulator::Opcode;
using simulator::Operand;
using simulator::OpPlan;
using simulator::Program;
using simulator::Tile;
using simulator::Unit;

Emitter::Emitter(const LoweredNetwork& network, const simulator::Accelerator& accelerator, const Plan& plan)
    : network_(network),
      accelerator_(accelerator),
      plan_(plan),
      target_(&program_.instructions),
      parameter_ring_(0, accelerator.parameter_memory_bytes(), accelerator.constants.parameter_entry_bytes),
      activation_ring_(0, accelerator.activation_memory_bytes(),
                       accelerator.constants.activation_entry_bytes),
      core_ring_(plan.pinned_bytes, accelerator.configuration.core_memory_bytes, 4),
      states_(network.ops.size()),
      hold_objects_(network.buffers.size(), -1) {
  program_.accelerator = accelerator;
}

Program Emitter::run() {
  prepare_buffers();
  prepare_ops();
  target_ = &program_.preload;
  for (std::size_t op = 0; op < plan_.ops.size(); ++op)
    if (plan_.ops[op].pinned) preload(static_cast<int>(op));
  target_ = &program_.instructions;
  counts_.fill(0);
  parameter_hazards_ = MemoryHazards();
  in_parameter_memory_.clear();
  for (std::size_t op = 0; op < plan_.ops.size(); ++op) run_op(static_cast<int>(op));
  finish_all();
  return std::move(program_);
}

void Emitter::prepare_buffers() {
  const std::int64_t burst = accelerator_.constants.dram_burst_bytes;
  for (std::size_t b = 0; b < network_.buffers.size(); ++b) {
    const BufferDecision& decision = plan_.buffers[b];
    simulator::BufferPlan out;
    out.buffer = network_.buffers[b].buffer;
    out.tensor = network_.buffers[b].tensor;
    out.in_dram = decision.in_dram;
    out.on_chip = decision.on_chip;
    out.pe_address = decision.pe_address;
    set_hold(&out, decision.hold);
    if (out.in_dram) {
      out.dram_address = program_.dram_bytes;
      program_.dram_bytes += (out.buffer.shape.elements() + burst - 1) / burst * burst;
    }
    program_.buffers.push_back(std::move(out));
  }
}

void Emitter::prepare_ops() {
  for (std::size_t i = 0; i < network_.ops.size(); ++i) {
    const simulator::Op& op = network_.ops[i];
    OpPlan out{LoopNest(op, plan_.ops[i].mapping, accelerator_)};
    out.input_in_place = reads_in_place(out.nest, op.input, false, plan_.buffers[op.input.buffer]);
    out.operand2_in_place = op.operand2.buffer >= 0 &&
                            reads_in_place(out.nest, op.operand2, true, plan_.buffers[op.operand2.buffer]);
    out.output_in_place = writes_in_place(out.nest, plan_.buffers[op.output.buffer]);
    out.weights_pinned = plan_.ops[i].pinned;
    out.weights_dram_address = program_.dram_bytes;
    if (op.parameter_layer >= 0) program_.dram_bytes += op.weight_bytes(op.G, op.K, op.C, true);
    states_[i].input.slots.resize(plan_.ops[i].input.count);
    states_[i].operand2.slots.resize(plan_.ops[i].operand2.count);
    states_[i].output.slots.resize(plan_.ops[i].output.count);
    program_.ops.push_back(std::move(out));
  }
}

std::uint32_t Emitter::issue(Instruction instruction) {
  target_->push_back(instruction);
  return ++counts_[static_cast<int>(unit_of(instruction.opcode))];
}

void Emitter::preload(int op) {
  // Pinned tiles lie one after the other in core memory, in tile order.
  std::int64_t address = plan_.ops[op].pinned_address;
  for_each_weight_tile(program_.ops[op].nest, [&](const Tile& tile) {
    Step step{op, tile, address};
    fetch_weights(&step);
    address += (program_.ops[op].nest.core_tile_bytes(tile) + 3) / 4 * 4;
  });
}

void Emitter::run_op(int op) {
  for_each_tile(program_.ops[op].nest, [&](const Tile& tile) { run_step(op, tile); });
}

void Emitter::run_step(int op, const Tile& tile) {
  Step step{op, tile};
  const OpPlan& plan = program_.ops[op];
  const LoopNest& n = plan.nest;
  const OpDecision& decision = plan_.ops[op];
  OpState& state = states_[op];
  if (n.op.has_weights()) {
    if (plan.weights_pinned) {
      step.weight_address = decision.pinned_address + weight_tile_offset(n, tile);
    } else {
      fetch_weights(&step);
    }
  }
  const bool operand2 = n.op.operand2.buffer >= 0 && !plan.operand2_in_place && last_c(step);
  if (!plan.input_in_place || operand2) {
    // Slots may be filled while the op before runs only if they were placed apart from all that it uses.
    const int oldest_allowed = decision.prefetch_inputs ? op - 1 : op;
    while (!pending_.empty() && pending_.front().op < oldest_allowed) finish_one();
  }
  if (!plan.input_in_place)
    step.input_slot = fetch(&step, Operand::input, &state.input, decision.input, input_key(n, tile));
  if (operand2)
    step.operand2_slot =
        fetch(&step, Operand::operand2, &state.operand2, decision.operand2, output_key(n, tile));
  pending_.push_back(step);
  while (pending_.size() > kLookahead) finish_one();
}

bool Emitter::last_c(const Step& step) const { return step.tile.c + 1 == program_.ops[step.op].nest.tiles_c; }

void Emitter::finish_all() {
  while (!pending_.empty()) finish_one();
}

void Emitter::finish_producers_of(int buffer) {
  const auto produces = [&](const Step& s) { return network_.ops[s.op].output.buffer == buffer; };
  while (std::any_of(pending_.begin(), pending_.end(), produces)) finish_one();
}

int Emitter::hold_object(int buffer) {
  int& object = hold_objects_[buffer];
  if (object < 0) {
    const BufferDecision& b = plan_.buffers[buffer];
    object = pe_hazards_.create(b.pe_address, b.pe_address + b.hold_bytes);
  }
  return object;
}

void Emitter::finish_one() {
  const Step step = pending_.front();
  pending_.pop_front();
  const OpPlan& plan = program_.ops[step.op];
  const OpDecision& decision = plan_.ops[step.op];
  OpState& state = states_[step.op];
  const std::uint32_t index = next_index(Unit::array);
  Instruction i;
  i.opcode = Opcode::compute;
  i.op = step.op;
  i.tile = step.tile;
  i.psum_in = step.tile.c > 0;
  i.psum_out = !last_c(step);
  i.weight_address = step.weight_address;
  const auto use_slot = [&](SlotSet* set, int slot) {
    --set->slots[slot].users;
    merge(&i.wait, pe_hazards_.read(set->slots[slot].object, Unit::array, index));
  };
  if (step.weight_object >= 0) {
    merge(&i.wait, core_hazards_.read(step.weight_object, Unit::array, index));
    for (CachedTile& cached : in_core_memory_)
      if (cached.object == step.weight_object) --cached.users;
  }
  if (plan.input_in_place) {
    merge(&i.wait, pe_hazards_.read(hold_object(plan.op().input.buffer), Unit::array, index));
  } else {
    use_slot(&state.input, step.input_slot);
    i.input_address = decision.input.address + step.input_slot * decision.input.bytes;
  }
  if (step.operand2_slot >= 0) {
    use_slot(&state.operand2, step.operand2_slot);
    i.operand2_address = decision.operand2.address + step.operand2_slot * decision.operand2.bytes;
  } else if (plan.operand2_in_place && !i.psum_out) {
    merge(&i.wait, pe_hazards_.read(hold_object(plan.op().operand2.buffer), Unit::array, index));
  }
  if (decision.psum.count > 0) {
    if (state.psum_object < 0)
      state.psum_object =
          pe_hazards_.create(decision.psum.address, decision.psum.address + decision.psum.bytes);
    merge(&i.wait, pe_hazards_.write(state.psum_object, Unit::array, index));
    i.psum_address = decision.psum.address;
  }
  int object = -1;
  if (!i.psum_out) {
    if (plan.output_in_place) {
      object = hold_object(plan.op().output.buffer);
      merge(&i.wait, pe_hazards_.write(object, Unit::array, index, true));
    } else {
      SlotState& slot = state.output.slots[state.output.next];
      i.output_address = decision.output.address + state.output.next * decision.output.bytes;
      state.output.next = (state.output.next + 1) % state.output.slots.size();
      if (slot.object < 0)
        slot.object = pe_hazards_.create(i.output_address, i.output_address + decision.output.bytes);
      object = slot.object;
      merge(&i.wait, pe_hazards_.write(object, Unit::array, index));
    }
  }
  i.wait[static_cast<int>(Unit::array)] = 0;
  issue(i);
  if (!i.psum_out) send_results(step, i.output_address, object);
}

void Emitter::send_results(const Step& step, std::int64_t output_address, int object) {
  const OpPlan& plan = program_.ops[step.op];
  const int buffer = plan.op().output.buffer;
  const simulator::BufferPlan& out = program_.buffers[buffer];
  Instruction i;
  i.op = step.op;
  i.tile = step.tile;
  i.memory_address = plan.output_in_place ? out.pe_address : output_address;
  if (out.on_chip) {
    const std::vector<Box> pieces = exchange_pieces(plan, out, step.tile);
    i.operand = Operand::exchange;
    if (!pieces.empty()) transfer(i, pieces, buffer, object);
  }
  if (out.in_dram) {
    std::vector<Box> pieces = plan.nest.output_pieces(step.tile);
    for (Box& piece : pieces) piece = to_buffer(plan.op().output, piece);
    i.operand = Operand::output;
    transfer(i, pieces, buffer, object);
  }
}

}  // namespace apollo::compiler
