#pragma once
#include <cstdint>
#include <cstring>

#include "workloads/quantization.h"

// Signed integers of 4, 8 or 16 bits one after the other in memory: little-endian, those of 4 bits two to a
// byte, the first in its low half.
namespace apollo::systemc {

constexpr std::int64_t packed_bytes(std::int64_t count, int bits) { return (count * bits + 7) / 8; }

inline workloads::Value unpacked(const std::int8_t* from, std::int64_t index, int bits) {
  if (bits == 8) return from[index];
  if (bits == 16) {
    workloads::Value value;
    std::memcpy(&value, from + 2 * index, sizeof value);
    return value;
  }
  const int half = static_cast<int>(index % 2), byte = from[index / 2];
  const int nibble = byte >> (4 * half) & 15;
  return static_cast<workloads::Value>(nibble < 8 ? nibble : nibble - 16);
}

// Leaves what else is in a byte as it is.
inline void pack(workloads::Value value, std::int64_t index, int bits, std::int8_t* to) {
  if (bits == 8) {
    to[index] = static_cast<std::int8_t>(value);
  } else if (bits == 16) {
    std::memcpy(to + 2 * index, &value, sizeof value);
  } else {
    const int shift = 4 * static_cast<int>(index % 2);
    to[index / 2] = static_cast<std::int8_t>((to[index / 2] & ~(15 << shift)) | (value & 15) << shift);
  }
}

inline workloads::Values unpacked_all(const std::int8_t* from, std::int64_t count, int bits) {
  workloads::Values values(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) values[static_cast<std::size_t>(i)] = unpacked(from, i, bits);
  return values;
}

}  // namespace apollo::systemc
