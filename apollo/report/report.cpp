#include "apollo/report/report.h"

#include <algorithm>
#include <functional>
#include <set>

#include "apollo/designs/constraints.h"
#include "apollo/designs/number_text.h"
#include "apollo/designs/objective.h"
#include "apollo/report/curves.h"
#include "apollo/report/importance.h"
#include "apollo/report/map.h"
#include "apollo/report/pairings.h"
#include "apollo/report/reevaluation.h"
#include "apollo/report/reward_lines.h"
#include "apollo/report/trade_off.h"
#include "apollo/study/space_json.h"
#include "files/join.h"

namespace apollo::report {
namespace {

constexpr std::size_t kMostNamedNetworks = 4;

// 491520 -> "491,520".
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (int i = static_cast<int>(text.size()) - 3; i > 0; i -= 3)
    text.insert(static_cast<std::size_t>(i), ",");
  return text;
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return grouped(count) + " " + (count == 1 ? one : many);
}

std::vector<std::string> network_names(const study::StudySpec& spec) {
  std::vector<std::string> names;
  for (const auto& network : spec.networks()) {
    std::string name = network.network.substr(network.network.find_last_of('/') + 1);
    if (network.weight != 1) name += " (weight " + designs::plain(network.weight) + ")";
    names.push_back(name);
  }
  return names;
}

std::string title(const study::StudySpec& spec) {
  if (const study::ExecScoring* program = spec.exec_scoring()) return to_text(*program);
  std::vector<std::string> names = network_names(spec);
  if (names.empty()) return files::join(spec.own_scoring()->objectives);
  if (names.size() <= kMostNamedNetworks) return files::join(names);
  const std::size_t others = names.size() - kMostNamedNetworks + 1;
  names.resize(kMostNamedNetworks - 1);
  return files::join(names) + " and " + grouped(others) + " other networks";
}

std::size_t all_trials(const Runs& runs) {
  std::size_t count = 0;
  for (const Run& run : runs.runs) count += run.trials.size();
  return count;
}

std::size_t feasible_trials(const Run& run) {
  return static_cast<std::size_t>(
      std::count_if(run.trials.begin(), run.trials.end(), [](const Trial& trial) { return trial.feasible; }));
}

std::string subtitle(const Runs& runs) {
  const std::string trials = counted(all_trials(runs), "trial", "trials");
  const bool has_budget = runs.budgets[0] != budget_label({});
  const std::string strategies = runs.strategies.size() == 1
                                     ? runs.strategies[0]
                                     : counted(runs.strategies.size(), "strategy", "strategies");
  std::string budgets;
  if (runs.budgets.size() > 1) {
    budgets = " at " + counted(runs.budgets.size(), "area budget", "area budgets");
  } else if (has_budget) {
    budgets = " in " + runs.budgets[0];
  }
  return counted(runs.runs.size(), "run", "runs") + " of " + strategies + budgets + ", " + trials;
}

// The unit of absolute rewards; empty if they are relative, or a program of the user gives them.
std::string absolute_unit(const Runs& runs) {
  const designs::Scoring* scoring = runs.runs[0].spec.own_scoring();
  return scoring && !scoring->is_relative ? reward_unit(*scoring) : "";
}

// The run with the highest reward; null if nothing is feasible.
const Run* best_run(const Runs& runs) {
  const Run* best = nullptr;
  for (const Run* run : runs.best_runs()) {
    if (!best || run->best()->reward > best->best()->reward) best = run;
  }
  return best;
}

std::size_t incomplete_runs(const Runs& runs) {
  return static_cast<std::size_t>(
      std::count_if(runs.runs.begin(), runs.runs.end(), [](const Run& run) { return !run.complete; }));
}

Json facts(const Sources& sources) {
  const Runs& runs = sources.runs;
  Json list = Json::array();
  const auto add = [&](const std::string& label, const std::string& value, const std::string& note) {
    list.push_back({{"label", label}, {"value", value}, {"note", note}});
  };
  std::size_t feasible = 0;
  for (const Run& run : runs.runs) feasible += feasible_trials(run);
  const std::size_t incomplete = incomplete_runs(runs);
  if (const Run* run = best_run(runs)) {
    const Trial& best = *run->best();
    const std::string unit = absolute_unit(runs);
    add("best reward", designs::significant(best.reward) + (unit.empty() ? "" : " " + unit),
        "trial " + grouped(static_cast<std::uint64_t>(best.id)) + " of " + run->strategy + ", seed " +
            std::to_string(run->spec.seed) + (runs.budgets.size() > 1 ? ", " + run->budget : ""));
    const auto& limit = run->spec.constraints.area_mm2;
    const auto& networks = run->spec.networks();
    const bool weighted = std::any_of(networks.begin(), networks.end(), [&](const auto& network) {
      return network.weight != networks[0].weight;
    });
    if (best.area_mm2 > 0)
      add("area", designs::significant(best.area_mm2) + " mm²", limit ? "of a budget of " + run->budget : "");
    if (best.throughput_per_s) {
      add("throughput", designs::significant(*best.throughput_per_s) + " /s",
          run->spec.networks().size() == 1 ? "inferences"
          : weighted                       ? "weighted geometric mean of the networks"
                                           : "geometric mean of the networks");
    }
    if (!sources.best.empty()) {
      double energy_mj = 0;
      for (const designs::WorkloadResult& workload : sources.best[0].evaluation.workloads)
        energy_mj += workload.energy_mj.total();
      add("energy", designs::significant(energy_mj) + " mJ",
          networks.size() == 1 ? "one inference, chip and DRAM"
                               : "one inference of each network, chip and DRAM");
      const machine::Configuration& best_design = sources.best[0].design.accelerator.configuration;
      add("best design", designs::array_text(best_design), designs::parts_text(best_design));
    }
  } else {
    add("best reward", "none", "no feasible design was found");
  }
  double volume = 0;
  for (const Run& run : runs.runs)
    if (!run.hypervolumes.empty()) volume = std::max(volume, run.hypervolumes.back());
  if (volume > 0) add("hypervolume", designs::significant(volume), "the largest of any run");
  const std::size_t trials = all_trials(runs);
  add("trials", grouped(trials),
      designs::percent(static_cast<double>(feasible) / static_cast<double>(trials)) + " feasible");
  add("runs", grouped(runs.runs.size()),
      incomplete == 0 ? "complete" : counted(incomplete, "is", "are") + " not complete");
  return list;
}

// What designs are scored by.
void add_measure(const study::StudySpec& spec,
                 const std::function<void(const std::string& label, const std::string& value)>& add) {
  const std::vector<std::string>& objectives = spec.objectives();
  add(objectives.size() > 1 ? "objectives" : "objective",
      objectives.empty() ? "evaluator" : files::join(objectives));
  if (objectives.size() > 1)
    add("reward", "geometric mean of what a design has above the reference in the objectives");
  if (const designs::Scoring* scoring = spec.own_scoring()) {
    for (const std::string& name : scoring->objectives) {
      if (const designs::Objective* objective = designs::find_objective(name))
        add(scoring->objectives.size() > 1 ? name : "reward",
            (scoring->is_relative ? "of a design relative to the baseline's, which is 1: "
                                  : "of a design, in " + objective->unit + ": ") +
                objective->help);
    }
    if (scoring->aggregate != designs::Aggregate::own)
      add("aggregate over networks", to_string(scoring->aggregate));
  } else {
    add("evaluator", to_text(*spec.exec_scoring()));
    if (spec.exec_scoring()->minimize) add("reward", "the negative of the program's, which is minimized");
  }
}

Json settings(const Sources& sources) {
  const Runs& runs = sources.runs;
  const study::StudySpec& spec = runs.runs[0].spec;
  Json list = Json::array();
  const auto add = [&](const std::string& label, const std::string& value) {
    list.push_back({{"label", label}, {"value", value}});
  };
  if (!spec.networks().empty()) add("networks", files::join(network_names(spec)));
  const designs::Scoring* scoring = spec.own_scoring();
  add_measure(spec, add);
  add("area budgets", files::join(runs.budgets));
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    const auto& limit = spec.constraints.*constraint.limit;
    if (limit && constraint.limit != &designs::Constraints::area_mm2)
      add(constraint.key, designs::plain(*limit));
  }
  if (scoring) add("technology", scoring->technology.name());
  if (scoring) add("template", scoring->template_file.name);
  std::set<std::string> modes;
  for (const Run& run : runs.runs) {
    if (run.spec.constraints.area_mm2)
      modes.insert(run.spec.area_mode == study::AreaMode::known ? "are not proposed" : "cost a trial");
  }
  if (!modes.empty())
    add("designs over the budget", modes.size() == 1 ? *modes.begin() : "differs between the runs");
  if (scoring) add("engine", to_string(scoring->engine));
  if (!sources.best.empty()) {
    const machine::TemplateConstants& chip = sources.best[0].design.accelerator.constants;
    add("chip", std::to_string(chip.clock_mhz) + " MHz, " + std::to_string(chip.mac_ways) +
                    " int8 MACs per lane and cycle, " + designs::plain(chip.inference_overhead_us) +
                    " us of host and driver");
    const auto& results = sources.best[0].evaluation.workloads;
    add("figures", "steady state, pinned weights on the chip already; batch " +
                       std::to_string(results.empty() ? 1 : results[0].batch));
    add("baseline",
        sources.baseline ? designs::describe(sources.baseline->design.accelerator.configuration) : "none");
  }
  const auto points = spec.space.size();
  add("space", counted(spec.space.parameters().size(), "parameter", "parameters") + ", " +
                   (points ? counted(*points, "design", "designs") : "over 2^64 designs") +
                   (spec.space.conditions().empty()
                        ? ""
                        : ", " + counted(spec.space.conditions().size(), "condition", "conditions")));
  return list;
}

