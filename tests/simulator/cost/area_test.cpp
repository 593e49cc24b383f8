#include "simulator/cost/area.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "simulator/cost/clock.h"

namespace apollo::cost {
namespace {

// Synthesised area at 28 nm, all memories included (nvdla/doc, doc/primer.rst).
struct NvdlaRow {
  int macs, buffer_kib;
  double gbps, published_mm2;
};
constexpr NvdlaRow kNvdla[] = {{2048, 512, 20, 5.5}, {1024, 256, 15, 3.0}, {512, 256, 10, 2.3},
                               {256, 256, 5, 1.7},   {128, 256, 2, 1.4},   {64, 128, 1, 0.91},
                               {32, 128, 0.5, 0.85}};

// An NVDLA in terms of the template: one PE of one core; its convolution buffer is the PE memory, whose port
// feeds one of 32 MACs, from 8 to 64 bytes; three buses as wide as the memory interface at 1 GHz, but at
// least a byte; the interface without PHY, which synthesis does not see.
Hardware as_hardware(const NvdlaRow& row) {
  Hardware h;
  h.pes = h.cores = 1;
  h.macs = row.macs;
  h.bank_bytes = 64;
  h.pe_memories = {1, std::int64_t{row.buffer_kib} * 1024, std::clamp(row.macs / 32, 8, 64)};
  h.bus_bytes = 3 * std::max(1.0, row.gbps);
  h.dram_controller_gbps = row.gbps;
  return h;
}

TEST(AreaAt28nm, IsWithin25PercentOfEachNvdla) {
  const Technology node = technology("28nm");
  for (const NvdlaRow& row : kNvdla) {
    const double model = area_of(as_hardware(row), node).total();
    EXPECT_NEAR(model / row.published_mm2, 1, 0.25) << row.macs << " MACs";
  }
}

// Each coefficient a distinct number, so that every part of the sum can be told from the others.
Technology hand_made() {
  Technology t;
  t.sram = SramTable::parse(R"({"name": "by width", "source": "-", "widths_bytes": [1, 1024], "rows": [
      {"capacity_bytes": 1, "read_pj_per_byte": [1, 1], "write_pj_per_byte": [1, 1], "mm2_per_mib": [1, 1024],
       "leakage_mw_per_mib": [1, 1024]},
      {"capacity_bytes": 2, "read_pj_per_byte": [1, 1], "write_pj_per_byte": [1, 1], "mm2_per_mib": [1, 1024],
       "leakage_mw_per_mib": [1, 1024]}
      ]})",
                            "t.json");  // of an array as wide as n bytes: n per MiB
  t.area.sram_scale = 1024;             // 1 per KiB and byte of width
  t.area.mac_mm2 = 2;
  t.area.core_control_mm2 = 3;
  t.area.pe_control_mm2 = 5;
  t.area.network_mm2_per_bus_byte = 7;
  t.area.network_mm2_per_pe_and_bus_byte = 11;
  t.area.uncore_mm2 = 13;
  t.area.dram_controller_mm2_per_gbps = 17;
  t.area.dram_phy_mm2_per_gbps = 19;
  return t;
}

