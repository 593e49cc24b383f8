#include "apollo/compiler/emit/weight_transfers.h"

#include <algorithm>

#include "simulator/program/local_weights.h"
#include "simulator/program/tile_loops.h"

namespace apollo::compiler::emit {

using machine::Unit;
using program::Instruction;
using program::Tile;

namespace {

constexpr int kCoreAlignment = 4;  // bytes

Instruction prototype(const OpWeights& weights, const Tile& tile) {
  Instruction i;
  i.op = static_cast<std::uint32_t>(weights.op);
  i.operand = program::Operand::weights;
  i.tile = tile;
  i.tile.y = i.tile.x = 0;
  return i;
}

}  // namespace

WeightTransfers::WeightTransfers(const lower::LoweredNetwork& network)
    : group_(lower::weight_groups(network)) {
  int groups = 0;
  for (const int group : group_) groups = std::max(groups, group + 1);
  shared_.resize(static_cast<std::size_t>(groups));
}

void WeightTransfers::reset(const Layout& layout, InstructionList* list, PeMemory* pe_memory) {
  const machine::Accelerator& a = layout.accelerator;
  const std::int64_t parking = layout.parking ? layout.parking->staging_bytes() : 0;
  list_ = list;
  kept_address_ = layout.kept_weights_address;
  parking_.reset(layout, list, pe_memory);
  constants_ = a.constants;
  parameter_memory_.reset(0, a.parameter_memory_bytes() - parking, a.constants.parameter_entry_bytes);
  core_memory_.reset(layout.pinned_bytes, a.configuration.core_memory_bytes, kCoreAlignment);
  for (Shared& weights : shared_) {
    weights.tiling.reset();
    weights.open = false;
  }
}

void WeightTransfers::begin(const PlacedOp& op, OpWeights* weights) {
  const program::LoopNest& n = *op.nest;
  weights->op = op.index;
  weights->nest = &n;
  weights->streams.assign(n, constants_.dram_burst_bytes);
  Shared* const before = group_[op.index] < 0 ? nullptr : &shared_[group_[op.index]];
  if (before) before->open = true;
  if (before && before->tiling && same_weight_tiles(*before->tiling, n.tiling)) {
    weights->core_block = before->core_block;
    weights->parameter_block = before->parameter_block;
  } else {
    weights->core_block.assign(weight_tiles(n), -1);
    weights->parameter_block.assign(weight_tiles(n), -1);
  }
  weights->parked.assign(weight_tiles(n), -1);
  weights->staged_at.assign(weight_tiles(n), 0);
  weights->loaded_bytes = 0;
  weights->pinned_address.clear();
  weights->kept_address.clear();
  weights->local = op.decision->local;
  std::int64_t pinned = op.decision->pinned_address,
               kept = (weights->local ? 0 : kept_address_) + op.decision->kept_address;
  if (op.decision->pinned_tiles == 0 && op.decision->kept_tiles == 0) return;
  for_each_weight_tile(n, [&](const Tile& tile) {
    if (weights->pinned_address.size() < static_cast<std::size_t>(op.decision->pinned_tiles)) {
      weights->pinned_address.push_back(pinned);
      pinned += machine::round_up(weights->streams.core_bytes(tile), kCoreAlignment);
    } else if (weights->kept_address.size() < static_cast<std::size_t>(op.decision->kept_tiles)) {
      weights->kept_address.push_back(kept);
      const std::int64_t bytes =
          weights->local ? local_weights(n, tile, constants_).largest : weights->streams.of(tile).bytes;
      kept += machine::round_up(bytes, constants_.parameter_entry_bytes);
    }
  });
}

void WeightTransfers::end(const OpWeights& weights) {
  if (const int group = group_[weights.op]; group >= 0)
    shared_[group] = {weights.nest->tiling, weights.core_block, weights.parameter_block, false};
}

void WeightTransfers::set_even_blocks(const OpWeights& weights) {
  std::int64_t staged = 0, delivered = 0;
  for_each_weight_tile(*weights.nest, [&](const Tile& tile) {
    staged = std::max(staged, weights.streams.of(tile).bytes);
    delivered = std::max(delivered, weights.streams.core_bytes(tile));
  });
  parameter_memory_.set_block(staged);
  core_memory_.set_block(delivered);
}

bool WeightTransfers::find(const OpWeights& weights, const Tile& tile, CoreWeights* found) {
  const int block = weights.core_block[weight_tile_index(*weights.nest, tile)];
  if (block < 0 || !core_memory_.intact(block)) return false;
  core_memory_.add_user(block);
  *found = {core_memory_.address(block), block};
  return true;
}

bool WeightTransfers::staged(const OpWeights& weights, const Tile& tile) const {
  const int block = weights.parameter_block[weight_tile_index(*weights.nest, tile)];
  return block >= 0 && parameter_memory_.intact(block);
}

void WeightTransfers::load(OpWeights* weights, const Tile& tile) {
  allocate(weights, tile);
  const std::int64_t there = from_pe_memories(*weights, tile);
  if (there > 0) {
    Instruction i =
        weights->keeps(tile) ? prototype(*weights, tile) : parking_.collect(weights->parked_at(tile));
    if (weights->keeps(tile)) i.memory_address = weights->kept_at(tile);
    i.opcode = program::Opcode::collect_parameters;
    i.bytes = there;
    fill(weights, tile, &i);
  }
  if (from_dram(*weights, tile) > 0) fill_from_dram(weights, tile, there);
}

bool WeightTransfers::park(OpWeights* weights, const Tile& tile, int now) {
  int& parked = weights->parked[weight_tile_index(*weights->nest, tile)];
  if (parked < 0) {
    Instruction i = prototype(*weights, tile);
    i.bytes = weights->streams.of(tile).bytes;
    parked = parking_.begin(i, now);
  }
  return parked >= 0 && parking_.load(parked);
}

std::int64_t WeightTransfers::from_pe_memories(const OpWeights& weights, const Tile& tile) const {
  if (weights.keeps(tile)) return weights.streams.of(tile).bytes;
  const int parked = weights.parked_at(tile);
  return parked >= 0 ? parking_.loaded(parked) : 0;
}

void WeightTransfers::load_from_dram(OpWeights* weights, const Tile& tile) {
  allocate(weights, tile);
  fill_from_dram(weights, tile, 0);
}

void WeightTransfers::allocate(OpWeights* weights, const Tile& tile) {
  const std::size_t index = weight_tile_index(*weights->nest, tile);
  const std::int64_t bytes = weights->streams.of(tile).bytes;
  weights->parameter_block[index] = parameter_memory_.allocate(bytes);
  parameter_memory_.reserve(weights->parameter_block[index], true);
  weights->staged_at[index] = 0;
  weights->loaded_bytes += bytes;
}

void WeightTransfers::fill_from_dram(OpWeights* weights, const Tile& tile, std::int64_t from) {
  Instruction i = prototype(*weights, tile);
  const Stream stream = weights->streams.of(tile);
  i.opcode = program::Opcode::load_parameters;
  i.stream_begin = from;
  i.bytes = stream.bytes - from;
  i.dram_bytes = stream.dram_bytes - from;
  fill(weights, tile, &i);
}

void WeightTransfers::fill(OpWeights* weights, const Tile& tile, Instruction* load) {
  const std::size_t index = weight_tile_index(*weights->nest, tile);
  const int block = weights->parameter_block[index];
  load->staging_address = parameter_memory_.address(block) + load->stream_begin;
  const Unit unit = unit_of(load->opcode);
  merge(&load->wait, parameter_memory_.write(block, unit, list_->next_index(unit), true));
  weights->staged_at[index] = std::max(weights->staged_at[index], list_->add(*load).end);
}

bool WeightTransfers::parameter_memory_full(const OpWeights& weights, const Tile& tile) const {
  return parameter_memory_.full(weights.streams.of(tile).bytes);
}

bool WeightTransfers::core_memory_full(const OpWeights& weights, const Tile& tile) const {
  return core_memory_.full(weights.streams.core_bytes(tile));
}

bool WeightTransfers::reserve_staged(const OpWeights& weights, const Tile& tile) {
  if (!staged(weights, tile)) return false;
  parameter_memory_.reserve(weights.parameter_block[weight_tile_index(*weights.nest, tile)], true);
  return true;
}

bool WeightTransfers::reserve_delivered(const OpWeights& weights, const Tile& tile) {
  const int block = weights.core_block[weight_tile_index(*weights.nest, tile)];
  if (block < 0 || !core_memory_.intact(block)) return false;
  core_memory_.reserve(block, true);
  return true;
}

void WeightTransfers::release(const OpWeights& weights, const Tile& tile) {
  const std::size_t index = weight_tile_index(*weights.nest, tile);
  if (const int block = weights.parameter_block[index]; block >= 0) parameter_memory_.reserve(block, false);
  if (const int block = weights.core_block[index]; block >= 0) core_memory_.reserve(block, false);
  if (const int parked = weights.parked[index]; parked >= 0) parking_.release(parked);
}

bool WeightTransfers::blocked(const OpWeights& weights, const Tile& tile) const {
  return core_memory_.blocked(weights.streams.core_bytes(tile));
}

Instruction WeightTransfers::multicast(const OpWeights& weights, const Tile& tile) {
  const int staged = weights.parameter_block[weight_tile_index(*weights.nest, tile)];
  Instruction i = prototype(weights, tile);
  i.opcode = program::Opcode::multicast_parameters;
  i.bytes = weights.streams.of(tile).bytes;
  i.staging_address = parameter_memory_.address(staged);
  i.wait = parameter_memory_.read(staged, Unit::parameter_bus, list_->next_index(Unit::parameter_bus));
  return i;
}

CoreWeights WeightTransfers::deliver(OpWeights* weights, const Tile& tile) {
  deliver_ahead(weights, tile);
  CoreWeights delivered;
  find(*weights, tile, &delivered);
  return delivered;
}

void WeightTransfers::deliver_ahead(OpWeights* weights, const Tile& tile) {
  Instruction i = multicast(*weights, tile);
  i.memory_address = write_core(weights, tile, &i);
  list_->add(i);
}

CoreWeights WeightTransfers::fill(OpWeights* weights, const Tile& tile, std::int64_t* cycles) {
  Instruction i = prototype(*weights, tile);
  i.opcode = program::Opcode::fill_parameters;
  i.bytes = weights->streams.of(tile).bytes;
  i.memory_address = weights->kept_at(tile);
  i.weight_address = write_core(weights, tile, &i);
  i.wait[static_cast<int>(Unit::array)] = 0;
  const simulator::Event event = list_->add(i);
  *cycles = event.end - event.start + 1;
  weights->loaded_bytes += i.bytes;
  CoreWeights filled;
  find(*weights, tile, &filled);
  return filled;
}

std::int64_t WeightTransfers::write_core(OpWeights* weights, const Tile& tile, Instruction* i) {
  const int block = core_memory_.allocate(weights->streams.core_bytes(tile));
  core_memory_.reserve(block, true);
  weights->core_block[weight_tile_index(*weights->nest, tile)] = block;
  const Unit unit = unit_of(i->opcode);
  merge(&i->wait, core_memory_.write(block, unit, list_->next_index(unit)));
  return core_memory_.address(block);
}

void WeightTransfers::deliver_pinned(const OpWeights& weights, const Tile& tile) {
  Instruction i = multicast(weights, tile);
  i.memory_address = weights.pinned_address[weight_tile_index(*weights.nest, tile)];
  list_->add(i);
}

void WeightTransfers::keep(const OpWeights& weights, const Tile& tile) {
  Instruction i = multicast(weights, tile);
  i.opcode = weights.local ? program::Opcode::place_parameters : program::Opcode::scatter_parameters;
  i.memory_address = weights.kept_at(tile);
  list_->add(i);
}

Waits WeightTransfers::use(const CoreWeights& weights, std::uint32_t index) {
  if (weights.block < 0) return {};
  core_memory_.remove_user(weights.block);
  return core_memory_.read(weights.block, Unit::array, index);
}

}  // namespace apollo::compiler::emit
