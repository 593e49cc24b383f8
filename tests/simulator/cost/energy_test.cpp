#include "simulator/cost/energy.h"

#include <gtest/gtest.h>

namespace apollo::cost {
namespace {

EnergyCoefficients anchors() {
  EnergyCoefficients c;
  c.sram_8kib_pj_per_byte = 1;
  c.sram_32kib_pj_per_byte = 2;
  c.sram_1mib_pj_per_byte = 7;  // one more per doubling above 32 KiB
  return c;
}

TEST(SramEnergy, InterpolatesTheAnchorsInLogCapacity) {
  const EnergyCoefficients c = anchors();
  EXPECT_DOUBLE_EQ(sram_pj_per_byte(8 << 10, c), 1);
  EXPECT_DOUBLE_EQ(sram_pj_per_byte(16 << 10, c), 1.5);
  EXPECT_DOUBLE_EQ(sram_pj_per_byte(32 << 10, c), 2);
  EXPECT_DOUBLE_EQ(sram_pj_per_byte(64 << 10, c), 3);
  EXPECT_DOUBLE_EQ(sram_pj_per_byte(1 << 20, c), 7);
}

TEST(SramEnergy, HoldsBelowTheFirstAnchorAndContinuesAboveTheLast) {
  const EnergyCoefficients c = anchors();
  EXPECT_DOUBLE_EQ(sram_pj_per_byte(256, c), 1);
  EXPECT_DOUBLE_EQ(sram_pj_per_byte(16 << 20, c), 11);
}

// All memories at the 32 KiB anchor, so that every SRAM byte costs 2 pJ.
machine::Accelerator design() {
  machine::Accelerator a;
  a.configuration = {2, 3, 32 << 10, 1, 32 << 10, 4, 2048, 512, 512, 10.0};
  return a;
}

TEST(Energy, OfCountersIsCountTimesCost) {
  Technology t;
  t.energy = anchors();
  t.energy.mac_pj = 3;
  t.energy.network_pj_per_byte_and_hop = 0.25;
  t.energy.dram_pj_per_byte = 100;
  t.energy.instruction_pj = 8;
  t.energy.leakage_mw_per_mm2 = 10;
  machine::Counters n;
  n.cycles = 800000;  // 1 ms at 800 MHz
  n.multiplications = 1000;
  n.core_read_bytes = 300;
  n.core_write_bytes = 200;
  n.pe_reads = 4;
  n.pe_writes = 2;
  n.pe_network_read_bytes = 10;
  n.pe_network_write_bytes = 20;
  n.parameter_reads = 5;
  n.parameter_writes = 6;
  n.activation_reads = 7;
  n.activation_writes = 8;
  n.network_flits = 20;
  n.instruction_reads = 9;
  n.dram_read_bytes = 640;
  n.dram_write_bytes = 64;
  const EnergyBreakdown e = energy(n, design(), t, 5.0);
  const double pj = 1e-9;  // in mJ
  EXPECT_DOUBLE_EQ(e.macs, 1000 * 3 * pj);
  EXPECT_DOUBLE_EQ(e.core_memories, 500 * 2 * pj);
  EXPECT_DOUBLE_EQ(e.pe_memories, (4 * 128 + 2 * 128 + 30) * 2 * pj);
  EXPECT_DOUBLE_EQ(e.staging_memories, (11 + 15) * 64 * 2 * pj);
  EXPECT_DOUBLE_EQ(e.instruction, 9 * (16 * 2 + 8) * pj);
  EXPECT_DOUBLE_EQ(e.network, 20 * 64 * (2 + 3) * 0.25 * pj);
  EXPECT_DOUBLE_EQ(e.dram, 704 * 100 * pj);
  EXPECT_DOUBLE_EQ(e.leakage, 10 * 5.0 * 1e-3);  // 50 mW for 1 ms = 50 uJ
  EXPECT_DOUBLE_EQ(e.total(), e.macs + e.core_memories + e.pe_memories + e.staging_memories + e.instruction +
                                  e.network + e.dram + e.leakage);
}

TEST(Energy, CountsFlitsOfTheParameterBusAtItsOwnWidth) {
  Technology t;
  t.energy.network_pj_per_byte_and_hop = 1;
  machine::Accelerator a = design();
  a.constants.parameter_entry_bytes = 32;
  machine::Counters n;
  n.parameter_reads = 3;
  n.network_flits = 10;
  EXPECT_DOUBLE_EQ(energy(n, a, t, 0).network, (3 * 32 + 7 * 64) * 5 * 1e-9);
}

TEST(Energy, OfNothingIsNothing) {
  EXPECT_EQ(energy(machine::Counters{}, design(), technology("7nm"), 6.0).total(), 0);
}

TEST(Energy, OfAMultiplyFallsWithTheNode) {
  EXPECT_LT(technology("7nm").energy.mac_pj, technology("16nm").energy.mac_pj);
  EXPECT_LT(technology("16nm").energy.mac_pj, technology("28nm").energy.mac_pj);
}

}  // namespace
}  // namespace apollo::cost
