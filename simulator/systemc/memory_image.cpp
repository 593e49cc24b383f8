#include "simulator/systemc/memory_image.h"

#include <stdexcept>

namespace apollo::simulator::systemc {

void MemoryImage::check(std::int64_t address, std::int64_t count) const {
  if (address >= 0 && count >= 0 && address + count <= static_cast<std::int64_t>(bytes_.size())) return;
  throw std::logic_error(name_ + ": access to " + std::to_string(count) + " bytes at " +
                         std::to_string(address) + ", of " + std::to_string(bytes_.size()));
}

std::int8_t* MemoryImage::at(std::int64_t address, std::int64_t count) {
  check(address, count);
  return bytes_.data() + address;
}

const std::int8_t* MemoryImage::at(std::int64_t address, std::int64_t count) const {
  check(address, count);
  return bytes_.data() + address;
}

}  // namespace apollo::simulator::systemc
