#include "apollo/compiler/emit/weight_transfers.h"

#include <algorithm>

#include "simulator/program/tile_loops.h"

namespace apollo::compiler::emit {

using machine::Unit;
using program::Instruction;
using program::Tile;

namespace {

constexpr int kCoreAlignment = 4;  // bytes

std::int64_t core_bytes(const program::LoopNest& nest, const Tile& tile) {
  return core_tile_bytes(nest.op, nest.tiling, tile);
}

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

void WeightTransfers::reset(const Layout& layout, InstructionList* list) {
  const machine::Accelerator& a = layout.accelerator;
  list_ = list;
  burst_ = a.constants.dram_burst_bytes;
  entry_bytes_ = a.constants.parameter_entry_bytes;
  parameter_memory_.reset(0, a.parameter_memory_bytes(), a.constants.parameter_entry_bytes);
  core_memory_.reset(layout.pinned_bytes, a.configuration.core_memory_bytes, kCoreAlignment);
  for (Shared& weights : shared_) weights.tiling.reset();
}

void WeightTransfers::begin(const PlacedOp& op, OpWeights* weights) const {
  const program::LoopNest& n = *op.nest;
  weights->op = op.index;
  weights->nest = &n;
  weights->streams.assign(n, burst_);
  const Shared* before = group_[op.index] < 0 ? nullptr : &shared_[group_[op.index]];
  if (before && before->tiling && same_weight_tiles(*before->tiling, n.tiling)) {
    weights->core_block = before->core_block;
    weights->parameter_block = before->parameter_block;
  } else {
    weights->core_block.assign(weight_tiles(n), -1);
    weights->parameter_block.assign(weight_tiles(n), -1);
  }
  std::int64_t address = op.decision->pinned ? op.decision->pinned_address : op.decision->kept_address;
  weights->pinned_address.clear();
  weights->kept_address.clear();
  if (op.decision->pinned)
    for_each_weight_tile(n, [&](const Tile& tile) {
      weights->pinned_address.push_back(address);
      address += machine::round_up(core_bytes(n, tile), kCoreAlignment);
    });
  else if (op.decision->kept)
    for_each_weight_tile(n, [&](const Tile& tile) {
      if (weight_tile_index(n, tile) >= static_cast<std::size_t>(op.decision->kept_tiles)) return;
      weights->kept_address.push_back(address);
      address += machine::round_up(weights->streams.of(tile).bytes, entry_bytes_);
    });
}

void WeightTransfers::end(const OpWeights& weights) {
  if (const int group = group_[weights.op]; group >= 0)
    shared_[group] = {weights.nest->tiling, weights.core_block, weights.parameter_block};
}

void WeightTransfers::set_even_blocks(const OpWeights& weights) {
  std::int64_t staged = 0, delivered = 0;
  for_each_weight_tile(*weights.nest, [&](const Tile& tile) {
    staged = std::max(staged, weights.streams.of(tile).bytes);
    delivered = std::max(delivered, core_bytes(*weights.nest, tile));
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

Instruction WeightTransfers::bring(OpWeights* weights, const Tile& tile, program::Opcode opcode) {
  Instruction i = prototype(*weights, tile);
  i.opcode = opcode;
  i.bytes = weights->streams.of(tile).bytes;
  const int block = parameter_memory_.allocate(i.bytes);
  weights->parameter_block[weight_tile_index(*weights->nest, tile)] = block;
  i.staging_address = parameter_memory_.address(block);
  const Unit unit = unit_of(opcode);
  i.wait = parameter_memory_.write(block, unit, list_->next_index(unit));
  return i;
}

void WeightTransfers::load(OpWeights* weights, const Tile& tile) {
  Instruction i = bring(weights, tile, program::Opcode::load_parameters);
  i.dram_bytes = weights->streams.of(tile).dram_bytes;
  list_->add(i);
}

void WeightTransfers::load_kept(OpWeights* weights, const Tile& tile) {
  Instruction i = bring(weights, tile, program::Opcode::collect_parameters);
  i.memory_address = weights->kept_address[weight_tile_index(*weights->nest, tile)];
  list_->add(i);
}

bool WeightTransfers::blocked(const OpWeights& weights, const Tile& tile) const {
  return core_memory_.blocked(core_bytes(*weights.nest, tile));
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
  Instruction i = multicast(*weights, tile);
  const int block = core_memory_.allocate(core_bytes(*weights->nest, tile));
  core_memory_.add_user(block);
  weights->core_block[weight_tile_index(*weights->nest, tile)] = block;
  merge(&i.wait, core_memory_.write(block, Unit::parameter_bus, list_->next_index(Unit::parameter_bus)));
  i.memory_address = core_memory_.address(block);
  list_->add(i);
  return {i.memory_address, block};
}

void WeightTransfers::deliver_pinned(const OpWeights& weights, const Tile& tile) {
  Instruction i = multicast(weights, tile);
  i.memory_address = weights.pinned_address[weight_tile_index(*weights.nest, tile)];
  list_->add(i);
}

void WeightTransfers::scatter(const OpWeights& weights, const Tile& tile) {
  Instruction i = multicast(weights, tile);
  i.opcode = program::Opcode::scatter_parameters;
  i.memory_address = weights.kept_address[weight_tile_index(*weights.nest, tile)];
  list_->add(i);
}

Waits WeightTransfers::use(const CoreWeights& weights, std::uint32_t index) {
  if (weights.block < 0) return {};
  core_memory_.remove_user(weights.block);
  return core_memory_.read(weights.block, Unit::array, index);
}

}  // namespace apollo::compiler::emit
