// The emitter's transfers: weights from DRAM to the cores, activations between DRAM, activation memory and PE
// memories.
#include <algorithm>
#include <cassert>

#include "apollo/compiler/emitter.h"
#include "apollo/compiler/holds.h"
#include "apollo/compiler/tile_loops.h"

namespace apollo::compiler {

using simulator::Box;
using simulator::Dim;
using simulator::Instruction;
using simulator::LoopNest;
using simulator::Opcode;
using simulator::Operand;
using simulator::OpPlan;
using simulator::Range;
using simulator::Tile;
using simulator::Unit;

namespace {

std::int64_t aligned(std::int64_t bytes) { return (bytes + 3) / 4 * 4; }

bool same_weights(const Tile& a, const Tile& b) { return a.g == b.g && a.k == b.k && a.c == b.c; }

std::int64_t stream_bytes(const std::vector<LoopNest::WeightPiece>& pieces) {
  std::int64_t bytes = 0;
  for (const auto& piece : pieces) bytes += piece.bytes;
  return bytes;
}

// Bytes that all cores of all PEs write for a weight tile.
std::int64_t core_receiver_bytes(const LoopNest& n, const Tile& tile) {
  const Range c = n.c_range(tile.c);
  std::int64_t bytes = 0;
  for (int row = 0; row < n.pes_y; ++row)
    for (int column = 0; column < n.pes_x; ++column) {
      const Range g = n.output_range(Dim::g, n.part(Dim::g, row, column), tile.g);
      const Range k = n.output_range(Dim::k, n.part(Dim::k, row, column), tile.k);
      if (!g.size() || !k.size()) continue;
      for (int core = 0; core < n.cores; ++core)
        bytes += n.op.weight_bytes(n.core_range(Dim::g, g, core).size(), n.core_range(Dim::k, k, core).size(),
                                   c.size(), c.end == n.op.C);
    }
  return bytes;
}

// DRAM bytes of a weight tile: tiles of a parameter set are contiguous; those of an activation are rows of
// it.
std::int64_t weight_dram_bytes(const LoopNest& n, const Tile& tile, std::int64_t bytes, int burst) {
  const auto rounded = [&](std::int64_t b) { return (b + burst - 1) / burst * burst; };
  if (n.op.weight_view.buffer < 0) return rounded(bytes);
  std::int64_t total = 0;
  const int c = n.c_range(tile.c).size();
  for (const auto& piece : n.weight_pieces(tile))
    total += n.op.transpose_weight ? std::int64_t{piece.g.size()} * piece.k.size() * rounded(c)
                                   : std::int64_t{piece.g.size()} * c * rounded(piece.k.size());
  return total;
}

}  // namespace

std::int64_t weight_tile_offset(const LoopNest& n, const Tile& tile) {
  std::int64_t offset = 0;
  bool found = false;
  for_each_weight_tile(n, [&](const Tile& t) {
    found = found || same_weights(t, tile);
    if (!found) offset += aligned(n.core_tile_bytes(t));
  });
  return offset;
}

std::int64_t all_weight_tiles_bytes(const LoopNest& n) {
  std::int64_t bytes = 0;
  for_each_weight_tile(n, [&](const Tile& t) { bytes += aligned(n.core_tile_bytes(t)); });
  return bytes;
}

void Emitter::fetch_weights(Step* step) {
  const OpPlan& plan = program_.ops[step->op];
  const LoopNest& n = plan.nest;
  const bool pinned = plan.weights_pinned;
  const auto is_tile = [&](const CachedTile& c) {
    return c.op == step->op && same_weights(c.tile, step->tile);
  };
  if (!pinned) {
    const auto hit = std::find_if(in_core_memory_.begin(), in_core_memory_.end(), is_tile);
    if (hit != in_core_memory_.end()) {
      ++hit->users;
      step->weight_address = hit->begin;
      step->weight_object = hit->object;
      return;
    }
  }
  const auto pieces = n.weight_pieces(step->tile);
  Instruction i;
  i.op = step->op;
  i.tile = step->tile;
  i.tile.y = i.tile.x = 0;
  i.operand = Operand::weights;
  i.bytes = stream_bytes(pieces);

  auto staged = std::find_if(in_parameter_memory_.begin(), in_parameter_memory_.end(), is_tile);
  if (staged == in_parameter_memory_.end()) {
    if (n.op.weight_view.buffer >= 0) finish_producers_of(n.op.weight_view.buffer);
    const std::int64_t begin = parameter_ring_.allocate(i.bytes), end = begin + i.bytes;
    const auto overlaps = [&](const CachedTile& c) { return c.begin < end && begin < c.end; };
    in_parameter_memory_.erase(
        std::remove_if(in_parameter_memory_.begin(), in_parameter_memory_.end(), overlaps),
        in_parameter_memory_.end());
    CachedTile cached{step->op, i.tile, begin, end, parameter_hazards_.create(begin, end)};
    i.opcode = Opcode::load_parameters;
    i.staging_address = begin;
    i.dram_bytes = weight_dram_bytes(n, i.tile, i.bytes, accelerator_.constants.dram_burst_bytes);
    i.wait = parameter_hazards_.write(cached.object, Unit::dma, next_index(Unit::dma));
    issue(i);
    i.wait = {};
    i.dram_bytes = 0;
    in_parameter_memory_.push_back(cached);
    staged = in_parameter_memory_.end() - 1;
  }
  const CachedTile source = *staged;  // finish_one() below does not touch parameter memory
  const std::uint32_t index = next_index(Unit::parameter_bus);
  i.opcode = Opcode::multicast_parameters;
  i.staging_address = source.begin;
  i.receiver_bytes = core_receiver_bytes(n, i.tile);
  i.wait = parameter_hazards_.read(source.object, Unit::parameter_bus, index);
  if (pinned) {
    i.memory_address = step->weight_address;
  } else {
    const std::int64_t bytes = n.core_tile_bytes(step->tile);
    const std::int64_t begin = core_ring_.allocate(bytes), end = begin + bytes;
    for (std::size_t j = 0; j < in_core_memory_.size();) {
      const bool overlaps = in_core_memory_[j].begin < end && begin < in_core_memory_[j].end;
      if (overlaps && in_core_memory_[j].users > 0) {
        finish_one();
        continue;
      }
      if (overlaps) {
        in_core_memory_.erase(in_core_memory_.begin() + j);
      } else {
        ++j;
      }
    }
    const int object = core_hazards_.create(begin, end);
    in_core_memory_.push_back({step->op, i.tile, begin, end, object, 1});
    merge(&i.wait, core_hazards_.write(object, Unit::parameter_bus, index));
    i.memory_address = begin;
    step->weight_address = begin;
    step->weight_object = object;
  }
  issue(i);
}

int Emitter::fetch(Step* step, Operand operand, SlotSet* set, const Slots& slots, std::int64_t key) {
  for (std::size_t s = 0; s < set->slots.size(); ++s)
    if (set->slots[s].key == key) {
      ++set->slots[s].users;
      return static_cast<int>(s);
    }
  const int chosen = static_cast<int>(set->next);
  set->next = (set->next + 1) % set->slots.size();
  SlotState& slot = set->slots[chosen];
  while (slot.users > 0) finish_one();
  const std::int64_t address = slots.address + chosen * slots.bytes;
  if (slot.object < 0) slot.object = pe_hazards_.create(address, address + slots.bytes);
  slot.key = key;
  slot.users = 1;

  const LoopNest& n = program_.ops[step->op].nest;
  const simulator::View& view = operand == Operand::input ? n.op.input : n.op.operand2;
  std::vector<Box> pieces =
      operand == Operand::input ? n.input_pieces(step->tile) : n.operand2_pieces(step->tile);
  for (Box& piece : pieces) piece = to_buffer(view, piece);
  finish_producers_of(view.buffer);
  Instruction i;
  i.op = step->op;
  i.tile = step->tile;
  i.operand = operand;
  i.memory_address = address;
  transfer(i, pieces, view.buffer, slot.object);
  return chosen;
}

namespace {

// What a multicast of activations writes, over all pieces and PEs.
std::int64_t pe_receiver_bytes(const OpPlan& plan, const simulator::BufferPlan& buffer, Operand operand,
                               const Tile& tile, const std::vector<Box>& pieces) {
  if (operand == Operand::exchange) return total_overlap(pieces, buffer.hold);
  const LoopNest& n = plan.nest;
  std::vector<Box> own;
  for (int row = 0; row < n.pes_y; ++row)
    for (int column = 0; column < n.pes_x; ++column) {
      const Box out = n.output_box(row, column, tile);
      own.push_back(operand == Operand::input ? to_buffer(n.op.input, n.input_box(out))
                                              : to_buffer(n.op.operand2, n.operand2_box(out)));
    }
  return total_overlap(pieces, own);
}

}  // namespace

// Moves pieces of a buffer through activation memory in chunks of whole rows: from DRAM to PE memories
// (input, operand2), from PE memories to PE memories (exchange), or from PE memories to DRAM (output).
// `object` is the PE memory object on the slot's side.
void Emitter::transfer(Instruction i, const std::vector<Box>& pieces, int buffer, int object) {
  const OpPlan& plan = program_.ops[i.op];
  const simulator::BufferPlan& place = program_.buffers[buffer];
  const bool from_dram = i.operand == Operand::input || i.operand == Operand::operand2;
  const bool to_dram = i.operand == Operand::output;
  const int burst = accelerator_.constants.dram_burst_bytes;
  const std::int64_t limit = activation_ring_.size() / 2;
  std::int64_t total = 0;
  for (const Box& piece : pieces) total += piece.bytes();

  std::int64_t stream = 0, bytes = 0, dram = 0;
  bool first = true;
  const auto send = [&] {
    const std::int64_t address = activation_ring_.allocate(bytes);
    const int staged = activation_hazards_.create(address, address + bytes);
    i.stream_begin = stream;
    i.bytes = bytes;
    i.staging_address = address;
    const std::int64_t memory_address = i.memory_address;
    // In: DRAM or PE memories to activation memory.
    i.opcode = from_dram ? Opcode::load_activations : Opcode::collect;
    const Unit in = unit_of(i.opcode);
    i.dram_bytes = from_dram ? dram : 0;
    i.receiver_bytes = !from_dram && first ? total : 0;
    i.wait = activation_hazards_.write(staged, in, next_index(in));
    if (!from_dram) {
      // The tile's own results: what other PEs send into the same hold lies elsewhere.
      const Waits waits = pe_hazards_.read(object, in, next_index(in));
      constexpr int array = static_cast<int>(Unit::array);
      i.wait[array] = std::max(i.wait[array], waits[array]);
    }
    issue(i);
    // Out: to PE memories or DRAM.
    i.opcode = to_dram ? Opcode::store_activations : Opcode::multicast_activations;
    const Unit out = unit_of(i.opcode);
    i.dram_bytes = to_dram ? dram : 0;
    i.receiver_bytes = !to_dram && first ? pe_receiver_bytes(plan, place, i.operand, i.tile, pieces) : 0;
    i.wait = activation_hazards_.read(staged, out, next_index(out));
    if (i.operand == Operand::exchange) {
      i.memory_address = place.pe_address;
      merge(&i.wait, pe_hazards_.write(hold_object(buffer), out, next_index(out), true));
    } else if (from_dram) {
      merge(&i.wait, pe_hazards_.write(object, out, next_index(out)));
    }
    issue(i);
    i.memory_address = memory_address;
    stream += bytes;
    bytes = dram = 0;
    first = false;
  };
  for (const Box& piece : pieces) {
    const std::int64_t row = std::int64_t{piece.x1 - piece.x0} * (piece.c1 - piece.c0);
    for (int y = piece.y0; y < piece.y1;) {
      std::int64_t rows = std::min<std::int64_t>((limit - bytes) / row, piece.y1 - y);
      if (rows <= 0 && bytes > 0) {
        send();
        continue;
      }
      rows = std::max<std::int64_t>(rows, 1);
      Box part = piece;
      part.y0 = y;
      part.y1 = y + static_cast<int>(rows);
      bytes += part.bytes();
      if (from_dram || to_dram) dram += dram_bytes(place.buffer.shape, part, burst);
      y = part.y1;
    }
  }
  if (bytes > 0) send();
}

simulator::Program emit(const LoweredNetwork& network, const simulator::Accelerator& accelerator,
                        const Plan& plan) {
  return Emitter(network, accelerator, plan).run();
}

}  // namespace apollo::compiler
