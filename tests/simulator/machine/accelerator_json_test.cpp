// Configuration files.
#include <gtest/gtest.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "simulator/machine/accelerator.h"
#include "tests/files/error_of.h"

namespace apollo::machine {
namespace {

using nlohmann::json;
using testing::expect_contains;

const char* const kFile = "design.json";

json baseline() { return json::parse(to_json_text(Accelerator{})); }
Accelerator parse(const json& j) { return parse_accelerator(j.dump(), kFile); }

// The error of a file names the file, the key and the value.
void expect_error(const json& j, const std::string& key, const std::string& value) {
  const std::string error = testing::error_of([&] { parse(j); });
  expect_contains(error, kFile);
  expect_contains(error, key);
  expect_contains(error, value);
}

TEST(AcceleratorFile, RoundTripKeepsEveryParameterAndOverriddenConstant) {
  Accelerator a;
  a.configuration = {3, 5, 1 << 20, 7, 1 << 14, 128, 4096, 2048, 512, 12.5};
  EXPECT_EQ(parse_accelerator(to_json_text(a), kFile).configuration, a.configuration);
  EXPECT_EQ(to_json_text(a).find("constants"), std::string::npos);
  for (const auto& field : kConstants) field.set(&a.constants, field.default_value() + 1);
  EXPECT_EQ(parse_accelerator(to_json_text(a), kFile).constants, a.constants);
  EXPECT_EQ(json::parse(to_json_text(a)).at("constants").size(), std::size(kConstants));
}

TEST(AcceleratorFile, KeysHaveTheOrderOfTheTables) {
  Accelerator a;
  for (const auto& field : kConstants) field.set(&a.constants, field.highest);
  const auto written = nlohmann::ordered_json::parse(to_json_text(a));
  std::vector<std::string> keys, wanted;
  for (const auto& item : written.items()) keys.push_back(item.key());
  for (const auto& field : kParameters) wanted.push_back(field.name);
  wanted.push_back("constants");
  EXPECT_EQ(keys, wanted);
  keys.clear(), wanted.clear();
  for (const auto& item : written.at("constants").items()) keys.push_back(item.key());
  for (const auto& field : kConstants) wanted.push_back(field.name);
  EXPECT_EQ(keys, wanted);
}

TEST(AcceleratorFile, WritesOnlyTheConstantsThatDiffer) {
  Accelerator a;
  a.constants.clock_mhz += 100;
  EXPECT_EQ(json::parse(to_json_text(a)).at("constants"), (json{{"clock_mhz", a.constants.clock_mhz}}));
}

TEST(AcceleratorFile, ConstantsThatItLeavesOutHaveTheirDefaults) {
  EXPECT_EQ(parse(baseline()).constants, TemplateConstants{});
  json j = baseline();
  j["constants"]["clock_mhz"] = TemplateConstants{}.clock_mhz + 1;
  TemplateConstants expected;
  ++expected.clock_mhz;
  EXPECT_EQ(parse(j).constants, expected);
}

TEST(WithValues, KeepWhatTheyLeaveOut) {
  Accelerator a;
  a.configuration.pes_y = 7;
  a.constants.mac_ways = 8;
  const Accelerator b = with_values(a, {{"pes_x", 2}}, kFile);
  EXPECT_EQ(b.configuration.pes_x, 2);
  EXPECT_EQ(b.configuration.pes_y, 7);
  EXPECT_EQ(b.constants, a.constants);
}

TEST(WithValues, ConstantsStandAloneOrInTheirGroup) {
  Accelerator a;
  a.constants.mac_ways = 8;
  TemplateConstants expected = a.constants;
  expected.clock_mhz = 900;
  EXPECT_EQ(with_values(a, {{"constants", {{"clock_mhz", 900}}}}, kFile).constants, expected);
  EXPECT_EQ(with_values(a, {{"clock_mhz", 900}}, kFile).constants, expected);
  EXPECT_EQ(testing::error_of([&] {
              with_values(a, {{"clock_mhz", 900}, {"constants", {{"clock_mhz", 800}}}}, kFile);
            }),
            std::string(kFile) + ": constants.clock_mhz is 800; must be given once");
}

TEST(WithValues, FailLikeAFile) {
  const std::string range = testing::error_of([] { with_values({}, {{"pes_x", 0}}, kFile); });
  EXPECT_EQ(range, std::string(kFile) + ": pes_x is 0; must be an integer from 1 to 64");
  expect_contains(testing::error_of([] {
                    with_values({}, {{"pes_z", 1}}, kFile);
                  }),
                  "pes_z is not a known key of a configuration (did you mean pes_x?); must be one of: ");
  expect_contains(testing::error_of([] { with_values({}, 3, kFile); }), kFile);
}

TEST(AcceleratorFile, WhatItLeavesOutIsTheBaselines) {
  EXPECT_EQ(parse(json::object()).configuration, Configuration{});
  Configuration expected;
  expected.pes_y = 3;
  EXPECT_EQ(parse({{"pes_y", 3}}).configuration, expected);
}

TEST(AcceleratorFile, UnknownKeysAreNamed) {
  json j = baseline();
  j["pes_z"] = 4;
  expect_error(j, "pes_z", "not a known key");
  j = baseline();
  j["constants"]["clock_ghz"] = 1;
  expect_error(j, "clock_ghz", "not a known key");
}

TEST(AcceleratorFile, ParametersOutOfRange) {
  struct Bounds {
    const char* key;
    std::int64_t lowest, highest;
  };
  for (const Bounds& b :
       {Bounds{"pes_x", 1, 64}, Bounds{"pes_y", 1, 64}, Bounds{"pe_memory_bytes", 1 << 10, 1 << 30},
        Bounds{"cores_per_pe", 1, 64}, Bounds{"core_memory_bytes", 1 << 8, 1 << 30},
        Bounds{"compute_lanes", 1, 1024}, Bounds{"instruction_memory_entries", 1, 1 << 24},
        Bounds{"parameter_memory_entries", 1, 1 << 24}, Bounds{"activation_memory_entries", 1, 1 << 24}}) {
    json j = baseline();
    for (const std::int64_t allowed : {b.lowest, b.highest}) {
      j[b.key] = allowed;
      EXPECT_EQ(json::parse(to_json_text(parse(j))).at(b.key), allowed) << b.key;
    }
    for (const std::int64_t wrong : {b.lowest - 1, b.highest + 1}) {
      j[b.key] = wrong;
      expect_error(j, b.key, std::to_string(wrong));
    }
  }
  json j = baseline();
  for (const double allowed : {0.001, 10000.0}) {
    j["dram_bandwidth_gbps"] = allowed;
    EXPECT_EQ(parse(j).configuration.dram_bandwidth_gbps, allowed);
  }
  j["dram_bandwidth_gbps"] = 0.0005;
  expect_error(j, "dram_bandwidth_gbps", "0.0005");
  j["dram_bandwidth_gbps"] = 10001;
  expect_error(j, "dram_bandwidth_gbps", "10001");
}

TEST(AcceleratorFile, ConstantsOutOfRange) {
  for (const auto& field : kConstants) {
    json j = baseline();
    for (const double allowed : {field.lowest, field.highest}) {
      j["constants"] = {{field.name, static_cast<std::int64_t>(allowed)}};
      EXPECT_EQ(field.get(parse(j).constants), allowed) << field.name;
    }
    for (const double wrong : {field.lowest - 1, field.highest + 1}) {
      const auto value = static_cast<std::int64_t>(wrong);
      j["constants"] = {{field.name, value}};
      expect_error(j, std::string("constants.") + field.name, std::to_string(value));
    }
  }
}

TEST(AcceleratorFile, WrongTypes) {
  json j = baseline();
  j["pes_x"] = "four";
  expect_error(j, "pes_x", "four");
  j = baseline();
  j["pes_x"] = 4.5;
  expect_error(j, "pes_x", "4.5");
  j = baseline();
  j["constants"]["mac_ways"] = 0;
  expect_error(j, "constants.mac_ways", "0");
  j = baseline();
  j["constants"] = 3;
  expect_error(j, "constants", "3");
  expect_contains(testing::error_of([] { parse_accelerator("[]", kFile); }), kFile);
}

}  // namespace
}  // namespace apollo::machine
