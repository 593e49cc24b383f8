#include "tests/apollo/verify/peak.h"

namespace apollo::testing {

using namespace machine;
using namespace program;
using namespace simulator;

std::vector<std::string> peak_violations(const Program& program, const Counters& counters) {
  const Accelerator& a = program.accelerator;
  const TemplateConstants& k = a.constants;
  const std::int64_t pes = a.pes(), cores = pes * a.configuration.cores_per_pe;
  std::vector<std::string> violations;
  const auto at_most = [&](const std::string& what, std::int64_t value, std::int64_t peak) {
    if (value > peak)
      violations.push_back(what + ": " + std::to_string(value) + ", at most " + std::to_string(peak));
  };
  const auto busy = [&](Unit unit) { return counters.units[static_cast<int>(unit)].busy; };

  std::array<std::int64_t, kUnits> bytes{};
  std::int64_t scattered = 0;
  bool fills = false;
  for (const Instruction& i : program.instructions) {
    bytes[static_cast<int>(unit_of(i.opcode))] += i.bytes;
    if (i.opcode == Opcode::scatter_parameters) scattered += i.bytes;
    fills |= i.opcode == Opcode::fill_parameters;
  }
  const auto carried = [&](Unit unit) { return bytes[static_cast<int>(unit)]; };

  for (int u = 0; u < kUnits; ++u) {
    const std::string unit = to_string(static_cast<Unit>(u));
    at_most("busy cycles of " + unit, counters.units[u].busy, counters.cycles);
    at_most("stall cycles of " + unit, counters.units[u].stall, counters.cycles);
  }
  at_most("instructions", counters.instruction_reads, counters.cycles);
  at_most("MACs", counters.macs, a.macs_per_cycle() * busy(Unit::array));
  at_most("multiplications", counters.multiplications, a.macs_per_cycle() * busy(Unit::array));
  at_most("bytes on the parameter bus", carried(Unit::parameter_bus),
          k.parameter_entry_bytes * busy(Unit::parameter_bus));
  at_most("bytes on the activation bus", carried(Unit::activation_bus),
          k.activation_entry_bytes * busy(Unit::activation_bus));
  at_most("bytes on the output bus", carried(Unit::output_bus),
          k.activation_entry_bytes * busy(Unit::output_bus));
  at_most("flits", counters.network_flits,
          busy(Unit::parameter_bus) + busy(Unit::activation_bus) + busy(Unit::output_bus));

  const std::int64_t dram = counters.dram_read_bytes + counters.dram_write_bytes;
  at_most("bytes to and from DRAM, without padding", carried(Unit::dma), dram);
  at_most("DRAM bytes x MHz", dram * k.clock_mhz, a.dram_mbps() * busy(Unit::dma));

  at_most("bytes into PE memories from the network", counters.pe_network_write_bytes,
          pes * k.activation_entry_bytes * busy(Unit::activation_bus) + scattered);
  at_most("bytes out of PE memories to the network", counters.pe_network_read_bytes,
          k.activation_entry_bytes * busy(Unit::output_bus));
  at_most("bytes into core memories", counters.core_write_bytes,
          cores * k.parameter_entry_bytes * (busy(Unit::parameter_bus) + (fills ? busy(Unit::array) : 0)));
  at_most("beats out of PE memories", counters.pe_reads, pes * busy(Unit::array));
  at_most("beats into PE memories", counters.pe_writes, pes * busy(Unit::array));
  at_most("weight bytes out of core memories", counters.core_read_bytes,
          cores * a.configuration.compute_lanes * k.mac_ways * busy(Unit::array));
  return violations;
}

}  // namespace apollo::testing
