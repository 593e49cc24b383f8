#include "apollo/cli/timeline.h"

#include <nlohmann/json.hpp>

#include "apollo/cli/timeline_flows.h"
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

constexpr int kLayerTrack = machine::kUnits + 1;

int track_of(const Instruction& instruction) { return static_cast<int>(unit_of(instruction.opcode)) + 1; }

void append_track(int track, const std::string& name, int place, int process, ordered_json& events) {
  events.push_back(metadata("thread_name", process, track, name));
  events.push_back({{"name", "thread_sort_index"},
                    {"ph", "M"},
                    {"pid", process},
                    {"tid", track},
                    {"args", {{"sort_index", place}}}});
}

void append_layers(const designs::WorkloadResult& workload, int process, ordered_json& events) {
  const program::Program& program = *workload.program;
  const double mhz = program.accelerator.constants.clock_mhz;
  for (const LayerSpan& span : layer_spans(program, workload.events)) {
    const auto layer = static_cast<std::size_t>(span.layer);
    const bool is_known = layer < workload.layers.size();
    const std::int64_t cycles = span.cycles.end - span.cycles.start + 1;
    ordered_json args = {{"cycles", cycles}};
    if (is_known) {
      const designs::LayerResult& result = workload.layers[layer];
      args.update({{"type", result.type},
                   {"bound_by", result.bound_by},
                   {"utilization", result.utilization},
                   {"mapping", result.mapping}});
    }
    events.push_back({{"name", is_known ? workload.layers[layer].name : program.ops[span.op].op().name},
                      {"cat", "layer"},
                      {"ph", "X"},
                      {"pid", process},
                      {"tid", kLayerTrack},
                      {"ts", static_cast<double>(span.cycles.start) / mhz},
                      {"dur", static_cast<double>(cycles) / mhz},
                      {"args", args}});
  }
}

// Arrows from each load over its way to the PEs to the first compute that uses it.
void append_flows(const designs::WorkloadResult& workload, int process, ordered_json& events) {
  const program::Program& program = *workload.program;
  const double mhz = program.accelerator.constants.clock_mhz;
  for (const Flow& flow : flows_of(program)) {
    const auto append = [&](const char* phase, std::size_t index) {
      const Instruction& instruction = program.instructions[index];
      const Event busy = designs::occupation(instruction, workload.events[index], program.accelerator);
      // Inside the slice, which may begin where the one before it ends.
      const double middle = (static_cast<double>(busy.start) + 0.5) / mhz;
      events.push_back({{"name", to_string(program.instructions[flow.load].operand)},
                        {"cat", "data"},
                        {"ph", phase},
                        {"id", std::to_string(process) + "." + std::to_string(flow.load)},
                        {"pid", process},
                        {"tid", track_of(instruction)},
                        {"ts", middle},
                        {"args", {{"instruction", index}}}});
      if (*phase == 'f') events.back()["bp"] = "e";
    };
    append("s", flow.load);
    append("t", flow.delivery);
    append("f", flow.use);
  }
}

void append(const designs::WorkloadResult& workload, int process, ordered_json& events) {
  const program::Program& program = *workload.program;
  events.push_back(metadata("process_name", process, 0, workload.name));
  append_track(kLayerTrack, "layers", -1, process, events);
  for (int u = 0; u < machine::kUnits; ++u)
    append_track(u + 1, to_string(static_cast<Unit>(u)), u, process, events);
  append_layers(workload, process, events);
  const double mhz = program.accelerator.constants.clock_mhz;
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    const Event busy = designs::occupation(instruction, workload.events[i], program.accelerator);
    events.push_back({{"name", program.ops[instruction.op].op().name + " " + tile_name(instruction.tile)},
                      {"cat", to_string(instruction.opcode)},
                      {"ph", "X"},
                      {"pid", process},
                      {"tid", track_of(instruction)},
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
  append_flows(workload, process, events);
}

}  // namespace

std::string timeline_json(const std::vector<designs::WorkloadResult>& workloads) {
  ordered_json events = ordered_json::array();
  for (std::size_t i = 0; i < workloads.size(); ++i) append(workloads[i], static_cast<int>(i) + 1, events);
  return ordered_json{{"displayTimeUnit", "ns"}, {"traceEvents", events}}.dump() + "\n";
}

}  // namespace apollo::cli
