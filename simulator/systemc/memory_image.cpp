#include "simulator/systemc/memory_image.h"

#include <cstring>
#include <new>
#include <stdexcept>

namespace apollo::systemc {

void MemoryImage::allocate(std::int64_t bytes) {
  const auto count = static_cast<std::size_t>(bytes);
  bytes_.reset(
      static_cast<std::int8_t*>(std::calloc(count ? count : 1, 1)));  // untouched pages take no memory
  if (!bytes_) throw std::bad_alloc();
  size_ = bytes;
  if (bytes <= kLargestPoisoned) std::memset(bytes_.get(), kPoison, count);
}

void MemoryImage::fail(std::int64_t address, std::int64_t count) const {
  throw std::logic_error(name_ + ": access to " + std::to_string(count) + " bytes at " +
                         std::to_string(address) + ", of " + std::to_string(size_));
}

}  // namespace apollo::systemc
