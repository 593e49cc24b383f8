#include "apollo/designs/number_text.h"

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

std::string skipped_share_text(double share) {
  return share > 0 ? ": " + percent(share) + " of its elements" : "";
}

std::string bytes(double value) {
  constexpr double kKib = 1024, kMib = 1024 * 1024;
  if (value >= kMib && std::fmod(value, kMib) == 0) return significant(value / kMib, 1) + " MiB";
  if (value >= kKib && std::fmod(value, kKib) == 0) return significant(value / kKib, 1) + " KiB";
  return significant(value, 1) + " B";
}

Parts named(const cost::AreaBreakdown& a) {
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

Parts named(const cost::EnergyBreakdown& e) {
  return {{"macs", e.macs},
          {"core_memories", e.core_memories},
          {"pe_memories", e.pe_memories},
          {"staging_memories", e.staging_memories},
          {"instruction", e.instruction},
          {"network", e.network},
          {"dram", e.dram},
          {"leakage", e.leakage}};
}

std::string array_text(const machine::Configuration& c) {
  return std::to_string(c.pes_x) + " x " + std::to_string(c.pes_y) + " PEs";
}

std::string parts_text(const machine::Configuration& c) {
  const auto n = [](auto value) { return std::to_string(value); };
  const auto size = [](std::int64_t value) { return bytes(static_cast<double>(value)); };
  return size(c.pe_memory_bytes) + " each; " + n(c.cores_per_pe) +
         (c.cores_per_pe == 1 ? " core" : " cores") + " per PE, " + size(c.core_memory_bytes) + " and " +
         n(c.compute_lanes) + " lanes each; instruction, parameter, activation memory " +
         n(c.instruction_memory_entries) + ", " + n(c.parameter_memory_entries) + ", " +
         n(c.activation_memory_entries) + " entries; DRAM " + plain(c.dram_bandwidth_gbps) + " GB/s";
}

std::string describe(const machine::Configuration& c) { return array_text(c) + ", " + parts_text(c); }

}  // namespace apollo::designs
