#pragma once
#include <tuple>

#include "simulator/cost/technology.h"
#include "simulator/machine/accelerator.h"
#include "simulator/machine/counters.h"

namespace apollo::cost {

// Picojoules of what machine::Counters counts, on one chip: plain numbers, which a compiler can weigh
// mappings by.
struct EventEnergies {
  double multiplication = 0;
  double core_read_byte = 0, core_write_byte = 0;
  double pe_read_byte = 0, pe_write_byte = 0;
  double parameter_read_byte = 0, parameter_write_byte = 0;    // parameter memory, in whole entries
  double activation_read_byte = 0, activation_write_byte = 0;  // activation memory, likewise
  double instruction_byte = 0;                                 // read from instruction memory
  double instruction = 0;                                      // beside that
  double flit_byte = 0;                                        // over all hops
  double dram_byte = 0;
  double cycle = 0;  // leakage

  auto members() const {
    return std::tie(multiplication, core_read_byte, core_write_byte, pe_read_byte, pe_write_byte,
                    parameter_read_byte, parameter_write_byte, activation_read_byte, activation_write_byte,
                    instruction_byte, instruction, flit_byte, dram_byte, cycle);
  }
  bool operator==(const EventEnergies& o) const { return members() == o.members(); }
};

// Of an accelerator. A byte costs what it costs in a whole access of its memory's banks. A flit travels
// network_latency's hops (pes_x + pes_y). All but DRAM's costs more above the nominal clock.
EventEnergies event_energies(const machine::Accelerator& accelerator, const Technology& technology);

}  // namespace apollo::cost
