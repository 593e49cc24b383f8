#include "apollo/report/given_designs.h"

#include <cmath>

#include "apollo/designs/number_text.h"
#include "files/join.h"

namespace apollo::report {
namespace {

using designs::significant;
using designs::WorkloadResult;

constexpr std::size_t kMostNetworksSideBySide = 4;

std::string unit_of(const GivenDesigns& given) {
  return given.scoring.is_relative ? "" : reward_unit(given.scoring);
}

std::string reward_text(const GivenDesigns& given, const designs::Evaluation& e) {
  if (std::isnan(e.reward)) return "none";
  const std::string unit = unit_of(given);
  return significant(e.reward) + (unit.empty() ? "" : " " + unit);
}

double energy_mj(const designs::Evaluation& e) {
  double sum = 0;
  for (const WorkloadResult& workload : e.workloads) sum += workload.energy_mj.total();
  return sum;
}

std::vector<Design> feasible(const std::vector<Design>& designs) {
  std::vector<Design> result;
  for (const Design& design : designs)
    if (design.evaluation.feasible) result.push_back(design);
  return result;
}

Json facts(const GivenDesigns& given, const std::vector<Design>& designs) {
  Json list = Json::array();
  const auto add = [&](const std::string& label, const std::string& value, const std::string& note) {
    list.push_back({{"label", label}, {"value", value}, {"note", note}});
  };
  const std::string of_all = given.scoring.networks.size() == 1
                                 ? "one inference, chip and DRAM"
                                 : "one inference of each network, chip and DRAM";
  if (designs.size() != 1) {
    for (const Design& design : designs)
      add(design.label, "reward " + reward_text(given, design.evaluation),
          significant(design.evaluation.area_mm2.total()) + " mm², " +
              significant(energy_mj(design.evaluation)) + " mJ");
    return list;
  }
  const Design& design = designs[0];
  add("reward", reward_text(given, design.evaluation), files::join(given.scoring.objectives));
  add("area", significant(design.evaluation.area_mm2.total()) + " mm²", "");
  add("energy", significant(energy_mj(design.evaluation)) + " mJ", of_all);
  if (design.evaluation.workloads.size() == 1)
    add("latency", significant(design.evaluation.workloads[0].latency_ms) + " ms", "with host and driver");
  add("design", designs::array_text(design.design.accelerator.configuration),
      designs::parts_text(design.design.accelerator.configuration));
  return list;
}

Json settings(const GivenDesigns& given) {
  Json list = Json::array();
  const auto add = [&](const std::string& label, const std::string& value) {
    list.push_back({{"label", label}, {"value", value}});
  };
  const designs::Scoring& scoring = given.scoring;
  add("networks", files::join(scoring.networks, ", ", [](const zoo::WeightedNetwork& network) {
        return network.network +
               (network.weight == 1 ? "" : " (weight " + designs::plain(network.weight) + ")");
      }));
  add("objective", files::join(scoring.objectives));
  for (const designs::ConstraintName& constraint : designs::constraint_names())
    if (const auto& limit = given.constraints.*constraint.limit) add(constraint.key, designs::plain(*limit));
  add("technology", scoring.technology.name());
  add("template", scoring.template_file.name);
  add("figures", "steady state, pinned weights on the chip already; batch " + std::to_string(scoring.batch));
  add("baseline",
      scoring.is_relative ? designs::describe(scoring.baseline.configuration) : designs::kNoBaseline);
  return list;
}

Dataset side_by_side(const GivenDesigns& given, const std::vector<Design>& designs) {
  Dataset data({"figure", "unit", "design", "value"});
  const auto add = [&](const std::string& figure, const std::string& unit, auto of) {
    for (const Design& design : designs) data.add({figure, unit, design.label, of(design)});
  };
  add("area", "mm²", [](const Design& d) { return d.evaluation.area_mm2.total(); });
  add("reward", unit_of(given), [](const Design& d) { return d.evaluation.reward; });
  const std::size_t networks = designs[0].evaluation.workloads.size();
  for (std::size_t i = 0; i < networks && networks <= kMostNetworksSideBySide; ++i) {
    const auto add_result = [&](const std::string& figure, const std::string& unit,
                                double (*of)(const WorkloadResult&)) {
      const std::string of_network = networks == 1 ? "" : " " + designs[0].evaluation.workloads[i].name;
      add(figure + of_network, unit, [&](const Design& d) { return of(d.evaluation.workloads[i]); });
    };
    add_result("latency", "ms", [](const WorkloadResult& w) { return w.latency_ms; });
    add_result("energy", "mJ", [](const WorkloadResult& w) { return w.energy_mj.total(); });
    add_result("power", "W", [](const WorkloadResult& w) { return w.power_w; });
    add_result("utilization", "", [](const WorkloadResult& w) { return w.utilization; });
  }
  return data;
}

Json datasets(const GivenDesigns& given, const std::vector<Design>& designs) {
  Json all = Json::object();
  if (designs.empty()) return all;
  const auto add = [&](const std::string& name, const Dataset& data) {
    if (!data.empty()) all[name] = data.json();
  };
  if (given.baseline) add("baseline", baseline_point(*given.baseline));
  add("area_parts", area_parts(designs, given.baseline));
  add("layers", layers(designs));
  add("cycle_parts", cycle_parts(designs));
  add("roofs", roofs(designs));
  add("energy_parts", energy_parts(designs, given.baseline));
  add("comparison", comparison(designs, given.baseline, unit_of(given)));
  if (designs.size() > 1) add("side_by_side", side_by_side(given, designs));
  return all;
}

std::vector<std::string> notes(const GivenDesigns& given, const std::vector<Design>& designs) {
  std::vector<std::string> list;
  for (const Design& design : given.designs) {
    const designs::Evaluation& e = design.evaluation;
    if (e.feasible) continue;
    list.push_back(design.label + " is infeasible" +
                   (e.infeasible_workload.empty() ? "" : " on " + e.infeasible_workload) + ": " +
                   describe(*e.infeasible) + ".");
  }
  if (given.scoring.is_relative && !given.baseline)
    list.emplace_back("The baseline cannot run the networks: there are no rewards.");
  if (designs.empty()) return list;
  for (const WorkloadResult& workload : designs[0].evaluation.workloads) {
    if (workload.skipped.empty()) continue;
    list.push_back("Left out of " + workload.name + ", as if it cost nothing: " +
                   files::join(workload.skipped) + designs::skipped_share_text(workload.skipped_share) + ".");
  }
  return list;
}

}  // namespace

Json report(const GivenDesigns& given) {
  std::vector<Design> designs = feasible(given.designs);
  for (Design& design : designs) design.who = "design";
  Json parameters = Json::array(), names = Json::array();
  for (const auto& field : machine::kParameters)
    parameters.push_back({{"name", field.name}, {"column", field.name}, {"values", Json::array()}});
  for (const Design& design : designs) names.push_back(design.label);
  const std::string count = std::to_string(given.designs.size());
  return {{"given", true},
          {"title", files::join(given.designs, ", ", [](const Design& design) { return design.label; })},
          {"subtitle", (given.designs.size() == 1 ? "a design" : count + " designs") + std::string(" on ") +
                           files::join(given.scoring.networks, ", ",
                                       [](const zoo::WeightedNetwork& network) { return network.network; })},
          {"facts", facts(given, designs)},
          {"notes", notes(given, designs)},
          {"settings", settings(given)},
          {"strategies", Json::array()},
          {"budgets", Json::array()},
          {"reward_unit", unit_of(given)},
          {"best_designs", names},
          {"parameters", parameters},
          {"trials", 0},
          {"runs", Json::object()},
          {"provenance", Json::array({{{"folder", "this page"},
                                       {"command", given.command},
                                       {"repeat", nullptr},
                                       {"version", given.version},
                                       {"started", ""},
                                       {"ended", ""},
                                       {"machine", ""}}})},
          {"datasets", datasets(given, designs)}};
}

}  // namespace apollo::report
