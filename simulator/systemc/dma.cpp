#include "simulator/systemc/dma.h"

#include <algorithm>

namespace apollo::systemc {

Dma::Dma(sc_core::sc_module_name name, const program::Program& program, machine::UnitCounters& counters,
         const StreamLayout* layout, MemoryImage* dram)
    : ExecutionUnit(name, machine::Unit::dma, program, counters), layout_(layout), dram_(dram) {}

void Dma::begin() { started_ = 0; }

void Dma::cycle() {
  if (may_start()) {
    const Issue issue = take();
    ++started_;
    show(issue.instruction);
    free_from_ = clock->cycle() + 1;
    requests->push({issue, issue.instruction->opcode == program::Opcode::store_activations, clock->cycle()});
    return clock->request();
  }
  rest();
}

bool Dma::has_obstacle() const {
  return started_ - scoreboard->completed(machine::Unit::dma) >=
         static_cast<std::uint32_t>(program_.accelerator.constants.dram_outstanding_requests);
}

std::string Dma::obstacle() const { return "one of its outstanding DRAM requests"; }

void Dma::transfer(const DramRequest& request, std::int64_t begin, std::int64_t end) {
  const program::Instruction& i = *request.issue.instruction;
  auto& staging = i.opcode == program::Opcode::load_parameters ? parameter_memory : activation_memory;
  const std::int64_t address = i.staging_address + begin, count = end - begin;
  if (!layout_)
    return request.store ? staging->read(address, count, nullptr) : staging->write(address, count, nullptr);

  if (begin == 0) cursor_ = SegmentCursor(layout_->dram_segments(i));
  buffer_.resize(count);
  if (request.store) staging->read(address, count, buffer_.data());
  cursor_.advance(begin, end, [&](std::int64_t at, std::int64_t offset, std::int64_t bytes) {
    if (request.store)
      std::copy_n(buffer_.data() + offset, bytes, dram_->at(at, bytes));
    else
      std::copy_n(dram_->at(at, bytes), bytes, buffer_.data() + offset);
  });
  if (!request.store) staging->write(address, count, buffer_.data());
}

void Dma::done(const DramRequest& request) { complete(request.issue.index); }

void Dma::trace(sc_core::sc_trace_file* file) const {
  ExecutionUnit::trace(file);
  sc_core::sc_trace(file, started_, std::string(name()) + ".requests");
}

}  // namespace apollo::systemc
