#pragma once
#include <string_view>

#include "simulator/machine/field.h"

namespace apollo::machine {

// The ten searched parameters. The defaults are the baseline, configs/baselines/edge.json; the value lists of
// the published space are in configs/spaces/apollo.json.
struct Configuration {
  int pes_x = 4;
  int pes_y = 4;
  std::int64_t pe_memory_bytes = 262144;
  int cores_per_pe = 1;
  std::int64_t core_memory_bytes = 32768;
  int compute_lanes = 64;
  int instruction_memory_entries = 16384;
  int parameter_memory_entries = 8192;
  int activation_memory_entries = 1024;
  double dram_bandwidth_gbps = 30;
};

// Every member, in the order of configuration files.
inline constexpr Field<Configuration> kParameters[] = {
    {"pes_x", &Configuration::pes_x, "PEs", 1, 64, "columns of the PE array"},
    {"pes_y", &Configuration::pes_y, "PEs", 1, 64, "rows of the PE array"},
    {"pe_memory_bytes", &Configuration::pe_memory_bytes, "bytes", 1 << 10, 1 << 30,
     "memory of one PE, shared by its cores"},
    {"cores_per_pe", &Configuration::cores_per_pe, "cores", 1, 64, "cores of one PE"},
    {"core_memory_bytes", &Configuration::core_memory_bytes, "bytes", 1 << 8, 1 << 30,
     "memory of one core, for weights"},
    {"compute_lanes", &Configuration::compute_lanes, "lanes", 1, 1024,
     "SIMD lanes of one core; each lane has mac_ways MACs"},
    {"instruction_memory_entries", &Configuration::instruction_memory_entries, "entries", 1, 1 << 24,
     "instruction memory, in entries of instruction_entry_bytes"},
    {"parameter_memory_entries", &Configuration::parameter_memory_entries, "entries", 1, 1 << 24,
     "staging memory of weights, in entries of parameter_entry_bytes"},
    {"activation_memory_entries", &Configuration::activation_memory_entries, "entries", 1, 1 << 24,
     "staging memory of activations, in entries of activation_entry_bytes"},
    {"dram_bandwidth_gbps", &Configuration::dram_bandwidth_gbps, "GB/s", 0.001, 10000,
     "bandwidth of DRAM, 10^9 bytes per second"},
};

inline bool operator==(const Configuration& a, const Configuration& b) { return equal(kParameters, a, b); }

// Sets the parameter of that name, whatever its range. False if there is none. No allocation: cheap enough
// for every point of a space.
inline bool set_parameter(std::string_view name, double value, Configuration* configuration) {
  const Field<Configuration>* field = find_field(kParameters, name);
  if (field) field->set(configuration, value);
  return field != nullptr;
}

}  // namespace apollo::machine