Json parameters(const optimizers::SearchSpace& space) {
  Json list = Json::array();
  const std::vector<std::string> columns = parameter_columns(space);
  for (const optimizers::Parameter& parameter : space.parameters()) {
    Json values = Json::array();
    for (int i = 0; i < parameter.size(); ++i) values.push_back(Json(study::value_of(parameter, i)));
    list.push_back({{"name", parameter.name}, {"column", columns[list.size()]}, {"values", values}});
  }
  return list;
}

Json run_table(const Runs& runs) {
  Dataset data({"folder", "strategy", "budget", "seed", "trials", "planned", "feasible", "best_reward",
                "best_trial", "state"});
  for (const Run& run : runs.runs) {
    const Trial* best = run.best();
    data.add({run.folder, run.strategy, run.budget, run.spec.seed, run.trials.size(), run.spec.trials,
              feasible_trials(run), best ? Json(best->reward) : Json(nullptr),
              best ? Json(best->id) : Json(nullptr), run.complete ? "complete" : "interrupted"});
  }
  return data.json();
}

Json provenance_json(const std::vector<Provenance>& provenance) {
  Json list = Json::array();
  for (const Provenance& p : provenance) {
    list.push_back({{"folder", p.folder},
                    {"command", p.command ? Json(*p.command) : Json(nullptr)},
                    {"repeat", p.repeat ? Json(*p.repeat) : Json(nullptr)},
                    {"version", p.version},
                    {"started", p.started},
                    {"ended", p.ended},
                    {"machine", p.machine}});
  }
  return list;
}

