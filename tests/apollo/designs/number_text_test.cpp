#include "apollo/designs/number_text.h"

#include <gtest/gtest.h>

namespace apollo::designs {
namespace {

double sum(const Parts& parts) {
  double total = 0;
  for (const auto& [name, value] : parts) total += value;
  return total;
}

TEST(Significant, HasSoManyDigitsAndNoExponentInTheMiddle) {
  EXPECT_EQ(significant(0.012344), "0.01234");
  EXPECT_EQ(significant(1.2345678), "1.235");
  EXPECT_EQ(significant(12345678), "12345678");
  EXPECT_EQ(significant(1.5, 1), "2");
  EXPECT_EQ(significant(0), "0.000");
  EXPECT_EQ(significant(1e-10), "1e-10");
  EXPECT_EQ(significant(1e15), "1e+15");
}

TEST(Plain, LosesNothing) {
  for (const double value : {30.0, 0.1, 1.0 / 3, 1e300}) EXPECT_EQ(std::stod(plain(value)), value);
  EXPECT_EQ(plain(30), "30");
  EXPECT_EQ(plain(0.1), "0.1");
}

TEST(Percent, HasOneDecimal) { EXPECT_EQ(percent(0.1234), "12.3 %"); }

TEST(SkippedShare, IsNotToldWhereItIsNotKnown) {
  EXPECT_EQ(skipped_share_text(0.1234), ": 12.3 % of its elements");
  EXPECT_EQ(skipped_share_text(0), "");
}

TEST(Bytes, AreWholeUnitsWhereExact) {
  EXPECT_EQ(bytes(1000), "1000 B");
  EXPECT_EQ(bytes(256 * 1024), "256 KiB");
  EXPECT_EQ(bytes(3 * 1024 * 1024), "3 MiB");
  EXPECT_EQ(bytes(1024 + 1), "1025 B");
}

TEST(Named, PartsAddUpToTheTotal) {
  cost::AreaBreakdown area;
  double value = 1;
  for (double* part : {&area.pe_memories, &area.core_memories, &area.instruction_memory,
                       &area.parameter_memory, &area.activation_memory, &area.macs, &area.control,
                       &area.network, &area.uncore, &area.dram_interface})
    *part = value *= 2;  // powers of two: a part that is missing or there twice changes the sum
  EXPECT_EQ(sum(named(area)), area.total());
  cost::EnergyBreakdown energy;
  for (double* part : {&energy.macs, &energy.core_memories, &energy.pe_memories, &energy.staging_memories,
                       &energy.instruction, &energy.network, &energy.dram, &energy.leakage})
    *part = value *= 2;
  EXPECT_EQ(sum(named(energy)), energy.total());
}

TEST(Describe, IsTheArrayThenItsParts) {
  machine::Configuration c;
  c.pes_x = 8;
  c.pes_y = 1;
  c.cores_per_pe = 1;
  EXPECT_EQ(array_text(c), "8 x 1 PEs");
  EXPECT_EQ(describe(c), array_text(c) + ", " + parts_text(c));
  EXPECT_NE(parts_text(c).find("; 1 core per PE, "), std::string::npos);
  c.cores_per_pe = 2;
  EXPECT_NE(parts_text(c).find("; 2 cores per PE, "), std::string::npos);
}

}  // namespace
}  // namespace apollo::designs
