#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "simulator/machine/configuration.h"
#include "simulator/machine/template_constants.h"

namespace apollo::machine {

// A design of the accelerator template, which docs/template.md draws.
struct Accelerator {
  Configuration configuration;
  TemplateConstants constants;

  int pes() const { return configuration.pes_x * configuration.pes_y; }
  std::int64_t macs_per_cycle() const {
    return std::int64_t{pes()} * configuration.cores_per_pe * configuration.compute_lanes *
           constants.mac_ways;
  }
  std::int64_t instruction_memory_bytes() const {
    return std::int64_t{configuration.instruction_memory_entries} * constants.instruction_entry_bytes;
  }
  std::int64_t parameter_memory_bytes() const {
    return std::int64_t{configuration.parameter_memory_entries} * constants.parameter_entry_bytes;
  }
  std::int64_t activation_memory_bytes() const {
    return std::int64_t{configuration.activation_memory_entries} * constants.activation_entry_bytes;
  }
  // Cycles from a flit's injection to its arrival at the farthest PE.
  int network_latency() const {
    return constants.network_base_latency_cycles +
           constants.network_hop_cycles * (configuration.pes_x + configuration.pes_y);
  }
  // DRAM bandwidth in MB/s, an integer, so that cycle counts are exact.
  std::int64_t dram_mbps() const {
    return static_cast<std::int64_t>(configuration.dram_bandwidth_gbps * 1000 + 0.5);
  }
  // Cycles that `bytes` (whole bursts) occupy the DRAM data bus: ceil(bytes * clock_mhz / dram_mbps).
  std::int64_t dram_cycles(std::int64_t bytes) const {
    return (bytes * constants.clock_mhz + dram_mbps() - 1) / dram_mbps();
  }
};

// The accelerator with values by name: parameters and template constants, the latter also grouped as
// "constants": {name: value}. It keeps what they leave out. Unknown or out-of-range keys: ConfigError that
// names `file`.
Accelerator with_values(const Accelerator& accelerator, const nlohmann::json& values,
                        const std::string& file);
// The same of the text of a file; what it leaves out is the baseline's, configs/baselines/edge.json.
Accelerator parse_accelerator(const std::string& json_text, const std::string& file);
Accelerator read_accelerator(const std::string& path);
// Sets the parameter or template constant of that name, whatever its range. False if there is none. No
// allocation: cheap enough for every point of a space.
inline bool set_value(std::string_view name, double value, Accelerator* accelerator) {
  if (set_parameter(name, value, &accelerator->configuration)) return true;
  const Field<TemplateConstants>* field = find_field(kConstants, name);
  if (field) field->set(&accelerator->constants, value);
  return field != nullptr;
}

// What with_values() takes: the parameters, and those constants that differ from those of TemplateConstants.
std::string to_json_text(const Accelerator& accelerator);

}  // namespace apollo::machine
