#pragma once
#include <cstdint>
#include <string>

namespace apollo::files {

// FNV-1a, 64 bits: to notice that bytes have changed, not to keep anybody from changing them.
inline std::uint64_t fnv1a(const std::string& bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace apollo::files
