#pragma once
#include <cstdint>

#include "simulator/cost/technology.h"
#include "simulator/machine/accelerator.h"
#include "simulator/machine/counters.h"

namespace apollo::cost {

// Millijoules of one program, by what takes them.
struct EnergyBreakdown {
  double macs = 0;
  double core_memories = 0;
  double pe_memories = 0;
  double staging_memories = 0;  // parameter and activation memory
  double instruction = 0;       // reads of instruction memory, sequencing
  double network = 0;
  double dram = 0;  // interface and DRAM device
  double leakage = 0;

  double total() const {
    return macs + core_memories + pe_memories + staging_memories + instruction + network + dram + leakage;
  }
};

// The energy of the work that `counters` counts, on a chip of `area_mm2`. Assumptions: a write costs what a
// read costs; every access moves whole entries or beats; a flit travels network_latency's hops (pes_x +
// pes_y).
EnergyBreakdown energy(const machine::Counters& counters, const machine::Accelerator& accelerator,
                       const Technology& technology, double area_mm2);

// Picojoules per byte of a memory of this capacity: piecewise linear in log2(capacity) through the anchors at
// 8 KiB, 32 KiB and 1 MiB; the last piece is continued above, the first anchor's value holds below.
double sram_pj_per_byte(std::int64_t capacity_bytes, const EnergyCoefficients& coefficients);

}  // namespace apollo::cost
