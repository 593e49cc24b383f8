#pragma once
#include <cstdint>

#include "simulator/cost/technology.h"
#include "simulator/machine/accelerator.h"

namespace apollo::cost {

// Square millimetres of silicon, by what takes them.
struct AreaBreakdown {
  double pe_memories = 0;
  double core_memories = 0;
  double instruction_memory = 0;
  double parameter_memory = 0;
  double activation_memory = 0;
  double macs = 0;
  double control = 0;         // of PEs and cores
  double network = 0;         // the three buses
  double uncore = 0;          // sequencer, DMA, host interface
  double dram_interface = 0;  // controller, PHY and pads

  double total() const {
    return pe_memories + core_memories + instruction_memory + parameter_memory + activation_memory + macs +
           control + network + uncore + dram_interface;
  }
};

// Equal memories that are separate from each other. One whose port is wider than a bank consists of several
// banks side by side, as many as its port needs.
struct Memories {
  std::int64_t count = 0;
  std::int64_t bytes_each = 0;
  std::int64_t port_bytes = 1;  // that one access moves
};

// What a chip is made of, apart from how it is arranged: also describes chips that are not of this template,
// to hold the model against published ones.
struct Hardware {
  std::int64_t pes = 0, cores = 0, macs = 0;
  Memories pe_memories, core_memories, instruction_memory, parameter_memory, activation_memory;
  std::int64_t bank_bytes = 1;  // widest port of a memory array
  double bus_bytes = 0;         // width of all buses together
  double dram_controller_gbps = 0;
  double dram_phy_gbps = 0;  // 0 where the PHY is not on the die or not counted
  double clock_mhz = 0;      // costs nothing up to the technology's nominal one
};

Hardware hardware_of(const machine::Accelerator& accelerator);
AreaBreakdown area_of(const Hardware& hardware, const Technology& technology);
// The arrays that these memories consist of, at the technology's node.
SramArray array_of(const Memories& memories, std::int64_t bank_bytes, const Technology& technology);

// What leaks whenever the chip is on: its memories, each array by itself, and the area of all else.
double leakage_mw(const Hardware& hardware, const Technology& technology);

// The area of a design. No allocation: cheap enough to ask for every point of a space.
AreaBreakdown area(const machine::Accelerator& accelerator, const Technology& technology);

}  // namespace apollo::cost
