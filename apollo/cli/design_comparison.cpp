#include "apollo/cli/design_comparison.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "apollo/cli/evaluation_text.h"
#include "apollo/cli/network_comparison.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/results.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

using designs::Evaluation;
using designs::significant;
using designs::WorkloadResult;

using Designs = std::vector<EvaluatedDesign>;

TextTable table_of(const std::string& title, const Designs& designs) {
  std::vector<TextTable::Column> columns = {{title, Align::left}};
  for (const EvaluatedDesign& design : designs) columns.push_back({design.given.name});
  return TextTable(columns);
}

void add_row(TextTable& table, const std::string& what, const Designs& designs,
             const std::function<std::string(const EvaluatedDesign&)>& text) {
  std::vector<std::string> cells = {what};
  for (const EvaluatedDesign& design : designs) cells.push_back(text(design));
  table.row(cells);
}

// A row for each value in which any two differ.
void add_differences(TextTable& table, const Designs& designs) {
  const auto values_of = [](const EvaluatedDesign& design) { return values_by_name(design.given.design); };
  const auto first = values_of(designs.front());
  for (const auto& item : first.items()) {
    const std::string& name = item.key();
    const auto is_same = [&](const EvaluatedDesign& d) { return values_of(d).at(name) == item.value(); };
    if (std::all_of(designs.begin(), designs.end(), is_same)) continue;
    add_row(table, name, designs,
            [&](const EvaluatedDesign& d) { return designs::value_text(values_of(d).at(name)); });
  }
}

std::string reward_text(const Evaluation& e) {
  return !e.feasible || std::isnan(e.reward) ? "-" : significant(e.reward);
}

std::string network_text(const Designs& designs, std::size_t network) {
  const auto result_of = [&](const EvaluatedDesign& design) -> const WorkloadResult* {
    const auto& workloads = design.evaluation.workloads;
    return network < workloads.size() ? &workloads[network] : nullptr;
  };
  std::string name;
  for (const EvaluatedDesign& design : designs)
    if (name.empty() && result_of(design)) name = shown_name(*result_of(design));
  TextTable table = table_of(name, designs);
  const auto add = [&](const std::string& what, const std::function<std::string(const WorkloadResult&)>& of) {
    add_row(table, what, designs, [&](const EvaluatedDesign& design) {
      const WorkloadResult* result = result_of(design);
      return result ? of(*result) : "-";
    });
  };
  add("cycles", [](const WorkloadResult& w) { return std::to_string(w.cycles); });
  add("latency ms", [](const WorkloadResult& w) { return significant(w.latency_ms); });
  add("inferences/s", [](const WorkloadResult& w) { return significant(w.throughput_per_s); });
  add("chip mJ", [](const WorkloadResult& w) { return significant(w.energy_mj.chip()); });
  add("DRAM mJ", [](const WorkloadResult& w) { return significant(w.energy_mj.dram); });
  add("power W", [](const WorkloadResult& w) { return significant(w.power_w); });
  add("utilization", [](const WorkloadResult& w) { return designs::percent(w.utilization); });
  return table.text();
}

std::size_t networks_of(const Designs& designs) {
  std::size_t networks = 0;
  for (const EvaluatedDesign& design : designs)
    networks = std::max(networks, design.evaluation.workloads.size());
  return networks;
}

}  // namespace

std::string comparison_text(const Designs& designs, const std::string& reward_unit) {
  TextTable table = table_of("design", designs);
  add_differences(table, designs);
  add_row(table, "area mm2", designs,
          [](const EvaluatedDesign& design) { return significant(design.evaluation.area_mm2.total()); });
  add_row(table, "reward " + reward_unit, designs,
          [](const EvaluatedDesign& design) { return reward_text(design.evaluation); });
  std::string text = table.text();
  for (std::size_t network = 0; network < networks_of(designs); ++network)
    text += "\n" + network_text(designs, network);
  const char* separator = "\n";
  for (const EvaluatedDesign& design : designs) {
    if (design.evaluation.feasible) continue;
    text += separator + wrapped(design.given.name + ": " + infeasible_line(design.evaluation));
    separator = "";
  }
  return text;
}

std::string comparison_csv(const Designs& designs) {
  static const std::vector<std::string> columns = {
      "design",         "feasible",       "reason",  "reward",      "area_mm2",         "network",
      "weight",         "cycles",         "batch",   "latency_ms",  "inferences_per_s", "energy_mj",
      "chip_energy_mj", "dram_energy_mj", "power_w", "utilization", "dram_bytes"};
  std::string text = files::join(columns, ",") + "\n";
  for (const EvaluatedDesign& design : designs) {
    const Evaluation& e = design.evaluation;
    const std::string reward = std::isnan(e.reward) ? "" : designs::plain(e.reward);
    const std::vector<std::string> of_design = {
        study::csv_quoted(design.given.name), e.feasible ? "true" : "false",
        e.infeasible ? to_string(e.infeasible->reason) : "", reward, designs::plain(e.area_mm2.total())};
    if (!e.feasible)
      text += files::join(of_design, ",") + std::string(columns.size() - of_design.size(), ',') + "\n";
    if (!e.feasible) continue;
    for (const WorkloadResult& w : e.workloads) {
      std::vector<std::string> cells = of_design;
      cells.push_back(study::csv_quoted(w.name));
      cells.push_back(designs::plain(w.weight));
      cells.push_back(std::to_string(w.cycles));
      cells.push_back(std::to_string(w.batch));
      for (const double value : {w.latency_ms, w.throughput_per_s, w.energy_mj.total(), w.energy_mj.chip(),
                                 w.energy_mj.dram, w.power_w, w.utilization})
        cells.push_back(designs::plain(value));
      cells.push_back(std::to_string(w.dram_bytes));
      text += files::join(cells, ",") + "\n";
    }
  }
  return text;
}

}  // namespace apollo::cli
