#include "simulator/cost/area.h"

namespace apollo::cost {
namespace {

constexpr double kBytesPerMib = 1 << 20;

double sram(const Memories& memories, const AreaCoefficients& c) {
  const double mib = static_cast<double>(memories.bytes_each) / kBytesPerMib;
  return static_cast<double>(memories.count) * (c.sram_mm2_per_memory + mib * c.sram_mm2_per_mib);
}

}  // namespace

Hardware hardware_of(const machine::Accelerator& accelerator) {
  const machine::Configuration& c = accelerator.configuration;
  const machine::TemplateConstants& t = accelerator.constants;
  Hardware h;
  h.pes = accelerator.pes();
  h.cores = h.pes * c.cores_per_pe;
  h.macs = accelerator.macs_per_cycle();
  h.pe_memories = {h.pes, c.pe_memory_bytes};
  h.core_memories = {h.cores, c.core_memory_bytes};
  h.instruction_memory = {1, accelerator.instruction_memory_bytes()};
  h.parameter_memory = {1, accelerator.parameter_memory_bytes()};
  h.activation_memory = {1, accelerator.activation_memory_bytes()};
  // Parameter bus, activation bus, and the output bus, which is as wide as the activation bus.
  h.bus_bytes = t.parameter_entry_bytes + 2.0 * t.activation_entry_bytes;
  h.dram_controller_gbps = c.dram_bandwidth_gbps;
  h.dram_phy_gbps = c.dram_bandwidth_gbps;
  return h;
}

AreaBreakdown area_of(const Hardware& h, const AreaCoefficients& c) {
  const auto pes = static_cast<double>(h.pes);
  AreaBreakdown result;
  result.pe_memories = sram(h.pe_memories, c);
  result.core_memories = sram(h.core_memories, c);
  result.instruction_memory = sram(h.instruction_memory, c);
  result.parameter_memory = sram(h.parameter_memory, c);
  result.activation_memory = sram(h.activation_memory, c);
  result.macs = static_cast<double>(h.macs) * c.mac_mm2;
  result.control = pes * c.pe_control_mm2 + static_cast<double>(h.cores) * c.core_control_mm2;
  result.network = h.bus_bytes * (c.network_mm2_per_bus_byte + pes * c.network_mm2_per_pe_and_bus_byte);
  result.uncore = c.uncore_mm2;
  result.dram_interface =
      h.dram_controller_gbps * c.dram_controller_mm2_per_gbps + h.dram_phy_gbps * c.dram_phy_mm2_per_gbps;
  return result;
}

AreaBreakdown area(const machine::Accelerator& accelerator, const Technology& technology) {
  return area_of(hardware_of(accelerator), technology.area);
}

}  // namespace apollo::cost
