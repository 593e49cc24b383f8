#pragma once
#include <cstdint>
#include <string>

// The accelerator template: ten searched parameters and the constants that every design shares.
// docs/template.md draws it.
namespace apollo::machine {

// The ten searched parameters. The value lists of the published space are in configs/spaces/apollo.json.
struct Configuration {
  int pes_x = 4;                           // columns of the PE array, 1..64
  int pes_y = 4;                           // rows of the PE array, 1..64
  std::int64_t pe_memory_bytes = 262144;   // shared by the cores of one PE, 1 KiB..1 GiB
  int cores_per_pe = 1;                    // 1..64
  std::int64_t core_memory_bytes = 32768;  // weights of one core, 256 B..1 GiB
  int compute_lanes = 64;                  // SIMD lanes of one core, 1..1024; each lane has mac_ways MACs
  int instruction_memory_entries = 16384;
  int parameter_memory_entries = 8192;
  int activation_memory_entries = 1024;
  double dram_bandwidth_gbps = 30;  // 10^9 bytes per second, 0.001..10000
  bool operator==(const Configuration& o) const;
};

// Sets the parameter of that name, its key in a configuration file; does not check the value. False if there
// is none. No allocation: cheap enough for every point of a space.
bool set_parameter(const std::string& name, double value, Configuration* configuration);

// Template constants; configs/template.json states the values and why. Clock cycles unless the name says
// otherwise.
struct TemplateConstants {
  int clock_mhz = 800;
  int mac_ways = 4;  // MACs per lane and cycle
  int instruction_entry_bytes = 16;
  int parameter_entry_bytes = 64;       // one entry = one flit of the parameter bus
  int activation_entry_bytes = 64;      // one entry = one flit of the activation and output buses
  int instruction_fetch_cycles = 2;     // before the first dispatch
  int unit_queue_entries = 16;          // instructions that wait in front of each unit
  int network_base_latency_cycles = 4;  // injection and ejection
  int network_hop_cycles = 1;           // per PE row and per PE column
  int dram_latency_cycles = 80;         // read request to first data (100 ns)
  int dram_burst_bytes = 64;            // DRAM moves whole bursts
  int dram_outstanding_requests = 16;
  int pe_memory_read_bytes = 128;   // per cycle, towards the cores of the PE
  int pe_memory_write_bytes = 128;  // per cycle, from the cores of the PE
  int compute_startup_cycles =
      8;  // from a compute instruction's start to its first multiply: decode, address set-up, pipeline fill
  bool operator==(const TemplateConstants& o) const;
};

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
// override configs/template.json. Unknown, missing or out-of-range keys: ConfigError.
Accelerator read_accelerator(const std::string& path);
Accelerator parse_accelerator(const std::string& json_text, const std::string& file);
// The same as JSON text; writes the constants only where they differ from the template's.
std::string to_json_text(const Accelerator& accelerator);

}  // namespace apollo::machine
