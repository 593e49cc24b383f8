#include "simulator/cost/event_energies.h"

#include "simulator/cost/area.h"

namespace apollo::cost {

EventEnergies event_energies(const machine::Accelerator& accelerator, const Technology& technology,
                             double area_mm2) {
  const EnergyCoefficients& c = technology.energy;
  const Hardware h = hardware_of(accelerator);
  EventEnergies e;
  const auto memory = [&](const Memories& memories, double* read, double* written) {
    const SramArray array = array_of(memories, h.bank_bytes, technology);
    *read = array.read_pj_per_byte;
    *written = array.write_pj_per_byte;
  };
  double unused = 0;  // the host writes instructions
  memory(h.core_memories, &e.core_read_byte, &e.core_write_byte);
  memory(h.pe_memories, &e.pe_read_byte, &e.pe_write_byte);
  memory(h.parameter_memory, &e.parameter_read_byte, &e.parameter_write_byte);
  memory(h.activation_memory, &e.activation_read_byte, &e.activation_write_byte);
  memory(h.instruction_memory, &e.instruction_byte, &unused);
  e.multiplication = c.mac_pj;
  e.instruction = c.instruction_pj;
  e.flit_byte = (accelerator.configuration.pes_x + accelerator.configuration.pes_y) *
                c.network_pj_per_byte_and_hop;
  e.dram_byte = c.dram_pj_per_byte;
  constexpr double kPjPerNj = 1e3;  // 1 mW x 1 us = 1 nJ
  e.cycle = c.leakage_mw_per_mm2 * area_mm2 / accelerator.constants.clock_mhz * kPjPerNj;
  return e;
}

}  // namespace apollo::cost
