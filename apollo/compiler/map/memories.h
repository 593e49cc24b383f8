#pragma once
#include <cstdint>

namespace apollo::compiler::map {

// Bytes of each memory that a mapping may run out of: what is free, or what is needed. In the order in which
// a search reports them: a mapping that has the ones before may still lack the next.
struct Memories {
  std::int64_t core = 0;        // of every core memory: the weight ring, or for pinned weights
  std::int64_t parameter = 0;   // parameter memory
  std::int64_t activation = 0;  // activation memory
  std::int64_t pe = 0;          // of every PE memory: slots and partial sums

  bool fit(const Memories& free) const {
    return core <= free.core && parameter <= free.parameter && activation <= free.activation && pe <= free.pe;
  }
};

}  // namespace apollo::compiler::map
