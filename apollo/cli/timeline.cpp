#include "apollo/cli/timeline.h"

#include <nlohmann/json.hpp>

#include "apollo/designs/occupation.h"

namespace apollo::cli {
namespace {

using machine::Unit;
using nlohmann::ordered_json;
using program::Instruction;
using simulator::Event;

std::string tile_name(const program::Tile& t) {
  const auto n = [](int value) { return std::to_string(value); };
  return "y" + n(t.y) + " x" + n(t.x) + " g" + n(t.g) + " k" + n(t.k) + " c" + n(t.c);
}

ordered_json metadata(const char* what, int process, int thread, const std::string& name) {
  return {{"name", what}, {"ph", "M"}, {"pid", process}, {"tid", thread}, {"args", {{"name", name}}}};
}

void append(const designs::WorkloadResult& workload, int process, ordered_json& events) {
  const program::Program& program = *workload.program;
  events.push_back(metadata("process_name", process, 0, workload.name));
  for (int u = 0; u < machine::kUnits; ++u) {
    events.push_back(metadata("thread_name", process, u + 1, to_string(static_cast<Unit>(u))));
    events.push_back({{"name", "thread_sort_index"},
                      {"ph", "M"},
                      {"pid", process},
                      {"tid", u + 1},
                      {"args", {{"sort_index", u}}}});
  }
  const double mhz = program.accelerator.constants.clock_mhz;
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    const Event busy = designs::occupation(instruction, workload.events[i], program.accelerator);
    events.push_back({{"name", program.ops[instruction.op].op().name + " " + tile_name(instruction.tile)},
                      {"cat", to_string(instruction.opcode)},
                      {"ph", "X"},
                      {"pid", process},
                      {"tid", static_cast<int>(unit_of(instruction.opcode)) + 1},
                      {"ts", static_cast<double>(busy.start) / mhz},
                      {"dur", static_cast<double>(busy.end - busy.start + 1) / mhz},
                      {"args",
                       {{"instruction", i},
                        {"opcode", to_string(instruction.opcode)},
                        {"start_cycle", workload.events[i].start},
                        {"end_cycle", workload.events[i].end},
                        {"bytes", instruction.bytes},
                        {"dram_bytes", instruction.dram_bytes}}}});
  }
}

}  // namespace

std::string timeline_json(const std::vector<designs::WorkloadResult>& workloads) {
  ordered_json events = ordered_json::array();
  for (std::size_t i = 0; i < workloads.size(); ++i) append(workloads[i], static_cast<int>(i) + 1, events);
  return ordered_json{{"displayTimeUnit", "ns"}, {"traceEvents", events}}.dump() + "\n";
}

}  // namespace apollo::cli
