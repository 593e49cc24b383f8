#include "simulator/systemc/pe_network_port.h"

#include <algorithm>
#include <stdexcept>

#include "simulator/systemc/issue.h"

namespace apollo::systemc {

PeNetworkPort::PeNetworkPort(sc_core::sc_module_name name, const program::Program& program,
                             std::int64_t& bytes, std::vector<MemoryImage*> memories, Layout layout)
    : sc_module(name),
      program_(program),
      bytes_(bytes),
      memories_(std::move(memories)),
      layout_(std::move(layout)) {}

void PeNetworkPort::begin(const Flit& flit) {
  const program::Instruction& i = *flit.instruction;
  bytes_ += i.receiver_bytes;
  if (memories_.empty()) return;
  cursors_.clear();
  for (auto& segments : layout_.segments(i)) cursors_.emplace_back(std::move(segments));
  if (i.stream_begin != 0) return;
  expected_ = i.receiver_bytes;
  moved_ = 0;
}

void PeNetworkPort::end(const Flit& flit) {
  const program::Instruction& i = *flit.instruction;
  if (memories_.empty() || i.stream_begin + i.bytes != layout_.stream_bytes(i) || moved_ == expected_) return;
  throw std::logic_error(describe(program_, {&i, flit.index, 0}) + ": moved " + std::to_string(moved_) +
                         " bytes, receiver_bytes is " + std::to_string(expected_));
}

template <typename Move>
void PeNetworkPort::visit(const Flit& flit, Move move) {
  if (flit.offset == 0) begin(flit);
  for (std::size_t m = 0; m < memories_.size(); ++m)
    moved_ += cursors_[m].advance(flit.offset, flit.offset + flit.bytes,
                                  [&](std::int64_t address, std::int64_t offset, std::int64_t bytes) {
                                    move(memories_[m]->at(address, bytes), offset, bytes);
                                  });
  if (flit.last) end(flit);
}

void PeNetworkPort::fetch(const Flit& flit, std::int8_t* payload) {
  visit(flit, [payload](const std::int8_t* memory, std::int64_t offset, std::int64_t bytes) {
    std::copy_n(memory, bytes, payload + offset);
  });
}

void PeNetworkPort::deliver(const Flit& flit, const std::int8_t* payload) {
  visit(flit, [payload](std::int8_t* memory, std::int64_t offset, std::int64_t bytes) {
    std::copy_n(payload + offset, bytes, memory);
  });
}

}  // namespace apollo::systemc
