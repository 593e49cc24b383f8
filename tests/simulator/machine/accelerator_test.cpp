// The numbers that follow from a design.
#include "simulator/machine/accelerator.h"

#include <gtest/gtest.h>

namespace apollo::machine {
namespace {

TEST(Accelerator, PeakOfTheBaseline) {
  EXPECT_EQ(Accelerator{}.macs_per_cycle(), 4 * 4 * 1 * 64 * 4);  // PEs, core, lanes, ways
}

TEST(Accelerator, NetworkLatencyGrowsWithRowsAndColumns) {
  Accelerator a;
  a.configuration.pes_x = 6, a.configuration.pes_y = 3;
  EXPECT_EQ(a.network_latency(),
            a.constants.network_base_latency_cycles + (6 + 3) * a.constants.network_hop_cycles);
}

TEST(Accelerator, DramCyclesRoundUp) {
  Accelerator a;
  a.constants.clock_mhz = 800;
  a.configuration.dram_bandwidth_gbps = 1.6;  // two bytes per cycle
  EXPECT_EQ(a.dram_cycles(0), 0);
  EXPECT_EQ(a.dram_cycles(1), 1);
  EXPECT_EQ(a.dram_cycles(64), 32);
  EXPECT_EQ(a.dram_cycles(65), 33);
  a.configuration.dram_bandwidth_gbps = 30;  // 37.5 bytes per cycle
  EXPECT_EQ(a.dram_cycles(75), 2);
  EXPECT_EQ(a.dram_cycles(76), 3);
  a.configuration.dram_bandwidth_gbps = 0.001;  // a byte in 800 cycles
  EXPECT_EQ(a.dram_cycles(3), 3 * 800);
}

TEST(Accelerator, MemoriesHoldEntries) {
  const Accelerator a;
  EXPECT_EQ(a.instruction_memory_bytes(), 16384 * 16);
  EXPECT_EQ(a.parameter_memory_bytes(), 8192 * 64);
  EXPECT_EQ(a.activation_memory_bytes(), 1024 * 64);
}

}  // namespace
}  // namespace apollo::machine
