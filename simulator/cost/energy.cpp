#include "simulator/cost/energy.h"

#include "simulator/cost/area.h"

namespace apollo::cost {
namespace {

constexpr double kMjPerPj = 1e-9;

double millijoules(double count, double pj_each) { return count * pj_each * kMjPerPj; }

double sum(std::int64_t a, std::int64_t b) { return static_cast<double>(a) + static_cast<double>(b); }

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

double leakage_mj(const Technology& technology, double area_mm2, double microseconds) {
  constexpr double kMjPerNj = 1e-6;  // 1 mW x 1 us = 1 nJ
  return technology.energy.leakage_mw_per_mm2 * area_mm2 * microseconds * kMjPerNj;
}

EnergyBreakdown energy(const machine::Counters& n, const machine::Accelerator& accelerator,
                       const Technology& technology, double area_mm2) {
  const machine::Configuration& design = accelerator.configuration;
  const machine::TemplateConstants& t = accelerator.constants;
  const EnergyCoefficients& c = technology.energy;
  EnergyBreakdown result;
  result.macs = millijoules(static_cast<double>(n.multiplications), c.mac_pj);
  const Hardware h = hardware_of(accelerator);
  const auto memory = [&](const Memories& memories, std::int64_t read, std::int64_t written) {
    const SramArray array = array_of(memories, h.bank_bytes, technology);
    return millijoules(static_cast<double>(read), array.read_pj_per_byte) +
           millijoules(static_cast<double>(written), array.write_pj_per_byte);
  };
  result.core_memories = memory(h.core_memories, n.core_read_bytes, n.core_write_bytes);
  result.pe_memories = memory(h.pe_memories, n.pe_read_bytes + n.pe_network_read_bytes,
                              n.pe_write_bytes + n.pe_network_write_bytes);
  result.staging_memories = memory(h.parameter_memory, n.parameter_reads * t.parameter_entry_bytes,
                                   n.parameter_writes * t.parameter_entry_bytes) +
                            memory(h.activation_memory, n.activation_reads * t.activation_entry_bytes,
                                   n.activation_writes * t.activation_entry_bytes);
  result.instruction = memory(h.instruction_memory, n.instruction_reads * t.instruction_entry_bytes, 0) +
                       millijoules(static_cast<double>(n.instruction_reads), c.instruction_pj);

  // Each entry that the parameter bus carries is read from parameter memory once; all other flits are
  // activation entries.
  const double parameter_flits = static_cast<double>(n.parameter_reads);
  const double flit_bytes =
      parameter_flits * t.parameter_entry_bytes +
      (static_cast<double>(n.network_flits) - parameter_flits) * t.activation_entry_bytes;
  const double hops = design.pes_x + design.pes_y;
  result.network = millijoules(flit_bytes * hops, c.network_pj_per_byte_and_hop);

  result.dram = millijoules(sum(n.dram_read_bytes, n.dram_write_bytes), c.dram_pj_per_byte);

  result.leakage = leakage_mj(technology, area_mm2, static_cast<double>(n.cycles) / t.clock_mhz);
  return result;
}

}  // namespace apollo::cost
