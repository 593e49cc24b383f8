#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

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

// Reads a configuration file: the ten parameters by name, and optionally "constants": {name: value} that
// override the defaults, a template's. Unknown, missing or out-of-range keys: ConfigError.
Accelerator read_accelerator(const std::string& path, const TemplateConstants& defaults = {});
Accelerator parse_accelerator(const std::string& json_text, const std::string& file,
                              const TemplateConstants& defaults = {});
// The accelerator with the values of a configuration file, which may leave out any; "constants", if there,
// replace all overrides of the defaults that the accelerator has. The same errors, which name `file`.
Accelerator with_values(const Accelerator& accelerator, const nlohmann::json& values, const std::string& file,
                        const TemplateConstants& defaults = {});
// The configuration file of an accelerator, which needs no template: has constants where they differ from
// those of TemplateConstants.
std::string to_json_text(const Accelerator& accelerator);

}  // namespace apollo::machine
