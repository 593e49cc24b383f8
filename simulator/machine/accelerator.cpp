#include "simulator/machine/accelerator.h"

#include <tuple>
#include <type_traits>

namespace apollo::machine {

namespace {

auto fields(const Configuration& c) {
  return std::tie(c.pes_x, c.pes_y, c.pe_memory_bytes, c.cores_per_pe, c.core_memory_bytes, c.compute_lanes,
                  c.instruction_memory_entries, c.parameter_memory_entries, c.activation_memory_entries,
                  c.dram_bandwidth_gbps);
}

auto fields(const TemplateConstants& c) {
  return std::tie(c.clock_mhz, c.mac_ways, c.instruction_entry_bytes, c.parameter_entry_bytes,
                  c.activation_entry_bytes, c.instruction_fetch_cycles, c.unit_queue_entries,
                  c.network_base_latency_cycles, c.network_hop_cycles, c.dram_latency_cycles,
                  c.dram_burst_bytes, c.dram_outstanding_requests, c.pe_memory_read_bytes,
                  c.pe_memory_write_bytes, c.compute_startup_cycles);
}

}  // namespace

bool Configuration::operator==(const Configuration& o) const { return fields(*this) == fields(o); }
bool TemplateConstants::operator==(const TemplateConstants& o) const { return fields(*this) == fields(o); }

bool set_parameter(const std::string& name, double value, Configuration* configuration) {
  const auto set = [&](const char* its_name, auto Configuration::*field) {
    if (name != its_name) return false;
    configuration->*field = static_cast<std::decay_t<decltype(configuration->*field)>>(value);
    return true;
  };
  return set("pes_x", &Configuration::pes_x) || set("pes_y", &Configuration::pes_y) ||
         set("pe_memory_bytes", &Configuration::pe_memory_bytes) ||
         set("cores_per_pe", &Configuration::cores_per_pe) ||
         set("core_memory_bytes", &Configuration::core_memory_bytes) ||
         set("compute_lanes", &Configuration::compute_lanes) ||
         set("instruction_memory_entries", &Configuration::instruction_memory_entries) ||
         set("parameter_memory_entries", &Configuration::parameter_memory_entries) ||
         set("activation_memory_entries", &Configuration::activation_memory_entries) ||
         set("dram_bandwidth_gbps", &Configuration::dram_bandwidth_gbps);
}

}  // namespace apollo::machine
