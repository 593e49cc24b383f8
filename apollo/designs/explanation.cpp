#include "apollo/designs/explanation.h"

#include <algorithm>
#include <cmath>

#include "apollo/designs/number_text.h"
#include "files/join.h"

namespace apollo::designs {
namespace {

constexpr std::size_t kLargestParts = 3;  // that are named

std::string whole(double value) { return significant(std::ceil(value), 1); }

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
  result.cycles = w.cycles;
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

std::string advice(const machine::Infeasible& i, const Evaluation& e, const machine::Accelerator& a) {
  using Reason = machine::Infeasible::Reason;
  const std::string layer = "layer " + i.layer;
  switch (i.reason) {
    case Reason::area:
      return "Shrink the chip by " + significant(i.needed - i.available, 3) + " mm2; its largest parts are " +
             largest_parts(e.area_mm2) + ".";
    case Reason::pe_memory:
      return "Set pe_memory_bytes to at least " + whole(i.needed) + ", which the smallest tiles of " + layer +
             " take, or spread the layer over more PEs (pes_x, pes_y).";
    case Reason::core_memory:
      return "Set core_memory_bytes to at least " + whole(i.needed) + ", which the smallest weight tile of " +
             layer + " takes, or spread the layer over more cores or PEs (cores_per_pe, pes_x, pes_y).";
    case Reason::parameter_memory:
      return "Set parameter_memory_entries to at least " +
             whole(i.needed / a.constants.parameter_entry_bytes) + ", which the smallest weight tile of " +
             layer + " takes.";
    case Reason::activation_memory:
      return "Set activation_memory_entries to at least " +
             whole(i.needed / a.constants.activation_entry_bytes) + ", which the smallest tile of " + layer +
             " takes.";
    case Reason::instruction_memory:
      return "Set instruction_memory_entries to at least " + whole(i.needed) +
             ", or make tiles coarser with larger pe_memory_bytes, core_memory_bytes, "
             "parameter_memory_entries or "
             "activation_memory_entries.";
    case Reason::latency:
      return "Make it faster by a factor of " + significant(i.needed / i.available, 3) +
             "; without --latency this command shows what bounds each layer.";
    case Reason::power:
      return "Save " + significant(i.needed - i.available, 3) +
             " W; without --power, evaluate --json shows what takes the energy (energy_breakdown_mj).";
  }
  return "";
}

}  // namespace apollo::designs
