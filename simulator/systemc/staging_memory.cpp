#include "simulator/systemc/staging_memory.h"

#include <algorithm>

namespace apollo::systemc {

StagingMemory::StagingMemory(sc_core::sc_module_name name, int entry_bytes, std::int64_t& reads,
                             std::int64_t& writes)
    : sc_module(name), image(this->name()), entry_bytes_(entry_bytes), reads_(reads), writes_(writes) {}

std::int64_t StagingMemory::entries(std::int64_t address, std::int64_t bytes) const {
  const auto before = [this](std::int64_t end) { return (end + entry_bytes_ - 1) / entry_bytes_; };
  return before(address + bytes) - before(address);
}

void StagingMemory::read(std::int64_t address, std::int64_t bytes, std::int8_t* data) {
  reads_ += entries(address, bytes);
  if (data) std::copy_n(image.at(address, bytes), bytes, data);
}

void StagingMemory::write(std::int64_t address, std::int64_t bytes, const std::int8_t* data) {
  writes_ += entries(address, bytes);
  if (data) std::copy_n(data, bytes, image.at(address, bytes));
}

void StagingMemory::fetch(const Flit& flit, std::int8_t* payload) {
  read(flit.instruction->staging_address + flit.offset, flit.bytes, payload);
}

void StagingMemory::deliver(const Flit& flit, const std::int8_t* payload) {
  write(flit.instruction->staging_address + flit.offset, flit.bytes, payload);
}

}  // namespace apollo::systemc
