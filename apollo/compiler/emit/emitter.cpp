#include "apollo/compiler/emit/emitter.h"

#include <algorithm>
#include <set>

#include "simulator/program/tile_loops.h"

namespace apollo::compiler::emit {

using machine::Unit;
using program::Box;
using program::Instruction;
using program::LoopNest;
using program::Operand;
using program::Tile;

Emitter::Emitter(const lower::LoweredNetwork& network)
    : weights_(network), weights_ahead_(&weights_, list_) {}

const std::vector<Instruction>& Emitter::write(const Layout& layout, const std::vector<PlacedOp>& ops) {
  engine_.set_accelerator(layout.accelerator);
  for (const PlacedOp& op : ops) engine_.set_op(static_cast<std::size_t>(op.index), *op.nest);
  begin(layout, &engine_);
  weights_ahead_.reset(ops);
  weight_traffic_.assign(layout.network.ops.size(), {});
  rings_.assign(layout.network.ops.size(), {});
  for (std::size_t place = 0; place < ops.size(); ++place) {
    const PlacedOp& op = ops[place];
    OpState& state = start(op);
    if (op.nest->op.has_weights()) state.weights = &weights_ahead_.begin(place);
    if (layout.transfers == Transfers::even) set_even_blocks(state);
    rings_[static_cast<std::size_t>(op.index)] = rings_of(state);
    for_each_tile(*op.nest, [&](const Tile& tile) { run_step(&state, tile); });
    if (op.nest->op.has_weights()) weights_ahead_.end(place);
  }
  while (!pending_.empty()) finish_one();
  activations_.write_all_stores();
  for (std::size_t place = 0; place < ops.size(); ++place)
    if (ops[place].nest->op.has_weights())
      weight_traffic_[static_cast<std::size_t>(ops[place].index)].bytes =
          weights_ahead_.of(place).loaded_bytes;
  engine_.end();
  return list_.instructions();
}

const std::vector<Instruction>& Emitter::write_preload(const Layout& layout,
                                                       const std::vector<PlacedOp>& ops) {
  begin(layout, nullptr);
  OpWeights weights;
  std::set<std::int64_t> pinned, kept, local;  // addresses: ops with the same weights share them
  for (const PlacedOp& op : ops) {
    const decisions::OpDecision& decision = *op.decision;
    const bool pins = decision.pinned_tiles > 0 && pinned.insert(decision.pinned_address).second,
               keeps = decision.kept_tiles > 0 &&
                       (decision.local ? local : kept).insert(decision.kept_address).second;
    if (!pins && !keeps) continue;
    weights_.begin(op, &weights);
    for_each_weight_tile(*op.nest, [&](const Tile& tile) {
      const bool to_cores = pins && weights.pins(tile), to_pes = keeps && weights.keeps(tile);
      if (!to_cores && !to_pes) return;
      if (!weights_.staged(weights, tile)) weights_.load_from_dram(&weights, tile);
      if (to_cores)
        weights_.deliver_pinned(weights, tile);
      else
        weights_.keep(weights, tile);
    });
  }
  return list_.instructions();
}

void Emitter::begin(const Layout& layout, fast::FastEngine* engine) {
  layout_ = &layout;
  list_.clear(engine);
  last_compute_cycles_ = 0;
  pe_memory_.reset(layout);
  weights_.reset(layout, &list_, &pe_memory_);
  activations_.reset(layout, &list_, &pe_memory_);
  started_ = 0;
  pending_.clear();
}

Emitter::OpState& Emitter::start(const PlacedOp& placed) {
  OpState& state = states_[started_++ % kOpsAtOnce];
  const LoopNest& n = *placed.nest;
  const program::Op& op = n.op;
  const decisions::BufferDecision& out = layout_->buffers[op.output.buffer];
  state.op = placed;
  const bool moves_activations =
      !placed.input_in_place || (placed.has_operand2() && !placed.operand2_in_place) || out.in_dram;
  if (moves_activations)
    state.streams.assign(
        n,
        {layout_->buffer(op.input.buffer).shape,
         placed.has_operand2() ? layout_->buffer(op.operand2.buffer).shape : workloads::Shape(),
         layout_->buffer(op.output.buffer).shape},
        layout_->accelerator.constants.dram_burst_bytes);
  state.exchange_tabulated =
      placed.exchanges && state.exchange.assign(n, placed.output_in_place, out.hold_ranges);
  state.input.assign(placed.decision->input);
  state.operand2.assign(placed.decision->operand2);
  state.output.assign(placed.decision->output);
  state.slot_of_input.assign(input_tiles(n), -1);
  state.next_input.clear();
  state.psum_object = -1;
  return state;
}

void Emitter::set_even_blocks(const OpState& state) {
  const LoopNest& n = state.nest();
  if (n.op.has_weights()) weights_.set_even_blocks(*state.weights);
  const bool loads = !state.op.input_in_place, adds = state.op.has_operand2() && !state.op.operand2_in_place;
  const bool stores = layout_->buffers[n.op.output.buffer].in_dram;
  std::int64_t most = 0;
  for_each_tile(n, [&](const Tile& tile) {
    if (loads) most = std::max(most, state.streams.input(tile).bytes);
    if (tile.c > 0) return;
    if (adds) most = std::max(most, state.streams.operand2(tile).bytes);
    if (stores) most = std::max(most, state.streams.output(tile).bytes);
    if (state.exchange_tabulated) most = std::max(most, state.exchange.bytes(tile));
  });
  activations_.set_even_blocks(most);
}

program::OpRings Emitter::rings_of(const OpState& op) const {
  return {weights_.parameter_ring(), activations_.ring(), weights_.core_ring(),
          op.input.ring(),           op.operand2.ring(),  op.output.ring()};
}

void Emitter::run_step(OpState* state, const Tile& tile) {
  Step step;
  step.op = state;
  step.tile = tile;
  const PlacedOp& op = state->op;
  const LoopNest& n = *op.nest;
  if (n.op.has_weights()) step.weights = bring_weights(state, tile);
  const bool operand2 = op.has_operand2() && !op.operand2_in_place && step.last_c();
  if (!op.input_in_place || operand2) {
    // Slots may be filled while the op before runs only if they were placed apart from all that it uses.
    const int oldest_allowed = op.decision->prefetch_inputs ? op.index - 1 : op.index;
    while (!pending_.empty() && pending_.front().op->op.index < oldest_allowed) finish_one();
  }
  if (!op.input_in_place) {
    const std::int64_t key = input_key(n, tile);
    int& known = state->slot_of_input[static_cast<std::size_t>(key)];
    known = step.input_slot = fetch(step, Operand::input, key, known);
  }
  if (operand2) {
    const std::int64_t key = output_key(n, tile);
    step.operand2_slot = fetch(step, Operand::operand2, key, state->operand2.find(key));
  }
  pending_.push_back(step);
  if (layout_->transfers == Transfers::early) {
    const std::int64_t computed = list_.busy_until(Unit::array);
    weights_ahead_.advance(computed, computed + last_compute_cycles_, pending_.front().op->op.index);
  }
  while (pending_.size() > decisions::kLookahead) finish_one();
  if (!op.input_in_place && layout_->transfers == Transfers::early) advance_next_input(state, tile);
}

CoreWeights Emitter::bring_weights(OpState* op, const Tile& tile) {
  OpWeights& weights = *op->weights;
  if (weights.pins(tile)) return {weights.pinned_address[weight_tile_index(op->nest(), tile)]};
  CoreWeights brought;
  if (!weights_.find(weights, tile, &brought)) {
    brought = weights.stays(tile) ? fill_weights(&weights, tile) : deliver_weights(op, tile);
    weights_ahead_.needed(tile);
  }
  const std::array<int, 4>& tiles = op->nest().tiling.tiles;
  const bool is_last =
      tile.y + 1 == tiles[index(program::Dim::y)] && tile.x + 1 == tiles[index(program::Dim::x)];
  if (is_last) weights_.release(weights, tile);
  return brought;
}

CoreWeights Emitter::deliver_weights(OpState* op, const Tile& tile) {
  OpWeights& weights = *op->weights;
  if (!weights_.staged(weights, tile)) {
    const program::View& view = op->nest().op.weight_view;
    if (view.buffer >= 0) finish_producers_of(view.buffer);
    weights_.load(&weights, tile);
  }
  while (weights_.blocked(weights, tile)) finish_one();
  return weights_.deliver(&weights, tile);
}

CoreWeights Emitter::fill_weights(OpWeights* weights, const Tile& tile) {
  while (weights_.blocked(*weights, tile)) finish_one();
  std::int64_t cycles = 0;
  const CoreWeights filled = weights_.fill(weights, tile, &cycles);
  WeightTraffic& traffic = weight_traffic_[static_cast<std::size_t>(weights->op)];
  traffic.waits += cycles;  // the array does nothing else
  traffic.cycles += cycles;
  return filled;
}

void Emitter::finish_producers_of(int buffer) {
  const auto produces = [&](const Step& step) { return step.op->nest().op.output.buffer == buffer; };
  while (std::any_of(pending_.begin(), pending_.end(), produces)) finish_one();
  activations_.write_stores_of(buffer);
}

void Emitter::finish_one() {
  const Step step = pending_.front();
  pending_.pop_front();
  OpState& state = *step.op;
  const decisions::Slots& psum = state.op.decision->psum;
  Instruction i;
  i.opcode = program::Opcode::compute;
  i.op = static_cast<std::uint32_t>(state.op.index);
  i.tile = step.tile;
  i.psum_in = step.tile.c > 0;
  i.psum_out = !step.last_c();
  i.weight_address = step.weights.address;
  i.wait = weights_.use(step.weights, next_compute());
  read_operands(step, &i);
  if (psum.count > 0) {
    if (state.psum_object < 0) state.psum_object = pe_memory_.create(psum.address, psum.bytes);
    merge(&i.wait, pe_memory_[state.psum_object].write(Unit::array, next_compute()));
    i.psum_address = psum.address;
  }
  const int object = i.psum_out ? -1 : write_results(&state, &i);
  i.wait[static_cast<int>(Unit::array)] = 0;
  const std::int64_t free = list_.busy_until(Unit::array);
  const simulator::Event event = list_.add(i);
  last_compute_cycles_ = event.end - event.start + 1;
  weight_traffic_[i.op].cycles += event.end + 1 - free;
  weight_traffic_[i.op].busy += last_compute_cycles_;
  note_wait(free, event.start);
  if (!i.psum_out) send_results(step, i.output_address, object);
  activations_.end_tile();
}

void Emitter::note_wait(std::int64_t from, std::int64_t start) {
  const Instruction& i = list_.instructions().back();
  const Waits& wait = i.wait;
  for (int u = 0; u < machine::kUnits; ++u)
    if (wait[u] > 0 && u != static_cast<int>(Unit::parameter_bus))
      from = std::max(from, engine_.end(static_cast<Unit>(u), wait[u]) + 1);
  if (const std::uint32_t weights = wait[static_cast<int>(Unit::parameter_bus)];
      weights > 0 && engine_.end(Unit::parameter_bus, weights) + 1 == start)
    weight_traffic_[i.op].waits += start - from;
}

void Emitter::read_operands(const Step& step, Instruction* compute) {
  OpState& state = *step.op;
  const program::Op& op = state.nest().op;
  const auto read = [&](int object) {
    merge(&compute->wait, pe_memory_[object].read(Unit::array, next_compute()));
  };
  const auto read_slot = [&](SlotRing* slots, int slot) {
    --(*slots)[slot].users;
    read((*slots)[slot].object);
    return slots->address(slot);
  };
  if (state.op.input_in_place)
    read(pe_memory_.hold(op.input.buffer));
  else
    compute->input_address = read_slot(&state.input, step.input_slot);
  if (step.operand2_slot >= 0)
    compute->operand2_address = read_slot(&state.operand2, step.operand2_slot);
  else if (state.op.operand2_in_place && !compute->psum_out)
    read(pe_memory_.hold(op.operand2.buffer));
}

int Emitter::write_results(OpState* state, Instruction* compute) {
  int object = -1;
  if (state->op.output_in_place) {
    object = pe_memory_.hold(state->nest().op.output.buffer);
  } else {
    const int chosen = state->output.take();
    SlotRing::Slot& slot = state->output[chosen];
    compute->output_address = state->output.address(chosen);
    if (slot.object < 0) slot.object = pe_memory_.create(compute->output_address, state->output.bytes());
    object = slot.object;
  }
  merge(&compute->wait, pe_memory_[object].write(Unit::array, next_compute(), state->op.output_in_place));
  return object;
}

void Emitter::send_results(const Step& step, std::int64_t output_address, int object) {
  const OpState& state = *step.op;
  const LoopNest& n = state.nest();
  const decisions::BufferDecision& out = layout_->buffers[n.op.output.buffer];
  Transfer transfer;
  transfer.prototype.op = static_cast<std::uint32_t>(state.op.index);
  transfer.prototype.tile = step.tile;
  transfer.prototype.memory_address =
      state.op.output_in_place ? layout_->hold_addresses[n.op.output.buffer] : output_address;
  transfer.buffer = n.op.output.buffer;
  transfer.object = object;
  if (state.op.exchanges) {
    if (state.exchange_tabulated) transfer.stream.bytes = state.exchange.bytes(step.tile);
    if (!state.exchange_tabulated || activations_.needs_chunks(transfer.stream)) {
      exchange_pieces(n, state.op.output_in_place, out.distinct_holds, step.tile, &pieces_);
      transfer.stream = {};
      for (const Box& piece : pieces_) transfer.stream.bytes += piece.elements() * n.op.out_q.bytes();
    }
    transfer.prototype.operand = Operand::exchange;
    activations_.move(transfer, pieces_);
  }
  if (out.in_dram) {
    transfer.stream = state.streams.output(step.tile);
    if (activations_.needs_chunks(transfer.stream)) {
      pieces_ = n.output_pieces(step.tile);
      for (Box& piece : pieces_) piece = to_buffer(n.op.output, piece);
    }
    transfer.prototype.operand = Operand::output;
    activations_.move(transfer, pieces_);
  }
}

}  // namespace apollo::compiler::emit
