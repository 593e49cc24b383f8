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

  double chip() const {  // all but DRAM
    return macs + core_memories + pe_memories + staging_memories + instruction + network + leakage;
  }
  double total() const { return chip() + dram; }
  EnergyBreakdown& operator+=(const EnergyBreakdown& more);
};

// Millijoules that a chip of `area_mm2` leaks in a time.
double leakage_mj(const Technology& technology, double area_mm2, double microseconds);

// The energy of the work that `counters` counts, on a chip of `area_mm2`, which leaks while it works. A byte
// costs what it costs in a whole access of its memory's banks: of PE memories the bytes that steps use are
// counted, whatever the beats could carry, for a bank's output register keeps the word that it read last and
// the steps that follow use it up. Staging and instruction memories move whole entries; a flit travels
// network_latency's hops (pes_x + pes_y).
EnergyBreakdown energy(const machine::Counters& counters, const machine::Accelerator& accelerator,
                       const Technology& technology, double area_mm2);

}  // namespace apollo::cost
