#include "simulator/cost/energy.h"

#include <gtest/gtest.h>

#include "simulator/cost/clock.h"

namespace apollo::cost {
namespace {

// A byte read costs 2 pJ, a byte written 3 pJ, in every memory.
Technology flat_sram() {
  Technology t;
  t.sram = SramTable::parse(R"({"name": "flat", "source": "-", "widths_bytes": [1], "rows": [
      {"capacity_bytes": 1, "read_pj_per_byte": [1], "write_pj_per_byte": [1.5], "mm2_per_mib": [1],
       "leakage_mw_per_mib": [1]},
      {"capacity_bytes": 2, "read_pj_per_byte": [1], "write_pj_per_byte": [1.5], "mm2_per_mib": [1],
       "leakage_mw_per_mib": [1]}]})",
                            "flat.json");
  t.energy.sram_scale = 2;
  return t;
}

machine::Accelerator design() {
  machine::Accelerator a;
  a.configuration = {2, 3, 32 << 10, 1, 32 << 10, 4, 2048, 512, 512, 10.0};
  return a;
}

TEST(Energy, OfCountersIsCountTimesCost) {
  Technology t = flat_sram();
  t.energy.mac_pj = 3;
  t.energy.network_pj_per_byte_and_hop = 0.25;
  t.energy.dram_pj_per_byte = 100;
  t.energy.instruction_pj = 8;
  t.energy.sram_leakage_scale = 10;
  machine::Counters n;
  n.cycles = 800000;  // 1 ms at 800 MHz
  n.multiplications = 1000;
  n.core_read_bytes = 300;
  n.core_write_bytes = 200;
  n.pe_reads = 4;
  n.pe_writes = 2;
  n.pe_read_bytes = 50;
  n.pe_write_bytes = 30;
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
  const EnergyBreakdown e = energy(n, design(), t);
  const double pj = 1e-9;  // in mJ
  EXPECT_DOUBLE_EQ(e.macs, 1000 * 3 * pj);
  EXPECT_DOUBLE_EQ(e.core_memories, (300 * 2 + 200 * 3) * pj);
  EXPECT_DOUBLE_EQ(e.pe_memories, ((50 + 10) * 2 + (30 + 20) * 3) * pj);
  EXPECT_DOUBLE_EQ(e.staging_memories, ((5 + 7) * 64 * 2 + (6 + 8) * 64 * 3) * pj);
  EXPECT_DOUBLE_EQ(e.instruction, 9 * (16 * 2 + 8) * pj);
  EXPECT_DOUBLE_EQ(e.network, 20 * 64 * (2 + 3) * 0.25 * pj);
  EXPECT_DOUBLE_EQ(e.dram, 704 * 100 * pj);
  const double mib = (6 * (32 + 32) + 2048 / 64 + 2 * 512 / 16) / 1024.0;  // 6 PEs; 16 and 64 bytes an entry
  EXPECT_DOUBLE_EQ(e.leakage, 10 * mib * 1e-3);                            // 10 mW per MiB, 1 ms
  EXPECT_DOUBLE_EQ(e.total(), e.macs + e.core_memories + e.pe_memories + e.staging_memories + e.instruction +
                                  e.network + e.dram + e.leakage);
  EXPECT_DOUBLE_EQ(e.chip(), e.total() - e.dram);
}

TEST(Energy, CountsFlitsOfTheParameterBusAtItsOwnWidth) {
  Technology t = flat_sram();
  t.energy.network_pj_per_byte_and_hop = 1;
  machine::Accelerator a = design();
  a.constants.parameter_entry_bytes = 32;
  machine::Counters n;
  n.parameter_reads = 3;
  n.network_flits = 10;
  EXPECT_DOUBLE_EQ(energy(n, a, t).network, (3 * 32 + 7 * 64) * 5 * 1e-9);
}

TEST(Energy, OfNothingIsNothing) {
  EXPECT_EQ(energy(machine::Counters{}, design(), technology("7nm")).total(), 0);
}

// NVDLA with 64 MACs and a buffer of 128 KiB at 16 nm runs ResNet-50 7.3 times a second at 21 mW without
// DRAM. What its memories move is counted here as the template's, from the shapes: 4.09 G MACs on 16 lanes of
// 4 ways, each step of which reads 4 inputs, and 64 weights.
TEST(EnergyAt16nm, OfTheSmallestNvdlaIsWithinAFactorOfTwo) {
  constexpr double kMacs = 4.09e9, kFramesPerSecond = 7.3, kPublishedMw = 21;
  machine::Accelerator a;
  a.configuration = {1, 1, 128 << 10, 1, 16 << 10, 16, 8192, 256, 256, 1.0};
  a.constants.clock_mhz = 1000;
  machine::Counters n;
  n.cycles = static_cast<std::int64_t>(1e9 / kFramesPerSecond);
  n.macs = n.multiplications = static_cast<std::int64_t>(kMacs);
  n.core_read_bytes = n.macs;
  n.pe_read_bytes = n.macs / 16;
  const double mj = energy(n, a, technology("16nm")).chip();
  EXPECT_GT(mj * kFramesPerSecond / kPublishedMw, 0.5);
  EXPECT_LT(mj * kFramesPerSecond / kPublishedMw, 2);
}

TEST(Energy, OfTheChipRisesAboveTheNominalClock) {
  Technology t = flat_sram();
  t.energy.mac_pj = t.energy.network_pj_per_byte_and_hop = t.energy.dram_pj_per_byte =
      t.energy.instruction_pj = 1;
  t.energy.sram_leakage_scale = 1;
  t.clock = {500, 2000, 0.5};
  machine::Accelerator slow = design(), fast = design();
  slow.constants.clock_mhz = 500;
  fast.constants.clock_mhz = 1000;
  const EventEnergies before = event_energies(slow, t), after = event_energies(fast, t);
  const double factor = energy_at_clock(1000, t.clock);
  EXPECT_GT(factor, 1);
  EXPECT_DOUBLE_EQ(after.multiplication, factor * before.multiplication);
  EXPECT_DOUBLE_EQ(after.core_read_byte, factor * before.core_read_byte);
  EXPECT_DOUBLE_EQ(after.flit_byte, factor * before.flit_byte);
  EXPECT_DOUBLE_EQ(after.instruction, factor * before.instruction);
  EXPECT_DOUBLE_EQ(after.cycle, factor * before.cycle / 2) << "in half the time";
  EXPECT_EQ(after.dram_byte, before.dram_byte);
}

TEST(Energy, OfAMultiplyFallsWithTheNode) {
  EXPECT_LT(technology("7nm").energy.mac_pj, technology("16nm").energy.mac_pj);
  EXPECT_LT(technology("16nm").energy.mac_pj, technology("28nm").energy.mac_pj);
}

}  // namespace
}  // namespace apollo::cost
