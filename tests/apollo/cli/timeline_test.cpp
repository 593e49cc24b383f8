#include "apollo/cli/timeline.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

namespace apollo::cli {
namespace {

using nlohmann::json;
using program::Opcode;

// One instruction of the array, which is busy from start to end.
designs::WorkloadResult workload(const std::string& name, const simulator::Event& event, int clock_mhz) {
  auto program = std::make_shared<program::Program>();
  program->accelerator.constants.clock_mhz = clock_mhz;
  program::Op op;
  op.name = "convolution";
  program->ops.push_back({program::LoopNest(op, program::Mapping(), program->accelerator)});
  program::Instruction compute;
  compute.opcode = Opcode::compute;
  compute.tile.k = 3;
  program->instructions = {compute};
  designs::WorkloadResult result;
  result.name = name;
  result.program = std::move(program);
  result.events = {event};
  return result;
}

// Its events of that phase: "M" metadata, "X" what ran.
std::vector<json> events_of(const std::string& text, const std::string& phase) {
  std::vector<json> events;
  const json timeline = json::parse(text);
  for (const json& event : timeline.at("traceEvents"))
    if (event.at("ph") == phase) events.push_back(event);
  return events;
}

TEST(Timeline, IsInMicroseconds) {
  constexpr int kMhz = 500;
  const auto ran = events_of(timeline_json({workload("net", {1000, 1999}, kMhz)}), "X");
  ASSERT_EQ(ran.size(), 2U);
  EXPECT_EQ(ran[0].at("ts"), 0);  // the layer, from the beginning
  EXPECT_EQ(ran[0].at("dur"), (1999.0 + 1) / kMhz);
  EXPECT_EQ(ran[1].at("ts"), 1000.0 / kMhz);
  EXPECT_EQ(ran[1].at("dur"), (1999.0 - 1000 + 1) / kMhz);
  EXPECT_EQ(ran[1].at("args").at("start_cycle"), 1000);
  EXPECT_EQ(ran[1].at("args").at("end_cycle"), 1999);
}

TEST(Timeline, NamesOpAndTile) {
  const auto ran = events_of(timeline_json({workload("net", {0, 9}, 800)}), "X");
  EXPECT_EQ(ran.at(0).at("name"), "convolution");
  EXPECT_EQ(ran.at(0).at("cat"), "layer");
  EXPECT_EQ(ran.at(1).at("name"), "convolution y0 x0 g0 k3 c0");
  EXPECT_EQ(ran.at(1).at("cat"), to_string(Opcode::compute));
}

TEST(Timeline, HasAProcessForEachWorkloadAndATrackForEachUnit) {
  const std::string text = timeline_json({workload("a", {0, 9}, 800), workload("b", {5, 6}, 800)});
  std::map<std::string, json> processes, tracks_of_b;
  for (const json& m : events_of(text, "M")) {
    if (m.at("name") == "process_name") processes[m.at("args").at("name")] = m.at("pid");
    if (m.at("name") == "thread_name" && m.at("pid") == 2) tracks_of_b[m.at("args").at("name")] = m.at("tid");
  }
  EXPECT_EQ(processes, (std::map<std::string, json>{{"a", 1}, {"b", 2}}));
  EXPECT_EQ(tracks_of_b.size(), static_cast<std::size_t>(machine::kUnits) + 1);
  const auto ran = events_of(text, "X");
  ASSERT_EQ(ran.size(), 4U);
  EXPECT_EQ(ran[2].at("pid"), processes.at("b"));
  EXPECT_EQ(ran[2].at("tid"), tracks_of_b.at("layers"));
  EXPECT_EQ(ran[3].at("pid"), processes.at("b"));
  EXPECT_EQ(ran[3].at("tid"), tracks_of_b.at(to_string(machine::Unit::array)));
}

}  // namespace
}  // namespace apollo::cli