Json datasets(const Sources& sources, const Dataset& designs) {
  const Runs& runs = sources.runs;
  Json all = Json::object();
  const auto add = [&](const std::string& name, const Dataset& data) {
    if (!data.empty()) all[name] = data.json();
  };
  add("designs", designs);
  add("progress", progress(runs));
  add("finals", finals(runs));
  add("pairings", pairings(runs));
  add("feasible_share", feasible_share(runs));
  add("reasons", reasons(runs));
  add("members", members(runs));
  add("frontier", frontier(runs));
  add("front", front(runs));
  add("budget_lines", budget_lines(runs));
  add("reward_lines", reward_lines(runs));
  add("importance", importance(runs));
  add("top", top(runs));
  if (sources.best.empty()) return all;
  if (sources.baseline) add("baseline", baseline_point(*sources.baseline));
  add("area_parts", area_parts(sources.best, sources.baseline));
  add("layers", layers(sources.best));
  add("cycle_parts", cycle_parts(sources.best));
  add("roofs", roofs(sources.best));
  add("energy_parts", energy_parts(sources.best, sources.baseline));
  add("comparison", comparison(sources.best, sources.baseline, absolute_unit(runs)));
  return all;
}

}  // namespace

Sources sources_of(Runs runs, const std::vector<std::string>& folders) {
  Sources sources;
  sources.runs = std::move(runs);
  Reevaluation designs = reevaluate(sources.runs);
  sources.best = std::move(designs.best);
  sources.baseline = std::move(designs.baseline);
  sources.notes = std::move(designs.notes);
  sources.provenance = provenance_of(folders, sources.notes);
  return sources;
}

Json report(const Sources& sources, std::int64_t points) {
  const Runs& runs = sources.runs;
  const Dataset designs = map(runs, points);
  std::vector<std::string> notes = runs.notes;
  notes.insert(notes.end(), sources.notes.begin(), sources.notes.end());
  if (const std::size_t incomplete = incomplete_runs(runs); incomplete > 0) {
    notes.push_back(counted(incomplete, "run is", "runs are") +
                    " not complete; the charts of the search leave them out where other runs of the strategy "
                    "and budget are complete.");
  }
  if (designs.rows() < all_trials(runs)) {
    notes.push_back("The map, the scatter of throughput and area, and the tables of designs show " +
                    grouped(designs.rows()) + " of " + grouped(all_trials(runs)) +
                    " trials: the same number of every run, drawn at random, and the best of every run. The "
                    "charts of the search and the Pareto front are made of all trials.");
  }
  std::int64_t most_trials = 0;
  for (const Run& run : runs.runs) most_trials = std::max(most_trials, run.trials.back().id + 1);
  Json best_designs = Json::array();
  for (const Design& design : sources.best) best_designs.push_back(design.label);
  return {{"title", title(runs.runs[0].spec)},
          {"subtitle", subtitle(runs)},
          {"facts", facts(sources)},
          {"notes", notes},
          {"settings", settings(sources)},
          {"strategies", runs.strategies},
          {"budgets", runs.budgets},
          {"reward_unit", absolute_unit(runs)},
          {"objectives", study::Front(runs.runs[0].spec).objectives()},
          {"best_designs", best_designs},
          {"parameters", parameters(runs.runs[0].spec.space)},
          {"trials", most_trials},
          {"runs", run_table(runs)},
          {"provenance", provenance_json(sources.provenance)},
          {"datasets", datasets(sources, designs)}};
}

}  // namespace apollo::report
