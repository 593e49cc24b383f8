#include "simulator/cost/sram_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/files/error_of.h"

namespace apollo::cost {
namespace {

// Two rows, of which the first ends early.
nlohmann::json small_table() {
  return {{"name", "t"},
          {"source", "made up"},
          {"widths_bytes", {1, 4, 16}},
          {"rows",
           {{{"capacity_bytes", 1024},
             {"read_pj_per_byte", {8, 2}},
             {"write_pj_per_byte", {16, 4}},
             {"mm2_per_mib", {1, 3}},
             {"leakage_mw_per_mib", {1, 2}}},
            {{"capacity_bytes", 4096},
             {"read_pj_per_byte", {32, 8, 2}},
             {"write_pj_per_byte", {64, 16, 4}},
             {"mm2_per_mib", {1, 3, 9}},
             {"leakage_mw_per_mib", {4, 8, 16}}}}}};
}

SramTable table() { return SramTable::parse(small_table().dump(), "t.json"); }
std::string table_error(const nlohmann::json& json) {
  return testing::config_error([&] { SramTable::parse(json.dump(), "t.json"); });
}

TEST(SramTable, HasItsEntries) {
  EXPECT_DOUBLE_EQ(table().at(1024, 4).read_pj_per_byte, 2);
  EXPECT_DOUBLE_EQ(table().at(4096, 16).write_pj_per_byte, 4);
  EXPECT_DOUBLE_EQ(table().at(4096, 1).mm2_per_mib, 1);
  EXPECT_DOUBLE_EQ(table().at(4096, 4).leakage_mw_per_mib, 8);
}

TEST(SramTable, IsLinearBetweenLogarithms) {
  EXPECT_DOUBLE_EQ(table().at(1024, 2).read_pj_per_byte, 4);   // half way from 8 to 2
  EXPECT_DOUBLE_EQ(table().at(2048, 1).read_pj_per_byte, 16);  // from 8 to 32
  EXPECT_DOUBLE_EQ(table().at(2048, 2).read_pj_per_byte, 8);
}

TEST(SramTable, SmallerArraysCostWhatTheSmallestDoesAndLargerOnesMoreAndMore) {
  EXPECT_DOUBLE_EQ(table().at(16, 1).read_pj_per_byte, 8);
  EXPECT_DOUBLE_EQ(table().at(16384, 1).read_pj_per_byte, 128);
}

TEST(SramTable, WiderArraysCostWhatTheWidestOfTheirRowDoes) {
  EXPECT_DOUBLE_EQ(table().at(1024, 64).read_pj_per_byte, 2);
  EXPECT_DOUBLE_EQ(table().at(4096, 64).mm2_per_mib, 9);
}

TEST(SramTable, RefusesWhatIsNoTable) {
  EXPECT_EQ(table_error(small_table()), "");
  nlohmann::json json = small_table();
  json["widths_bytes"] = {4, 1};
  testing::expect_contains(table_error(json), "t.json: widths_bytes is [4,1]; must be growing");
  json = small_table();
  json["rows"][1]["capacity_bytes"] = 1024;
  testing::expect_contains(table_error(json), "rows[1].capacity_bytes is 1024");
  json = small_table();
  json["rows"][0]["mm2_per_mib"] = {1};
  testing::expect_contains(table_error(json), "rows[0].mm2_per_mib");
  json = small_table();
  json["rows"][0]["read_pj_per_byte"] = {8, 0};
  testing::expect_contains(table_error(json), "rows[0].read_pj_per_byte");
  json = small_table();
  json["rows"].erase(1);
  testing::expect_contains(table_error(json), "rows");
  json = small_table();
  json["rows"][0]["leakage"] = 1;
  testing::expect_contains(table_error(json), "rows[0].leakage is not a known key");
}

// What others read off CACTI 7 (itrs-lop, 32 nm), to the digits that they give.
TEST(CactiTable, GivesWhatCactiDoes) {
  const SramTable cacti = sram_table("cacti7_lop_32nm");
  struct Read {
    double kib, width, pj_per_byte;
  };
  for (const Read r : {Read{256, 4, 1.87}, {256, 16, 1.08}, {256, 128, 0.71}, {32, 8, 0.46}, {32, 64, 0.18}})
    EXPECT_NEAR(cacti.at(r.kib * 1024, r.width).read_pj_per_byte, r.pj_per_byte, 0.005) << r.kib << " KiB";
  EXPECT_NEAR(cacti.at(4096, 8).mm2_per_mib, 2.1, 0.05);
  EXPECT_NEAR(cacti.at(4096, 64).mm2_per_mib, 5.9, 0.06);
  EXPECT_NEAR(cacti.at(16384, 256).mm2_per_mib, 17, 0.5);
  EXPECT_NEAR(cacti.at(256 << 10, 64).leakage_mw_per_mib / 4, 31.5, 0.1) << "mW of 256 KiB";
}

}  // namespace
}  // namespace apollo::cost
