#include "simulator/cost/area.h"

#include <algorithm>

#include "simulator/cost/clock.h"
#include "simulator/machine/rounding.h"

namespace apollo::cost {
namespace {

constexpr double kBytesPerMib = 1 << 20;

double mib(const Memories& memories) {
  return static_cast<double>(memories.count * memories.bytes_each) / kBytesPerMib;
}

double sram(const Memories& memories, std::int64_t bank_bytes, const Technology& technology) {
  return mib(memories) * array_of(memories, bank_bytes, technology).mm2_per_mib;
}

}  // namespace

Hardware hardware_of(const machine::Accelerator& accelerator) {
  const machine::Configuration& c = accelerator.configuration;
  const machine::TemplateConstants& t = accelerator.constants;
  Hardware h;
  h.pes = accelerator.pes();
  h.cores = h.pes * c.cores_per_pe;
  h.macs = accelerator.macs_per_cycle();
  h.bank_bytes = t.memory_bank_bytes;
  h.pe_memories = {h.pes, c.pe_memory_bytes, std::max(t.pe_memory_read_bytes, t.pe_memory_write_bytes)};
  h.core_memories = {h.cores, c.core_memory_bytes, std::int64_t{c.compute_lanes} * t.mac_ways};
  h.instruction_memory = {1, accelerator.instruction_memory_bytes(), t.instruction_entry_bytes};
  h.parameter_memory = {1, accelerator.parameter_memory_bytes(), t.parameter_entry_bytes};
  h.activation_memory = {1, accelerator.activation_memory_bytes(), t.activation_entry_bytes};
  // Parameter bus, activation bus, and the output bus, which is as wide as the activation bus.
  h.bus_bytes = t.parameter_entry_bytes + 2.0 * t.activation_entry_bytes;
  h.dram_controller_gbps = c.dram_bandwidth_gbps;
  h.dram_phy_gbps = c.dram_bandwidth_gbps;
  h.clock_mhz = t.clock_mhz;
  return h;
}

SramArray array_of(const Memories& memories, std::int64_t bank_bytes, const Technology& technology) {
  const auto banks = static_cast<double>(machine::ceil_div(memories.port_bytes, bank_bytes));
  SramArray array = technology.sram.at(static_cast<double>(memories.bytes_each) / banks,
                                       static_cast<double>(memories.port_bytes) / banks);
  array.read_pj_per_byte *= technology.energy.sram_scale;
  array.write_pj_per_byte *= technology.energy.sram_scale;
  array.mm2_per_mib *= technology.area.sram_scale;
  array.leakage_mw_per_mib *= technology.energy.sram_leakage_scale;
  return array;
}

AreaBreakdown area_of(const Hardware& h, const Technology& technology) {
  const AreaCoefficients& c = technology.area;
  const auto pes = static_cast<double>(h.pes);
  const double size = area_at_clock(h.clock_mhz, technology.clock);  // of gates
  AreaBreakdown result;
  result.pe_memories = sram(h.pe_memories, h.bank_bytes, technology);
  result.core_memories = sram(h.core_memories, h.bank_bytes, technology);
  result.instruction_memory = sram(h.instruction_memory, h.bank_bytes, technology);
  result.parameter_memory = sram(h.parameter_memory, h.bank_bytes, technology);
  result.activation_memory = sram(h.activation_memory, h.bank_bytes, technology);
  result.macs = static_cast<double>(h.macs) * c.mac_mm2 * size;
  result.control = (pes * c.pe_control_mm2 + static_cast<double>(h.cores) * c.core_control_mm2) * size;
  result.network =
      h.bus_bytes * (c.network_mm2_per_bus_byte + pes * c.network_mm2_per_pe_and_bus_byte) * size;
  result.uncore = c.uncore_mm2 * size;
  result.dram_interface =
      h.dram_controller_gbps * c.dram_controller_mm2_per_gbps + h.dram_phy_gbps * c.dram_phy_mm2_per_gbps;
  return result;
}

double leakage_mw(const Hardware& h, const Technology& technology) {
  const AreaBreakdown area = area_of(h, technology);
  const double logic = area.macs + area.control + area.network + area.uncore + area.dram_interface;
  double mw = logic * technology.energy.logic_leakage_mw_per_mm2;
  for (const Memories* memories :
       {&h.pe_memories, &h.core_memories, &h.instruction_memory, &h.parameter_memory, &h.activation_memory})
    if (memories->count > 0)
      mw += mib(*memories) * array_of(*memories, h.bank_bytes, technology).leakage_mw_per_mib;
  return mw * energy_at_clock(h.clock_mhz, technology.clock);
}

AreaBreakdown area(const machine::Accelerator& accelerator, const Technology& technology) {
  return area_of(hardware_of(accelerator), technology);
}

}  // namespace apollo::cost
