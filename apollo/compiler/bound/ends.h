#pragma once
#include <cstdint>

#include "apollo/compiler/bound/order.h"
#include "simulator/machine/accelerator.h"

namespace apollo::compiler::bound {

// Cycles of the shortest transfers, a burst and a flit, by the timing rules; the array is idle in all of
// them.
struct Ends {
  Ends(const machine::Accelerator& accelerator, const Order& order);

  std::int64_t first_data = 0;   // before the DRAM bus carries its first data
  std::int64_t to_array = 0;     // from the last cycle of a load's data to a start on it
  std::int64_t first_start = 0;  // before the first compute instruction
  std::int64_t store = 0;        // from the end of a compute instruction to that of the store of its results
  std::int64_t last_store = 0;   // likewise of the last compute instruction
  std::int64_t round_trip = 0;   // from that end to the start of one that needs them as weights
};

// Cycles that an instruction of the array takes at least: one to gather, one to drain.
inline std::int64_t least_instruction(const machine::TemplateConstants& constants) {
  return constants.compute_startup_cycles + 2;
}

}  // namespace apollo::compiler::bound
