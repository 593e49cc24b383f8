#include "simulator/machine/configuration.h"

#include <gtest/gtest.h>

#include "simulator/machine/accelerator.h"

namespace apollo::machine {
namespace {

TEST(Configuration, DefaultsAreTheBaseline) {
  EXPECT_EQ(read_accelerator(APOLLO_SOURCE "/configs/baselines/edge.json").configuration, Configuration{});
}

TEST(Configuration, ADifferenceInAnyParameterCounts) {
  for (const auto& field : kParameters) {
    Configuration c;
    field.set(&c, field.default_value() + 1);
    EXPECT_FALSE(c == Configuration{}) << field.name;
  }
  EXPECT_TRUE(Configuration{} == Configuration{});
}

TEST(Configuration, DefaultsAreInRange) {
  for (const auto& field : kParameters) {
    EXPECT_LE(field.lowest, field.default_value()) << field.name;
    EXPECT_LE(field.default_value(), field.highest) << field.name;
  }
}

TEST(SetParameter, SetsTheMemberOfThatName) {
  Configuration expected, c;
  expected.pes_y = 9;
  expected.core_memory_bytes = 1 << 29;
  expected.dram_bandwidth_gbps = 2.5;
  EXPECT_TRUE(set_parameter("pes_y", 9, &c));
  EXPECT_TRUE(set_parameter("core_memory_bytes", 1 << 29, &c));
  EXPECT_TRUE(set_parameter("dram_bandwidth_gbps", 2.5, &c));
  EXPECT_EQ(c, expected);
}

TEST(SetParameter, OfAnotherNameChangesNothing) {
  Configuration c;
  EXPECT_FALSE(set_parameter("pes_z", 4, &c));
  EXPECT_FALSE(set_parameter("clock_mhz", 4, &c));
  EXPECT_EQ(c, Configuration{});
}

}  // namespace
}  // namespace apollo::machine
