#include "apollo/cli/network_comparison.h"

#include <algorithm>

#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"

namespace apollo::cli {

std::string shown_name(const designs::WorkloadResult& w) {
  return w.skipped.empty() ? w.name
                           : w.name + " (" + std::to_string(w.skipped.size()) + " left out" +
                                 designs::skipped_share_text(w.skipped_share) + ")";
}

std::string network_comparison_text(const designs::Evaluation& design, const designs::Evaluation* baseline) {
  const bool weighted = std::any_of(design.workloads.begin(), design.workloads.end(),
                                    [](const designs::WorkloadResult& w) { return w.weight != 1; });
  std::vector<TextTable::Column> columns = {{"network", Align::left}};
  if (weighted) columns.push_back({"weight"});
  for (const char* title : {"inferences/s", "chip mJ", "DRAM mJ", "power W", "utilization"}) {
    columns.push_back({title});
    if (baseline) columns.push_back({"baseline", Align::right, true});
  }
  TextTable table(columns);
  for (std::size_t i = 0; i < design.workloads.size(); ++i) {
    const designs::WorkloadResult& w = design.workloads[i];
    std::vector<const designs::WorkloadResult*> results = {&w};
    if (baseline) results.push_back(&baseline->workloads.at(i));
    std::vector<std::string> cells = {shown_name(w)};
    if (weighted) cells.push_back(designs::plain(w.weight));
    for (const designs::WorkloadResult* result : results)
      cells.push_back(designs::significant(result->throughput_per_s));
    for (const designs::WorkloadResult* result : results)
      cells.push_back(designs::significant(result->energy_mj.chip()));
    for (const designs::WorkloadResult* result : results)
      cells.push_back(designs::significant(result->energy_mj.dram));
    for (const designs::WorkloadResult* result : results)
      cells.push_back(designs::significant(result->power_w));
    for (const designs::WorkloadResult* result : results)
      cells.push_back(designs::percent(result->utilization));
    table.row(cells);
  }
  return table.text(2);
}

nlohmann::ordered_json network_results_json(const designs::Evaluation& design) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const designs::WorkloadResult& w : design.workloads) {
    list.push_back({{"name", w.name},
                    {"skipped", w.skipped},
                    {"skipped_share", w.skipped_share},
                    {"weight", w.weight},
                    {"batch", w.batch},
                    {"latency_ms", w.latency_ms},
                    {"throughput_per_s", w.throughput_per_s},
                    {"energy_mj", w.energy_mj.total()},
                    {"chip_energy_mj", w.energy_mj.chip()},
                    {"dram_energy_mj", w.energy_mj.dram},
                    {"power_w", w.power_w},
                    {"utilization", w.utilization}});
  }
  return list;
}

}  // namespace apollo::cli
