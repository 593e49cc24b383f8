#pragma once
#include "simulator/cost/event_energies.h"

namespace apollo::cost {

inline constexpr double kMjPerPj = 1e-9;

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

// The energy of the work that `counters` counts, on a chip that leaks while it works. Of PE memories the
// bytes that steps use are counted, whatever the beats could carry, for a bank's output register keeps the
// word that it read last and the steps that follow use it up. Staging and instruction memories move whole
// entries.
EnergyBreakdown energy(const machine::Counters& counters, const machine::TemplateConstants& constants,
                       const EventEnergies& picojoules);
EnergyBreakdown energy(const machine::Counters& counters, const machine::Accelerator& accelerator,
                       const Technology& technology);

}  // namespace apollo::cost
