#include "simulator/systemc/memory_image.h"

#include <stdexcept>

namespace apollo::simulator::systemc {

void MemoryImage::fail(std::int64_t address, std::int64_t count) const {
  throw std::logic_error(name_ + ": access to " + std::to_string(count) + " bytes at " +
                         std::to_string(address) + ", of " + std::to_string(bytes_.size()));
}

}  // namespace apollo::simulator::systemc
