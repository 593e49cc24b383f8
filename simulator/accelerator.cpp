#include "simulator/accelerator.h"

#include <tuple>

namespace apollo::simulator {

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

}  // namespace apollo::simulator
