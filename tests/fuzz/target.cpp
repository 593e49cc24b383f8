#include <cstddef>
#include <cstdint>

#include "readers.h"

// READ is one of the functions of readers.h.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  apollo::fuzz::READ(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
