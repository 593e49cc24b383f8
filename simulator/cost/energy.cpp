#include "simulator/cost/energy.h"

#include <cmath>

namespace apollo::cost {
namespace {

constexpr double kMjPerPj = 1e-9;

double millijoules(double count, double pj_each) { return count * pj_each * kMjPerPj; }

double sum(std::int64_t a, std::int64_t b) { return static_cast<double>(a) + static_cast<double>(b); }

}  // namespace

double sram_pj_per_byte(std::int64_t capacity_bytes, const EnergyCoefficients& c) {
  constexpr double kLog2Of8Kib = 13, kLog2Of32Kib = 15, kLog2Of1Mib = 20;
  const double x = std::log2(static_cast<double>(capacity_bytes));
  if (x <= kLog2Of8Kib) return c.sram_8kib_pj_per_byte;
  if (x <= kLog2Of32Kib) {
    const double part = (x - kLog2Of8Kib) / (kLog2Of32Kib - kLog2Of8Kib);
    return c.sram_8kib_pj_per_byte + part * (c.sram_32kib_pj_per_byte - c.sram_8kib_pj_per_byte);
  }
  const double part = (x - kLog2Of32Kib) / (kLog2Of1Mib - kLog2Of32Kib);
  return c.sram_32kib_pj_per_byte + part * (c.sram_1mib_pj_per_byte - c.sram_32kib_pj_per_byte);
}

EnergyBreakdown energy(const machine::Counters& n, const machine::Accelerator& accelerator,
                       const Technology& technology, double area_mm2) {
  const machine::Configuration& design = accelerator.configuration;
  const machine::TemplateConstants& t = accelerator.constants;
  const EnergyCoefficients& c = technology.energy;
  EnergyBreakdown result;
  result.macs = millijoules(static_cast<double>(n.multiplications), c.mac_pj);
  result.core_memories =
      millijoules(sum(n.core_read_bytes, n.core_write_bytes), sram_pj_per_byte(design.core_memory_bytes, c));

  const double pe_bytes = static_cast<double>(n.pe_reads) * t.pe_memory_read_bytes +
                          static_cast<double>(n.pe_writes) * t.pe_memory_write_bytes +
                          sum(n.pe_network_read_bytes, n.pe_network_write_bytes);
  result.pe_memories = millijoules(pe_bytes, sram_pj_per_byte(design.pe_memory_bytes, c));

  const double parameter_bytes = sum(n.parameter_reads, n.parameter_writes) * t.parameter_entry_bytes;
  const double activation_bytes = sum(n.activation_reads, n.activation_writes) * t.activation_entry_bytes;
  result.staging_memories =
      millijoules(parameter_bytes, sram_pj_per_byte(accelerator.parameter_memory_bytes(), c)) +
      millijoules(activation_bytes, sram_pj_per_byte(accelerator.activation_memory_bytes(), c));

  const double fetch_pj =
      t.instruction_entry_bytes * sram_pj_per_byte(accelerator.instruction_memory_bytes(), c);
  result.instruction = millijoules(static_cast<double>(n.instruction_reads), fetch_pj + c.instruction_pj);

  // Each entry that the parameter bus carries is read from parameter memory once; all other flits are
  // activation entries.
  const double parameter_flits = static_cast<double>(n.parameter_reads);
  const double flit_bytes =
      parameter_flits * t.parameter_entry_bytes +
      (static_cast<double>(n.network_flits) - parameter_flits) * t.activation_entry_bytes;
  const double hops = design.pes_x + design.pes_y;
  result.network = millijoules(flit_bytes * hops, c.network_pj_per_byte_and_hop);

  result.dram = millijoules(sum(n.dram_read_bytes, n.dram_write_bytes), c.dram_pj_per_byte);

  constexpr double kMjPerNj = 1e-6;  // 1 mW x 1 us = 1 nJ
  const double microseconds = static_cast<double>(n.cycles) / t.clock_mhz;
  result.leakage = c.leakage_mw_per_mm2 * area_mm2 * microseconds * kMjPerNj;
  return result;
}

}  // namespace apollo::cost
