#include "apollo/compiler/emit/weight_parking.h"

namespace apollo::compiler::emit {

using machine::Unit;
using program::Instruction;
using program::Opcode;

void WeightParking::reset(const Layout& layout, InstructionList* list, PeMemory* pe_memory) {
  layout_ = &layout;
  list_ = list;
  pe_memory_ = pe_memory;
  tiles_.clear();
  chunks_.clear();
  goes_on_ = layout.parking != nullptr;
  if (!goes_on_) return;
  const machine::Accelerator& a = layout.accelerator;
  const std::int64_t end = a.parameter_memory_bytes(), entry = a.constants.parameter_entry_bytes;
  staging_.reset(end - layout.parking->staging_bytes(), end, entry);
  room_.reset(layout.parking->activations, layout.parking->end, entry);
}

int WeightParking::begin(const Instruction& weights, int now) {
  const machine::Accelerator& a = layout_->accelerator;
  const std::int64_t entry = a.constants.parameter_entry_bytes;
  const std::int64_t bytes = machine::ceil_div(weights.bytes, entry * a.pes()) * entry;  // of every PE memory
  Tile tile;
  tile.weights = weights;
  tile.address = room_.take(bytes, now, static_cast<int>(weights.op));
  if (tile.address < 0) return -1;
  tile.weights.memory_address = tile.address * a.pes();
  tile.object = pe_memory_->create(tile.address, bytes);
  tiles_.push_back(tile);
  return static_cast<int>(tiles_.size()) - 1;
}

bool WeightParking::load(int number) {
  Tile& tile = tiles_[static_cast<std::size_t>(number)];
  Chunk chunk;
  Instruction& i = chunk.scatter;
  i = tile.weights;
  i.stream_begin = tile.loaded;
  i.bytes = std::min(layout_->parking->chunk_bytes, tile.weights.bytes - tile.loaded);
  if (staging_.full(i.bytes)) return false;
  chunk.tile = number;
  chunk.staged = staging_.allocate(i.bytes);
  staging_.reserve(chunk.staged, true);
  i.opcode = Opcode::load_parameters;
  i.dram_bytes = machine::round_up(i.bytes, layout_->accelerator.constants.dram_burst_bytes);
  i.staging_address = staging_.address(chunk.staged);
  i.memory_address = 0;
  i.wait = staging_.write(chunk.staged, Unit::dma, list_->next_index(Unit::dma));
  chunk.loaded_at = list_->add(i).end;
  i.opcode = Opcode::scatter_parameters;
  i.dram_bytes = 0;
  i.memory_address = tile.weights.memory_address + tile.loaded;
  tile.loaded += i.bytes;
  ++tile.on_its_way;
  chunks_.push_back(chunk);
  return true;
}

void WeightParking::scatter() {
  Chunk& chunk = chunks_.front();
  Tile& tile = tiles_[static_cast<std::size_t>(chunk.tile)];
  const std::uint32_t index = list_->next_index(Unit::parameter_bus);
  chunk.scatter.wait = staging_.read(chunk.staged, Unit::parameter_bus, index);
  merge(&chunk.scatter.wait, (*pe_memory_)[tile.object].write(Unit::parameter_bus, index));
  staging_.reserve(chunk.staged, false);
  list_->add(chunk.scatter);
  --tile.on_its_way;
  chunks_.pop_front();
}

Instruction WeightParking::collect(int number) {
  while (at(number).on_its_way > 0) scatter();
  Instruction i = at(number).weights;
  i.bytes = at(number).loaded;
  i.opcode = Opcode::collect_parameters;
  i.wait = (*pe_memory_)[at(number).object].read(Unit::output_bus, list_->next_index(Unit::output_bus));
  return i;
}

void WeightParking::end(int op, RingMemory* parameter_memory) {
  if (!goes_on_ || goes_on(op)) return;
  goes_on_ = false;
  while (any_loaded()) scatter();
  parameter_memory->append(staging_);
}

void WeightParking::release(int tile) { room_.give_back(at(tile).address); }

}  // namespace apollo::compiler::emit
