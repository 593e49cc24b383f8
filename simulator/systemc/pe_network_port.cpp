#include "simulator/systemc/pe_network_port.h"

#include <algorithm>

namespace apollo::systemc {

PeNetworkPort::PeNetworkPort(sc_core::sc_module_name name, std::int64_t& bytes,
                             std::vector<MemoryImage*> memories, Layout layout)
    : sc_module(name), bytes_(bytes), memories_(std::move(memories)), layout_(std::move(layout)) {}

template <typename Move>
void PeNetworkPort::visit(const Flit& flit, Move move) {
  if (flit.offset == 0) {
    cursors_.clear();
    for (auto& segments : layout_.segments(*flit.instruction)) cursors_.emplace_back(std::move(segments));
  }
  for (std::size_t m = 0; m < memories_.size(); ++m)
    bytes_ += cursors_[m].advance(flit.offset, flit.offset + flit.bytes,
                                  [&](std::int64_t address, std::int64_t offset, std::int64_t bytes) {
                                    move(memories_[m]->at(address, bytes), offset, bytes);
                                  });
}

void PeNetworkPort::fetch(const Flit& flit, std::int8_t* payload) {
  if (memories_.empty()) {
    bytes_ += flit.bytes;  // each byte comes from one memory
    return;
  }
  visit(flit, [payload](const std::int8_t* memory, std::int64_t offset, std::int64_t bytes) {
    std::copy_n(memory, bytes, payload + offset);
  });
}

void PeNetworkPort::deliver(const Flit& flit, const std::int8_t* payload) {
  if (memories_.empty()) {
    // Of a stream that several memories receive, its first chunk counts for all.
    const program::Instruction& i = *flit.instruction;
    const bool counts = i.stream_begin == 0 || i.opcode == program::Opcode::scatter_parameters;
    if (flit.offset == 0 && counts) bytes_ += layout_.received_bytes(i);
    return;
  }
  visit(flit, [payload](std::int8_t* memory, std::int64_t offset, std::int64_t bytes) {
    std::copy_n(payload + offset, bytes, memory);
  });
}

}  // namespace apollo::systemc
