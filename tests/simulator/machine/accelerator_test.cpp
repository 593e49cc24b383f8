// Configuration files, and the numbers that follow from a design.
#include "simulator/machine/accelerator.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

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
  testing::expect_contains(error, kFile);
  testing::expect_contains(error, key);
  testing::expect_contains(error, value);
}

TEST(AcceleratorFile, RoundTripKeepsEveryParameterAndOverriddenConstant) {
  Accelerator a;
  a.configuration = {3, 5, 1 << 20, 7, 1 << 14, 128, 4096, 2048, 512, 12.5};
  EXPECT_EQ(parse_accelerator(to_json_text(a), kFile).configuration, a.configuration);
  EXPECT_EQ(to_json_text(a).find("constants"), std::string::npos);
  int value = 1;  // a different, allowed one for every constant
  TemplateConstants& k = a.constants;
  for (int* field : {&k.clock_mhz, &k.mac_ways, &k.instruction_entry_bytes, &k.parameter_entry_bytes,
                     &k.activation_entry_bytes, &k.instruction_fetch_cycles, &k.unit_queue_entries,
                     &k.network_base_latency_cycles, &k.network_hop_cycles, &k.dram_latency_cycles,
                     &k.dram_burst_bytes, &k.dram_outstanding_requests, &k.pe_memory_read_bytes,
                     &k.pe_memory_write_bytes, &k.compute_startup_cycles})
    *field = 20 + value++;
  EXPECT_EQ(parse_accelerator(to_json_text(a), kFile).constants, k);
  EXPECT_EQ(json::parse(to_json_text(a)).at("constants").size(), 15U);
}

TEST(SetParameter, SetsWhatAFileSets) {
  const json design = baseline();
  for (const auto& item : design.items()) {
    json file = design;
    file[item.key()] = 2 * item.value().get<int>();
    Configuration c;
    EXPECT_TRUE(set_parameter(item.key(), file.at(item.key()), &c)) << item.key();
    EXPECT_EQ(c, parse(file).configuration) << item.key();
    EXPECT_FALSE(c == Configuration()) << item.key();
  }
  Configuration c;
  EXPECT_FALSE(set_parameter("pes_z", 4, &c));
  EXPECT_EQ(c, Configuration());
}

TEST(AcceleratorFile, WritesOnlyTheConstantsThatDiffer) {
  Accelerator a;
  a.constants.clock_mhz += 100;
  EXPECT_EQ(json::parse(to_json_text(a)).at("constants"), (json{{"clock_mhz", a.constants.clock_mhz}}));
}

TEST(AcceleratorFile, TemplateFileEqualsTheDefaults) {
  // What a file without constants gets comes from configs/template.json.
  EXPECT_EQ(parse(baseline()).constants, TemplateConstants{});
}

TEST(AcceleratorFile, EveryParameterIsNeeded) {
  const json complete = baseline();
  for (const auto& [key, value] : complete.items()) {
    json j = complete;
    j.erase(key);
    expect_error(j, key, "missing");
  }
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
  j["dram_bandwidth_gbps"] = 0.0005;
  expect_error(j, "dram_bandwidth_gbps", "0.0005");
  j["dram_bandwidth_gbps"] = 10001;
  expect_error(j, "dram_bandwidth_gbps", "10001");
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
  testing::expect_contains(testing::error_of([] { parse_accelerator("[]", kFile); }), kFile);
}

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
