#include "apollo/cli/explanation.h"

#include <algorithm>
#include <cmath>

#include "apollo/designs/figures.h"

namespace apollo::cli {
namespace {

std::string whole(double value) { return designs::significant(std::ceil(value), 1); }

// The largest parts of the area, which are worth shrinking.
std::string largest_parts(const cost::AreaBreakdown& area) {
  designs::Figures parts = designs::named(area);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < 3; ++i) {
    text += (i == 0 ? "" : ", ") + parts[i].first + " " + designs::significant(parts[i].second, 3) + " mm2";
  }
  return text;
}

}  // namespace

Explanation explanation_of(const designs::WorkloadReport& w) {
  Explanation result;
  result.workload = w.name;
  result.skipped = w.skipped;
  result.cycles = w.cycles;
  const auto busy = [&](machine::Unit unit) {
    return double(w.counters.units[static_cast<std::size_t>(unit)].busy) / double(w.cycles);
  };
  result.array_busy = busy(machine::Unit::array);
  result.dram_busy = busy(machine::Unit::dma);
  for (const designs::LayerReport& layer : w.layers) {
    if (layer.cycles == 0) continue;
    const double share = double(layer.cycles) / double(w.cycles);
    result.bound_by[layer.bound_by] += share;
    result.layers.push_back({layer, share});
  }
  std::stable_sort(result.layers.begin(), result.layers.end(),
                   [](const LayerShare& a, const LayerShare& b) { return a.layer.cycles > b.layer.cycles; });
  return result;
}

std::string advice(const machine::Infeasible& i, const designs::Evaluation& e,
                   const machine::Accelerator& a) {
  using Reason = machine::Infeasible::Reason;
  const std::string layer = "layer " + i.layer;
  switch (i.reason) {
    case Reason::area:
      return "Shrink the chip by " + designs::significant(i.needed - i.available, 3) +
             " mm2; its largest parts are " + largest_parts(e.area_mm2) + ".";
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
      return "Make it faster by a factor of " + designs::significant(i.needed / i.available, 3) +
             "; without --latency this command shows what bounds each layer.";
    case Reason::power:
      return "Save " + designs::significant(i.needed - i.available, 3) +
             " W; without --power, evaluate --json shows what takes the energy (energy_breakdown_mj).";
  }
  return "";
}

}  // namespace apollo::cli
