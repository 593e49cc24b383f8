#pragma once
#include <cstdint>

#include "simulator/program/mapping.h"

namespace apollo::program {

// The weights of a tile where each PE has in its memory what its own cores use.
struct LocalWeights {
  std::int64_t largest = 0;      // bytes of the PE that has most
  std::int64_t bytes = 0;        // of all PEs
  std::int64_t beats = 0;        // in which they read them, of pe_memory_read_bytes
  std::int64_t fill_cycles = 0;  // of a fill_parameters instruction, rule T5
};

// Of a `mac` op.
LocalWeights local_weights(const LoopNest& nest, const Tile& tile,
                           const machine::TemplateConstants& constants);

}  // namespace apollo::program
