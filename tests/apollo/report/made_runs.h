#pragma once
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

// Runs of a made-up search, and datasets read back, for tests of the analysis.
namespace apollo::testing {

// Two parameters of five values and one of three words.
inline optimizers::SearchSpace made_space() {
  using optimizers::Parameter;
  return optimizers::SearchSpace({{"width", Parameter::Kind::ordinal, {1, 2, 4, 8, 16}, {}},
                                  {"height", Parameter::Kind::ordinal, {10, 20, 30, 40, 50}, {}},
                                  {"mode", Parameter::Kind::categorical, {}, {"a", "b", "c"}}});
}

// One trial per reward; below 0: infeasible, for the reason "area". Points are the space's first ones.
inline report::Run made_run(const std::string& strategy, double area, std::int64_t seed,
                            const std::vector<double>& rewards) {
  report::Run run{strategy + std::to_string(seed), strategy, report::budget_label(area),
                  study::StudySpec{made_space()}};
  run.spec.optimizer = strategy;
  run.spec.constraints.area_mm2 = area;
  run.spec.seed = seed;
  run.spec.trials = static_cast<std::int64_t>(rewards.size());
  for (const double reward : rewards) {
    report::Trial trial;
    trial.id = static_cast<std::int64_t>(run.trials.size());
    trial.point = run.spec.space.at(run.trials.size() % 75);
    trial.feasible = reward >= 0;
    trial.reward = std::max(0.0, reward);
    trial.area_mm2 = 1;
    if (!trial.feasible) trial.reason = "area";
    run.trials.push_back(trial);
  }
  run.complete = true;
  return run;
}

// Strategies and budgets in the order of the runs.
inline report::Runs made_runs(std::vector<report::Run> list) {
  report::Runs runs;
  const auto add = [](std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const report::Run& run : list) {
    add(runs.strategies, run.strategy);
    add(runs.budgets, run.budget);
  }
  runs.runs = std::move(list);
  return runs;
}

// The values of a column of a dataset, as it is in JSON.
inline std::vector<report::Json> column(const report::Dataset& data, const std::string& name) {
  const report::Json json = data.json(), &stored = json.at(name);
  std::vector<report::Json> values;
  if (stored.is_array()) return stored;
  for (const report::Json& code : stored.at("codes"))
    values.push_back(stored.at("levels").at(code.get<std::size_t>()));
  return values;
}

template <class T>
std::vector<T> column_of(const report::Dataset& data, const std::string& name) {
  std::vector<T> values;
  for (const report::Json& value : column(data, name)) values.push_back(value.get<T>());
  return values;
}

}  // namespace apollo::testing