TEST(Area, OfATinyDesignIsTheSumOfItsParts) {
  machine::Accelerator a;
  a.configuration = {2, 1, 4096, 3, 1024, 5, 64, 32, 16, 2.0};
  const AreaBreakdown area = cost::area(a, hand_made());
  const double bank = 64;
  EXPECT_NEAR(area.pe_memories, 2 * 4 * bank, 1e-9);         // 2 PEs of 4 KiB, two banks each
  EXPECT_NEAR(area.core_memories, 2 * 3 * 1 * 5 * 4, 1e-9);  // 6 cores of 1 KiB that 5 lanes of 4 ways read
  EXPECT_NEAR(area.instruction_memory, 64 * 16 / 1024.0 * 16, 1e-9);
  EXPECT_NEAR(area.parameter_memory, 32 * 64 / 1024.0 * bank, 1e-9);
  EXPECT_NEAR(area.activation_memory, 16 * 64 / 1024.0 * bank, 1e-9);
  EXPECT_DOUBLE_EQ(area.macs, 2 * 3 * 5 * 4 * 2);
  EXPECT_DOUBLE_EQ(area.control, 2 * 5 + 6 * 3);
  EXPECT_DOUBLE_EQ(area.network, 3 * 64 * (7 + 2 * 11));
  EXPECT_DOUBLE_EQ(area.uncore, 13);
  EXPECT_DOUBLE_EQ(area.dram_interface, 2.0 * (17 + 19));
  EXPECT_DOUBLE_EQ(area.total(), area.pe_memories + area.core_memories + area.instruction_memory +
                                     area.parameter_memory + area.activation_memory + area.macs +
                                     area.control + area.network + area.uncore + area.dram_interface);
}

TEST(Leakage, IsThatOfEachMemoryAndOfTheAreaOfAllElse) {
  machine::Accelerator a;
  a.configuration = {2, 1, 4096, 3, 1024, 5, 64, 32, 16, 2.0};
  Technology t = hand_made();
  t.energy.sram_leakage_scale = 2 * 1024;  // 2 mW per KiB and byte of width
  const AreaBreakdown area = cost::area(a, t);
  const double memories = area.pe_memories + area.core_memories + area.instruction_memory +
                          area.parameter_memory + area.activation_memory;
  EXPECT_NEAR(leakage_mw(hardware_of(a), t), 2 * memories, 1e-9);
  t.energy.logic_leakage_mw_per_mm2 = 3;
  EXPECT_NEAR(leakage_mw(hardware_of(a), t), 2 * memories + 3 * (area.total() - memories), 1e-9);
}

TEST(Area, OfLogicGrowsAboveTheNominalClock) {
  Technology t = hand_made();
  t.clock.nominal_mhz = 500;
  t.clock.maximum_mhz = 2000;
  machine::Accelerator slow, fast;
  slow.constants.clock_mhz = 500;
  fast.constants.clock_mhz = 1000;
  const AreaBreakdown before = area(slow, t), after = area(fast, t);
  const double size = area_at_clock(1000, t.clock);
  EXPECT_GT(size, 1);
  EXPECT_DOUBLE_EQ(after.macs, size * before.macs);
  EXPECT_DOUBLE_EQ(after.control, size * before.control);
  EXPECT_DOUBLE_EQ(after.network, size * before.network);
  EXPECT_DOUBLE_EQ(after.uncore, size * before.uncore);
  EXPECT_EQ(after.pe_memories, before.pe_memories);
  EXPECT_EQ(after.dram_interface, before.dram_interface);
}

class AreaOfNode : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Technologies, AreaOfNode, testing::Values("7nm", "16nm", "28nm"));

TEST_P(AreaOfNode, GrowsWithEveryParameter) {
  const Technology node = technology(GetParam());
  const machine::Accelerator before;
  for (const auto& field : machine::kParameters) {
    machine::Accelerator after;
    field.set(&after.configuration, field.highest);
    EXPECT_GT(area(after, node).total(), area(before, node).total()) << field.name;
  }
}

// The defaults of Configuration are the baseline (configs/baselines/edge.json). Its published counterpart has
// to fit the largest area budget of the published protocol, 6.8 mm2.
TEST(AreaAt7nm, OfTheBaselineFitsTheLargestBudget) {
  const double mm2 = area(machine::Accelerator{}, technology("7nm")).total();
  EXPECT_GT(mm2, 5.8);
  EXPECT_LT(mm2, 6.8);
}

TEST(Area, ShrinksWithTheNode) {
  const machine::Accelerator baseline;
  EXPECT_LT(area(baseline, technology("7nm")).total(), area(baseline, technology("16nm")).total());
  EXPECT_LT(area(baseline, technology("16nm")).total(), area(baseline, technology("28nm")).total());
}

}  // namespace
}  // namespace apollo::cost
