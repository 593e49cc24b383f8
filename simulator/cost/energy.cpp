#include "simulator/cost/energy.h"

namespace apollo::cost {
namespace {

double millijoules(double count, double pj_each) { return count * pj_each * kMjPerPj; }

double millijoules(std::int64_t read, double pj_read, std::int64_t written, double pj_written) {
  return millijoules(static_cast<double>(read), pj_read) +
         millijoules(static_cast<double>(written), pj_written);
}

}  // namespace

EnergyBreakdown& EnergyBreakdown::operator+=(const EnergyBreakdown& more) {
  macs += more.macs;
  core_memories += more.core_memories;
  pe_memories += more.pe_memories;
  staging_memories += more.staging_memories;
  instruction += more.instruction;
  network += more.network;
  dram += more.dram;
  leakage += more.leakage;
  return *this;
}

EnergyBreakdown energy(const machine::Counters& n, const machine::TemplateConstants& t,
                       const EventEnergies& pj) {
  EnergyBreakdown result;
  result.macs = millijoules(static_cast<double>(n.multiplications), pj.multiplication);
  result.core_memories =
      millijoules(n.core_read_bytes, pj.core_read_byte, n.core_write_bytes, pj.core_write_byte);
  result.pe_memories = millijoules(n.pe_read_bytes + n.pe_network_read_bytes, pj.pe_read_byte,
                                   n.pe_write_bytes + n.pe_network_write_bytes, pj.pe_write_byte);
  result.staging_memories =
      millijoules(n.parameter_reads * t.parameter_entry_bytes, pj.parameter_read_byte,
                  n.parameter_writes * t.parameter_entry_bytes, pj.parameter_write_byte) +
      millijoules(n.activation_reads * t.activation_entry_bytes, pj.activation_read_byte,
                  n.activation_writes * t.activation_entry_bytes, pj.activation_write_byte);
  result.instruction =
      millijoules(n.instruction_reads * t.instruction_entry_bytes, pj.instruction_byte, 0, 0) +
      millijoules(static_cast<double>(n.instruction_reads), pj.instruction);
  // Each entry that the parameter bus carries is read from parameter memory once; all other flits are
  // activation entries.
  const double parameter_flits = static_cast<double>(n.parameter_reads);
  const double flit_bytes =
      parameter_flits * t.parameter_entry_bytes +
      (static_cast<double>(n.network_flits) - parameter_flits) * t.activation_entry_bytes;
  result.network = millijoules(flit_bytes, pj.flit_byte);
  result.dram = millijoules(static_cast<double>(n.dram_read_bytes) + static_cast<double>(n.dram_write_bytes),
                            pj.dram_byte);
  result.leakage = millijoules(static_cast<double>(n.cycles), pj.cycle);
  return result;
}

EnergyBreakdown energy(const machine::Counters& counters, const machine::Accelerator& accelerator,
                       const Technology& technology) {
  return energy(counters, accelerator.constants, event_energies(accelerator, technology));
}

}  // namespace apollo::cost
