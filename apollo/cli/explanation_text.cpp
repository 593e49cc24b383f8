#include "apollo/cli/explanation_text.h"

#include <algorithm>

#include "apollo/cli/evaluation_text.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/evaluation_json.h"
#include "apollo/designs/explanation.h"
#include "apollo/designs/number_text.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;

std::string time_text(const designs::Explanation& e) {
  using designs::significant;
  const std::string of_batch = e.batch == 1 ? "" : " of a batch of " + std::to_string(e.batch);
  std::string text = "latency" + of_batch + " " + significant(e.latency_ms) +
                     " ms, of which host and driver take " + significant(e.overhead_ms) +
                     " ms; steady state: " + std::to_string(e.pinned_bytes) +
                     " bytes of weights are on the chip already\n";
  if (e.first)
    text += "first inference " + significant(e.first->latency_ms) + " ms, " +
            significant(e.first->energy_mj.chip()) + " mJ in the chip, " +
            significant(e.first->energy_mj.dram) + " mJ in DRAM, " + std::to_string(e.first->dram_bytes) +
            " DRAM bytes\n";
  return text;
}

// What an inference takes, largest part first.
std::string energy_text(const cost::EnergyBreakdown& energy_mj) {
  designs::Parts parts = designs::named(energy_mj);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return "energy of an inference " + designs::significant(energy_mj.total()) + " mJ: " +
         files::join(parts, ", ",
                     [&](const auto& part) {
                       return std::string(part.first) + " " +
                              designs::percent(part.second / energy_mj.total());
                     }) +
         "\n";
}

constexpr std::size_t kLossesOfLayer = 2;  // the largest

// How far a network is from what no program takes less than, and what is lost on the way.
std::string bound_text(const designs::Explanation& e) {
  const std::string busy =
      "array busy " + designs::percent(e.array_busy) + ", DRAM bus " + designs::percent(e.dram_busy);
  if (!e.bound) return busy + "\n";
  const compiler::bound::Bound& b = *e.bound;
  const auto cycles = static_cast<double>(e.cycles), bound = static_cast<double>(b.cycles());
  const std::string lost = e.parts.lost_text();
  return designs::significant(cycles / bound, 3) + " x the bound; " + busy +
         (lost.empty() ? "" : "; lost to: " + lost) + "\nno program takes fewer than " +
         std::to_string(b.cycles()) + " cycles: array " + std::to_string(b.array) + ", DRAM " +
         std::to_string(b.dram) + " (" + std::to_string(b.dram_bytes) + " bytes), buses " +
         std::to_string(b.buses) + ", path " + std::to_string(b.path) + "\n";
}

std::string network_explanation_text(const designs::Explanation& e) {
  TextTable table({{"layer", Align::left},
                   {"cycles"},
                   {"share"},
                   {"bound by", Align::left},
                   {"lost to", Align::left},
                   {"type", Align::left},
                   {"least"},
                   {"utilization"},
                   {"DRAM bytes"}});
  for (const auto& [layer, share] : e.layers) {
    table.row({layer.name, std::to_string(layer.cycles), designs::percent(share), layer.bound_by,
               layer.parts.lost_text(kLossesOfLayer), layer.type,
               std::to_string(layer.parts[designs::CyclePart::least]), designs::percent(layer.utilization),
               std::to_string(layer.dram_bytes)});
  }
  const std::string bounds = files::join(
      e.bound_by, ", ", [](const auto& bound) { return bound.first + " " + designs::percent(bound.second); });
  std::string skipped;
  if (!e.skipped.empty()) {
    skipped = "left out, as if it cost nothing: " + files::join(e.skipped) +
              designs::skipped_share_text(e.skipped_share) + "\n";
  }
  return wrapped(e.workload + ": " + std::to_string(e.cycles) + " cycles, " + bound_text(e) + time_text(e) +
                 energy_text(e.energy_mj) + skipped + "cycles by what bounds their layer: " + bounds +
                 "\n\n") +
         table.text(2);
}

ordered_json network_explanation_json(const designs::Explanation& e) {
  ordered_json layers = ordered_json::array();
  for (const auto& [layer, share] : e.layers) {
    layers.push_back({{"name", layer.name},
                      {"type", layer.type},
                      {"cycles", layer.cycles},
                      {"share", share},
                      {"cycle_parts", designs::to_json(layer.parts)},
                      {"bound_by", layer.bound_by},
                      {"utilization", layer.utilization},
                      {"dram_bytes", layer.dram_bytes},
                      {"mapping", layer.mapping}});
  }
  return {{"name", e.workload},
          {"skipped", e.skipped},
          {"skipped_share", e.skipped_share},
          {"cycles", e.cycles},
          {"bound", designs::to_json(e.bound)},
          {"cycle_parts", designs::to_json(e.parts)},
          {"batch", e.batch},
          {"overhead_ms", e.overhead_ms},
          {"latency_ms", e.latency_ms},
          {"pinned_bytes", e.pinned_bytes},
          {"first_inference", designs::to_json(e.first)},
          {"energy_breakdown_mj", designs::to_json(e.energy_mj)},
          {"array_busy", e.array_busy},
          {"dram_busy", e.dram_busy},
          {"bound_by_share", e.bound_by},
          {"layers", layers}};
}

std::string what_to_do(const designs::DesignEvaluator& evaluator, const machine::Accelerator& accelerator,
                       const designs::Evaluation& e) {
  if (!e.infeasible) return "";
  return designs::advice(designs::largest_shortage(evaluator, accelerator, *e.infeasible), e, accelerator);
}

}  // namespace

std::string explanation_text(const designs::DesignEvaluator& evaluator,
                             const machine::Accelerator& accelerator, const designs::Evaluation& e) {
  if (e.infeasible) return wrapped(infeasible_line(e) + what_to_do(evaluator, accelerator, e) + "\n");
  std::string text;
  for (const designs::WorkloadResult& workload : e.workloads)
    text += (text.empty() ? "" : "\n") + network_explanation_text(designs::explanation_of(workload));
  return text;
}

ordered_json explanation_json(const designs::DesignEvaluator& evaluator,
                              const machine::Accelerator& accelerator, const designs::Evaluation& e) {
  ordered_json list = ordered_json::array();
  for (const designs::WorkloadResult& workload : e.workloads)
    list.push_back(network_explanation_json(designs::explanation_of(workload)));
  ordered_json result = {{"feasible", e.feasible}, {"infeasible", designs::to_json(e.infeasible)}};
  result["advice"] = what_to_do(evaluator, accelerator, e);
  result["workloads"] = list;
  return result;
}

}  // namespace apollo::cli
