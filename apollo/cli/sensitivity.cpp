#include "apollo/cli/sensitivity.h"

#include <cmath>
#include <optional>

#include "apollo/cli/text_table.h"
#include "apollo/designs/evaluation_json.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

using designs::Design;
using designs::Evaluation;
using nlohmann::json;
using nlohmann::ordered_json;

// Of a parameter of the space: the nearest values below and above the design's own, or, if it has no order,
// the others.
std::vector<json> steps_of(const optimizers::Parameter& parameter, const json& own) {
  std::optional<json> below, above;
  std::vector<json> values;
  for (int i = 0; i < parameter.size(); ++i) {
    const json value = study::value_of(parameter, i);
    if (!own.is_number() || !value.is_number()) {
      if (value != own) values.push_back(value);
    } else if (value < own && (!below || value > *below)) {
      below = value;
    } else if (value > own && (!above || value < *above)) {
      above = value;
    }
  }
  for (const auto& found : {below, above})
    if (found) values.push_back(*found);
  return values;
}

std::int64_t cycles_of(const Evaluation& e) {
  std::int64_t cycles = 0;
  for (const designs::WorkloadResult& workload : e.workloads) cycles += workload.cycles;
  return cycles;
}

// "+12.3 %", of a feasible design; nothing if there is nothing to compare with.
std::string change_text(double value, double before) {
  if (!(before > 0) || std::isnan(value)) return "";
  const double change = value / before - 1;
  return (change < 0 ? "-" : "+") + designs::percent(std::fabs(change));
}

}  // namespace

std::vector<Step> steps_around(const Design& design, const optimizers::SearchSpace& space,
                               const std::string& space_name, const designs::DesignEvaluator& evaluator,
                               const designs::EvaluationOptions& options) {
  std::vector<Step> steps;
  const json own = values_by_name(design);
  for (const optimizers::Parameter& parameter : space.parameters()) {
    const std::string& name = parameter.name;
    if (!own.contains(name))
      throw files::ConfigError(space_name + ": " + files::printable(name, 60) +
                               " is no value of a configuration file; sensitivities are of such alone");
    for (const json& value : steps_of(parameter, own.at(name))) {
      const Design other = with_values(design, {{name, value}}, space_name);
      designs::check_clock(other.accelerator, other.technology.coefficients(space_name), space_name);
      steps.push_back({name, value, own.at(name), evaluate(other, evaluator, options)});
    }
  }
  return steps;
}

std::string sensitivity_text(const Evaluation& design, const std::vector<Step>& steps,
                             const std::string& reward_unit) {
  TextTable table({{"one step", Align::left},
                   {"value", Align::right, true},
                   {"cycles"},
                   {"area mm2"},
                   {"reward"},
                   {"", Align::right, true}});
  const auto row = [&](const std::string& step, const std::string& value, const Evaluation& e,
                       const std::string& change) {
    const bool has_reward = e.feasible && !std::isnan(e.reward);
    const std::string reason = e.infeasible ? to_string(e.infeasible->reason) : "-";
    table.row({step, value, e.feasible ? std::to_string(cycles_of(e)) : "-",
               designs::significant(e.area_mm2.total()), has_reward ? designs::significant(e.reward) : reason,
               has_reward ? change : ""});
  };
  row("the design", "", design, "");
  for (const Step& step : steps)
    row(step.parameter, designs::value_text(step.value), step.evaluation,
        change_text(step.evaluation.reward, design.reward));
  return "each parameter one step of the space down and up, reward " + reward_unit + "\n\n" + table.text(2);
}

ordered_json sensitivity_json(const std::vector<Step>& steps) {
  ordered_json list = ordered_json::array();
  for (const Step& step : steps) {
    const Evaluation& e = step.evaluation;
    const bool has_reward = e.feasible && !std::isnan(e.reward);
    list.push_back({{"parameter", step.parameter},
                    {"from", step.from},
                    {"value", step.value},
                    {"feasible", e.feasible},
                    {"infeasible", designs::to_json(e.infeasible)},
                    {"cycles", e.feasible ? ordered_json(cycles_of(e)) : ordered_json()},
                    {"area_mm2", e.area_mm2.total()},
                    {"reward", has_reward ? ordered_json(e.reward) : ordered_json()}});
  }
  return list;
}

}  // namespace apollo::cli
