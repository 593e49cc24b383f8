#include "apollo/designs/explanation.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "apollo/designs/number_text.h"
#include "files/join.h"

namespace apollo::designs {
namespace {

constexpr std::size_t kLargestParts = 3;  // that are named

std::string whole(double value) { return significant(std::ceil(value), 1); }

// What gives a design more of a memory, and how advice about it goes on.
struct Memory {
  machine::Infeasible::Reason reason;
  decltype(machine::Field<machine::Configuration>::member) parameter;
  int machine::TemplateConstants::*
      entry_bytes;        // of the parameter's entries; null: it counts what `needed` does
  const char* purpose;    // before the layer's name
  const char* of_design;  // instead, of a shortage that no layer makes; null: there is none
  const char* or_else;
};

constexpr Memory kMemories[] = {
    {machine::Infeasible::Reason::pe_memory, &machine::Configuration::pe_memory_bytes, nullptr,
     "for the smallest tiles of", "for arrays of enough words behind its port",
     ", or spread the layer over more PEs (pes_x, pes_y)"},
    {machine::Infeasible::Reason::core_memory, &machine::Configuration::core_memory_bytes, nullptr,
     "for the smallest weight tile of", "for arrays of enough words behind a port for all lanes",
     ", or spread the layer over more cores or PEs (cores_per_pe, pes_x, pes_y)"},
    {machine::Infeasible::Reason::parameter_memory, &machine::Configuration::parameter_memory_entries,
     &machine::TemplateConstants::parameter_entry_bytes, "for the smallest weight tile of",
     "for a queue for each PE column that covers the way there and back", ""},
    {machine::Infeasible::Reason::activation_memory, &machine::Configuration::activation_memory_entries,
     &machine::TemplateConstants::activation_entry_bytes, "for the smallest tile of",
     "for two queues for each PE row that cover the way there and back", ""},
    {machine::Infeasible::Reason::instruction_memory, &machine::Configuration::instruction_memory_entries,
     nullptr, "for the shortest program found, whose longest part is", nullptr,
     ", or make tiles coarser with larger pe_memory_bytes, core_memory_bytes, parameter_memory_entries "
     "or activation_memory_entries"},
};

// Null if something else than a memory is the reason.
const Memory* memory_of(machine::Infeasible::Reason reason) {
  const auto found = std::find_if(std::begin(kMemories), std::end(kMemories),
                                  [&](const Memory& memory) { return memory.reason == reason; });
  return found == std::end(kMemories) ? nullptr : found;
}

// The parameter's value that covers what is needed.
double covering(const Memory& memory, const machine::Infeasible& i, const machine::Accelerator& a) {
  return std::ceil(memory.entry_bytes ? i.needed / a.constants.*memory.entry_bytes : i.needed);
}

const machine::Field<machine::Configuration>& field_of(const Memory& memory) {
  const auto found = std::find_if(std::begin(machine::kParameters), std::end(machine::kParameters),
                                  [&](const auto& field) { return field.member == memory.parameter; });
  assert(found != std::end(machine::kParameters));
  return *found;
}

std::string memory_advice(const Memory& memory, const machine::Infeasible& i, const machine::Accelerator& a) {
  const double value = covering(memory, i, a);
  const std::string parameter = field_of(memory).name;
  const std::string begin = value <= field_of(memory).highest
                                ? "Set " + parameter + " to at least " + whole(value)
                                : "No " + parameter + " is enough, of which there are " +
                                      whole(field_of(memory).highest) + " at most: it would take " +
                                      whole(value);
  if (i.layer.empty()) return begin + ", " + memory.of_design + ".";
  return begin + ", " + memory.purpose + " layer " + i.layer + memory.or_else + ".";
}

// The largest parts of the area, which are worth shrinking.
std::string largest_parts(const cost::AreaBreakdown& area) {
  Parts parts = named(area);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  parts.resize(kLargestParts);
  return files::join(
      parts, ", ", [](const auto& part) { return part.first + " " + significant(part.second, 3) + " mm2"; });
}

}  // namespace

Explanation explanation_of(const WorkloadResult& w) {
  Explanation result;
  result.workload = w.name;
  result.skipped = w.skipped;
  result.skipped_share = w.skipped_share;
  result.cycles = w.cycles;
  result.batch = w.batch;
  result.overhead_ms = w.overhead_ms;
  result.latency_ms = w.latency_ms;
  result.pinned_bytes = w.pinned_bytes;
  result.first = w.first;
  result.energy_mj = w.energy_mj;
  result.bound = w.bound;
  result.parts = w.parts;
  const auto busy = [&](machine::Unit unit) {
    return static_cast<double>(w.counters.units[static_cast<std::size_t>(unit)].busy) /
           static_cast<double>(w.cycles);
  };
  result.array_busy = busy(machine::Unit::array);
  result.dram_busy = busy(machine::Unit::dma);
  for (const LayerResult& layer : w.layers) {
    if (layer.cycles == 0) continue;
    const double share = static_cast<double>(layer.cycles) / static_cast<double>(w.cycles);
    result.bound_by[layer.bound_by] += share;
    result.layers.push_back({layer, share});
  }
  std::stable_sort(result.layers.begin(), result.layers.end(),
                   [](const LayerShare& a, const LayerShare& b) { return a.layer.cycles > b.layer.cycles; });
  return result;
}

machine::Infeasible largest_shortage(const DesignEvaluator& designs, machine::Accelerator accelerator,
                                     const machine::Infeasible& first) {
  machine::Infeasible shortage = first;
  const Memory* memory = memory_of(first.reason);
  if (!memory) return shortage;
  EvaluationOptions options;
  options.layers = false;
  for (double last = 0;;) {
    const double value = covering(*memory, shortage, accelerator);
    if (value <= last || value > field_of(*memory).highest) return shortage;
    last = value;
    field_of(*memory).set(&accelerator.configuration, value);
    const Evaluation e = designs.evaluate(accelerator, options);
    if (!e.infeasible || e.infeasible->reason != first.reason) return shortage;
    shortage = *e.infeasible;
  }
}

std::string advice(const machine::Infeasible& i, const Evaluation& e, const machine::Accelerator& a) {
  using Reason = machine::Infeasible::Reason;
  if (const Memory* memory = memory_of(i.reason)) return memory_advice(*memory, i, a);
  switch (i.reason) {
    case Reason::area:
    case Reason::reticle:
      return "Shrink the chip by " + significant(i.needed - i.available, 3) + " mm2; its largest parts are " +
             largest_parts(e.area_mm2) + ".";
    case Reason::latency:
      return "Make it faster by a factor of " + significant(i.needed / i.available, 3) +
             "; without --latency this command shows what bounds each layer.";
    case Reason::power:
      return "Save " + significant(i.needed - i.available, 3) +
             " W; without --power this command shows what takes the energy.";
    default:
      return "";
  }
}

}  // namespace apollo::designs
