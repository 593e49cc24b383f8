#include "simulator/cost/event_energies.h"

#include "simulator/cost/area.h"
#include "simulator/cost/clock.h"

namespace apollo::cost {

EventEnergies event_energies(const machine::Accelerator& accelerator, const Technology& technology) {
  const EnergyCoefficients& c = technology.energy;
  const Hardware h = hardware_of(accelerator);
  const double factor = energy_at_clock(h.clock_mhz, technology.clock);
  EventEnergies e;
  const auto memory = [&](const Memories& memories, double* read, double* written) {
    const SramArray array = array_of(memories, h.bank_bytes, technology);
    *read = array.read_pj_per_byte * factor;
    *written = array.write_pj_per_byte * factor;
  };
  double unused = 0;  // the host writes instructions
  memory(h.core_memories, &e.core_read_byte, &e.core_write_byte);
  memory(h.pe_memories, &e.pe_read_byte, &e.pe_write_byte);
  memory(h.parameter_memory, &e.parameter_read_byte, &e.parameter_write_byte);
  memory(h.activation_memory, &e.activation_read_byte, &e.activation_write_byte);
  memory(h.instruction_memory, &e.instruction_byte, &unused);
  e.multiplication = c.mac_pj * factor;
  e.instruction = c.instruction_pj * factor;
  e.flit_byte = (accelerator.configuration.pes_x + accelerator.configuration.pes_y) *
                c.network_pj_per_byte_and_hop * factor;
  e.dram_byte = c.dram_pj_per_byte;
  constexpr double kPjPerNj = 1e3;  // 1 mW x 1 us = 1 nJ
  e.cycle = leakage_mw(h, technology) / h.clock_mhz * kPjPerNj;
  return e;
}

}  // namespace apollo::cost
