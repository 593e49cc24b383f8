#include "apollo/cli/evaluation_text.h"

#include <algorithm>

#include "apollo/cli/network_comparison.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

std::string area_text(const cost::AreaBreakdown& area) {
  TextTable table({{"area", Align::left}, {"mm2"}, {"share"}});
  for (const auto& [name, mm2] : designs::named(area))
    table.row({name, designs::significant(mm2), designs::percent(mm2 / area.total())});
  table.row({"total", designs::significant(area.total()), ""});
  return table.text();
}

std::string workloads_text(const designs::Evaluation& e) {
  const bool weighted = std::any_of(e.workloads.begin(), e.workloads.end(),
                                    [](const designs::WorkloadResult& w) { return w.weight != 1; });
  std::vector<TextTable::Column> columns = {{"workload", Align::left}};
  if (weighted) columns.push_back({"weight"});
  for (const char* title : {"cycles", "latency ms", "inferences/s", "chip mJ", "DRAM mJ", "power W",
                            "utilization", "DRAM bytes", "MACs", "parameters"})
    columns.push_back({title});
  TextTable table(columns);
  for (const designs::WorkloadResult& w : e.workloads) {
    std::vector<std::string> cells = {shown_name(w)};
    if (weighted) cells.push_back(designs::plain(w.weight));
    for (const std::string& cell :
         {std::to_string(w.cycles), designs::significant(w.latency_ms),
          designs::significant(w.throughput_per_s), designs::significant(w.energy_mj.chip()),
          designs::significant(w.energy_mj.dram), designs::significant(w.power_w),
          designs::percent(w.utilization), std::to_string(w.dram_bytes), std::to_string(w.macs),
          std::to_string(w.parameters)})
      cells.push_back(cell);
    table.row(cells);
  }
  return table.text();
}

// What the figures above have in them and what not.
std::string first_inference_text(const designs::Evaluation& e) {
  TextTable table({{"first inference", Align::left},
                   {"pinned bytes"},
                   {"latency ms"},
                   {"chip mJ"},
                   {"DRAM mJ"},
                   {"DRAM bytes"}});
  for (const designs::WorkloadResult& w : e.workloads) {
    if (!w.first) continue;
    table.row({shown_name(w), std::to_string(w.pinned_bytes), designs::significant(w.first->latency_ms),
               designs::significant(w.first->energy_mj.chip()), designs::significant(w.first->energy_mj.dram),
               std::to_string(w.first->dram_bytes)});
  }
  const int batch = e.workloads[0].batch;
  const std::string of_batch =
      batch == 1 ? "" : ", which is that of " + std::to_string(batch) + " inferences one after the other";
  return wrapped("host and driver take " + designs::significant(e.workloads[0].overhead_ms) +
                 " ms of each latency" + of_batch +
                 "; steady state: pinned weights are on the chip already\n\n") +
         table.text();
}

std::string layers_text(const designs::WorkloadResult& w) {
  TextTable table({{"layer", Align::left},
                   {"type", Align::left},
                   {"MACs"},
                   {"cycles"},
                   {"utilization"},
                   {"bound by", Align::left},
                   {"DRAM bytes"},
                   {"mapping", Align::left}});
  for (const designs::LayerResult& l : w.layers) {
    if (l.mapping.empty()) {
      table.row({l.name, l.type, "", "", "", "", "",
                 l.fused_into.empty() ? "no work" : "fused into " + l.fused_into});
    } else {
      table.row({l.name, l.type, std::to_string(l.macs), std::to_string(l.cycles),
                 designs::percent(l.utilization), l.bound_by, std::to_string(l.dram_bytes), l.mapping});
    }
  }
  return shown_name(w) + "\n" + table.text(2);
}

std::string functional_text(const designs::WorkloadResult& w) {
  return w.name + ": " + std::to_string(w.functional->values) + " values, " +
         std::to_string(w.functional->mismatches) + " differ from the reference\n";
}

}  // namespace

std::string infeasible_line(const designs::Evaluation& e) {
  const std::string& where = e.infeasible_workload;
  return "infeasible" + (where.empty() ? "" : " on " + where) + ": " + describe(*e.infeasible) + "\n";
}

std::string to_text(const designs::Evaluation& e, const machine::Accelerator& accelerator,
                    const std::optional<std::string>& baseline_failure, const designs::Scoring& scoring,
                    bool per_layer) {
  std::string text =
      wrapped(designs::describe(accelerator.configuration) + "\n\n") + area_text(e.area_mm2) + "\n";
  if (!e.workloads.empty()) text += workloads_text(e) + first_inference_text(e) + "\n";
  for (const designs::WorkloadResult& w : e.workloads) {
    if (per_layer) text += layers_text(w) + "\n";
    if (w.functional) text += functional_text(w) + "\n";
  }
  if (!e.feasible) return text + styled(Style::bad, wrapped(infeasible_line(e)));
  const std::string feasible = "feasible";
  text += styled(Style::good, feasible);
  if (baseline_failure) return text + wrapped("\nno reward: " + *baseline_failure + "\n");
  const std::string unit = scoring.is_relative ? "" : " " + reward_unit(scoring);
  const auto named = [](const auto& reward) {
    return reward.first + " " + designs::significant(reward.second);
  };
  const std::string line =
      wrapped(feasible + ", reward " + designs::significant(e.reward) + unit + " (" +
              (e.rewards.empty() ? scoring.objectives[0] : files::join(e.rewards, ", ", named)) +
              (scoring.is_relative ? ", baseline 1" : ", no baseline") + ")\n");
  return text + line.substr(feasible.size());
}

}  // namespace apollo::cli
