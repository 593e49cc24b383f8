#include "apollo/compiler/emit/activation_transfers.h"

#include <algorithm>

namespace apollo::compiler::emit {

using machine::Unit;
using program::Box;
using program::Instruction;
using program::Opcode;
using program::Operand;

namespace {

bool from_dram(const Transfer& t) {
  return t.prototype.operand == Operand::input || t.prototype.operand == Operand::operand2;
}

}  // namespace

void ActivationTransfers::reset(const Layout& layout, InstructionList* list, PeMemory* pe_memory) {
  layout_ = &layout;
  list_ = list;
  pe_memory_ = pe_memory;
  memory_.reset(0, layout.accelerator.activation_memory_bytes(),
                layout.accelerator.constants.activation_entry_bytes);
  stores_.clear();
  tiles_ = 0;
}

void ActivationTransfers::end_tile() {
  ++tiles_;
  const int behind = layout_->transfers == Transfers::early ? decisions::kStoresBehind : 0;
  while (!stores_.empty() && stores_.front().tile + behind < tiles_) write_store();
}

void ActivationTransfers::write_stores_of(int buffer) {
  const auto stores = [&](const Store& store) { return store.buffer == buffer; };
  while (std::any_of(stores_.begin(), stores_.end(), stores)) write_store();
}

void ActivationTransfers::write_all_stores() {
  while (!stores_.empty()) write_store();
}

void ActivationTransfers::write_store() {
  Store& store = stores_.front();
  store.instruction.wait = memory_.read(store.block, Unit::dma, list_->next_index(Unit::dma));
  memory_.remove_user(store.block);
  list_->add(store.instruction);
  stores_.pop_front();
}

void ActivationTransfers::move(const Transfer& transfer, const std::vector<Box>& pieces) {
  chunks_.clear();
  split(transfer, pieces, &chunks_);
  for (const Transfer& chunk : chunks_) move_chunk(chunk);
}

void ActivationTransfers::split(const Transfer& transfer, const std::vector<Box>& pieces,
                                std::vector<Transfer>* chunks) const {
  if (transfer.stream.bytes == 0) return;
  if (!needs_chunks(transfer.stream)) return chunks->push_back(transfer);
  const program::Buffer& buffer = layout_->buffer(transfer.buffer);
  const int burst = layout_->accelerator.constants.dram_burst_bytes;
  Transfer chunk = transfer;
  chunk.stream = {};
  const auto send = [&] {
    chunks->push_back(chunk);
    chunk.prototype.stream_begin += chunk.stream.bytes;
    chunk.stream = {};
  };
  for (const Box& piece : pieces) {
    const std::int64_t row = std::int64_t{piece.x1 - piece.x0} * (piece.c1 - piece.c0) * buffer.element_bytes;
    for (int y = piece.y0; y < piece.y1;) {
      std::int64_t rows = std::min<std::int64_t>((longest_chunk() - chunk.stream.bytes) / row, piece.y1 - y);
      if (rows <= 0 && chunk.stream.bytes > 0) {
        send();
        continue;
      }
      rows = std::max<std::int64_t>(rows, 1);
      Box part = piece;
      part.y0 = y;
      part.y1 = y + static_cast<int>(rows);
      chunk.stream.bytes += part.elements() * buffer.element_bytes;
      chunk.stream.dram_bytes += decisions::dram_bytes(buffer, part, burst);
      y = part.y1;
    }
  }
  if (chunk.stream.bytes > 0) send();
}

void ActivationTransfers::move_chunk(const Transfer& transfer) {
  while (memory_.blocked(transfer.stream.bytes)) write_store();
  const int block = memory_.allocate(transfer.stream.bytes);
  Instruction i = transfer.prototype;
  i.bytes = transfer.stream.bytes;
  i.staging_address = memory_.address(block);
  move_in(transfer, block, &i);
  list_->add(i);
  if (transfer.prototype.operand == Operand::output) return store_later(transfer, block, i);
  move_out(transfer, block, &i);
  list_->add(i);
}

void ActivationTransfers::store_later(const Transfer& transfer, int block, Instruction i) {
  i.opcode = Opcode::store_activations;
  i.dram_bytes = transfer.stream.dram_bytes;
  memory_.add_user(block);
  stores_.push_back({i, block, transfer.buffer, tiles_});
}

void ActivationTransfers::move_in(const Transfer& transfer, int block, Instruction* i) {
  const bool load = from_dram(transfer);
  i->opcode = load ? Opcode::load_activations : Opcode::collect;
  i->dram_bytes = load ? transfer.stream.dram_bytes : 0;
  const Unit unit = unit_of(i->opcode);
  const std::uint32_t index = list_->next_index(unit);
  i->wait = memory_.write(block, unit, index);
  if (load) return;
  // The tile's own results: what other PEs send into the same hold lies elsewhere.
  const Waits waits = (*pe_memory_)[transfer.object].read(unit, index);
  constexpr int kArray = static_cast<int>(Unit::array);
  i->wait[kArray] = std::max(i->wait[kArray], waits[kArray]);
}

void ActivationTransfers::move_out(const Transfer& transfer, int block, Instruction* i) {
  i->opcode = Opcode::multicast_activations;
  i->dram_bytes = 0;
  const Unit unit = Unit::activation_bus;
  const std::uint32_t index = list_->next_index(unit);
  i->wait = memory_.read(block, unit, index);
  if (i->operand == Operand::exchange) {
    i->memory_address = layout_->hold_addresses[transfer.buffer];
    merge(&i->wait, (*pe_memory_)[pe_memory_->hold(transfer.buffer)].write(unit, index, true));
  } else {
    merge(&i->wait, (*pe_memory_)[transfer.object].write(unit, index));
  }
}

}  // namespace apollo::compiler::emit
