#include "apollo/designs/figures.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace apollo::designs {

std::string significant(double value, int digits) {
  char text[64];
  if (value != 0 && std::isfinite(value) && (std::fabs(value) < 1e-9 || std::fabs(value) >= 1e15)) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return text;
  }
  int decimals = digits - 1;
  if (value != 0) decimals -= static_cast<int>(std::floor(std::log10(std::fabs(value))));
  std::snprintf(text, sizeof text, "%.*f", std::clamp(decimals, 0, 15), value);
  return text;
}

std::string plain(double value) {
  char text[64];
  *std::to_chars(text, text + sizeof text - 1, value).ptr = 0;
  return text;
}

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

std::string bytes(double value) {
  constexpr double kib = 1024, mib = 1024 * 1024;
  if (value >= mib && std::fmod(value, mib) == 0) return significant(value / mib, 1) + " MiB";
  if (value >= kib && std::fmod(value, kib) == 0) return significant(value / kib, 1) + " KiB";
  return significant(value, 1) + " B";
}

Figures named(const cost::AreaBreakdown& a) {
  return {{"pe_memories", a.pe_memories},
          {"core_memories", a.core_memories},
          {"instruction_memory", a.instruction_memory},
          {"parameter_memory", a.parameter_memory},
          {"activation_memory", a.activation_memory},
          {"macs", a.macs},
          {"control", a.control},
          {"network", a.network},
          {"uncore", a.uncore},
          {"dram_interface", a.dram_interface}};
}

Figures named(const cost::EnergyBreakdown& e) {
  return {{"macs", e.macs},
          {"core_memories", e.core_memories},
          {"pe_memories", e.pe_memories},
          {"staging_memories", e.staging_memories},
          {"instruction", e.instruction},
          {"network", e.network},
          {"dram", e.dram},
          {"leakage", e.leakage}};
}

std::string describe(const machine::Configuration& c) {
  const auto n = [](auto value) { return std::to_string(value); };
  return n(c.pes_x) + " x " + n(c.pes_y) + " PEs, " + bytes(double(c.pe_memory_bytes)) + " each; " +
         n(c.cores_per_pe) + (c.cores_per_pe == 1 ? " core" : " cores") + " per PE, " +
         bytes(double(c.core_memory_bytes)) + " and " + n(c.compute_lanes) +
         " lanes each; instruction, parameter, activation memory " + n(c.instruction_memory_entries) + ", " +
         n(c.parameter_memory_entries) + ", " + n(c.activation_memory_entries) + " entries; DRAM " +
         plain(c.dram_bandwidth_gbps) + " GB/s";
}

}  // namespace apollo::designs
