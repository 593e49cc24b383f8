#include "apollo/cli/sensitivity.h"

#include <cmath>
#include <optional>

#include "apollo/cli/evaluation_json.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/design.h"
#include "apollo/designs/number_text.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

using designs::Evaluation;
using machine::Accelerator;
using nlohmann::ordered_json;

// The value of a parameter or a constant, or its place.
template <class Struct, std::size_t N>
bool exchange(const machine::Field<Struct> (&fields)[N], const std::string& name, Struct* values,
              const std::optional<double>& wanted, double* found, const std::string& space_name) {
  const machine::Field<Struct>* field = machine::find_field(fields, name);
  if (!field) return false;
  *found = field->get(*values);
  if (!wanted) return true;
  if (*wanted < field->lowest || *wanted > field->highest) {
    throw files::ConfigError(space_name + ": " + name + " is " + designs::plain(*wanted) + "; must be from " +
                             designs::plain(field->lowest) + " to " + designs::plain(field->highest));
  }
  field->set(values, *wanted);
  return true;
}

// What the accelerator has; then it has `wanted`, if that is given.
double exchange(Accelerator* accelerator, const std::string& name, const std::optional<double>& wanted,
                const std::string& space_name) {
  double found = 0;
  if (!exchange(machine::kParameters, name, &accelerator->configuration, wanted, &found, space_name) &&
      !exchange(machine::kConstants, name, &accelerator->constants, wanted, &found, space_name)) {
    throw files::ConfigError(space_name + ": " + files::printable(name, 60) +
                             " is no number of a configuration file; sensitivities are of such alone");
  }
  return found;
}

// The nearest values below and above.
std::vector<double> neighbours(const optimizers::Parameter& parameter, double value) {
  std::optional<double> below, above;
  for (const double other : parameter.numbers) {
    if (other < value && (!below || other > *below)) below = other;
    if (other > value && (!above || other < *above)) above = other;
  }
  std::vector<double> values;
  for (const auto& found : {below, above})
    if (found) values.push_back(*found);
  return values;
}

std::int64_t cycles_of(const Evaluation& e) {
  std::int64_t cycles = 0;
  for (const designs::WorkloadResult& workload : e.workloads) cycles += workload.cycles;
  return cycles;
}

ordered_json number(double value) {
  const bool is_whole = value == std::floor(value);
  return is_whole ? ordered_json(static_cast<std::int64_t>(value)) : ordered_json(value);
}

// "+12.3 %", of a feasible design; nothing if there is nothing to compare with.
std::string change_text(double value, double before) {
  if (!(before > 0) || std::isnan(value)) return "";
  const double change = value / before - 1;
  return (change < 0 ? "-" : "+") + designs::percent(std::fabs(change));
}

}  // namespace

std::vector<Step> steps_around(const Accelerator& accelerator, const optimizers::SearchSpace& space,
                               const std::string& space_name, const designs::DesignEvaluator& evaluator,
                               const designs::EvaluationOptions& options) {
  std::vector<Step> steps;
  for (const optimizers::Parameter& parameter : space.parameters()) {
    if (parameter.name == designs::kTechnology || parameter.name == designs::kBatch) continue;
    Accelerator design = accelerator;
    const double from = exchange(&design, parameter.name, std::nullopt, space_name);
    for (const double value : neighbours(parameter, from)) {
      exchange(&design, parameter.name, value, space_name);
      designs::check_clock(design, evaluator.technology(), space_name);
      steps.push_back({parameter.name, value, from, evaluator.evaluate(design, options)});
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
    row(step.parameter, designs::plain(step.value), step.evaluation,
        change_text(step.evaluation.reward, design.reward));
  return "each parameter one step of the space down and up, reward " + reward_unit + "\n\n" + table.text(2);
}

ordered_json sensitivity_json(const std::vector<Step>& steps) {
  ordered_json list = ordered_json::array();
  for (const Step& step : steps) {
    const Evaluation& e = step.evaluation;
    const bool has_reward = e.feasible && !std::isnan(e.reward);
    list.push_back({{"parameter", step.parameter},
                    {"from", number(step.from)},
                    {"value", number(step.value)},
                    {"feasible", e.feasible},
                    {"infeasible", to_json(e.infeasible)},
                    {"cycles", e.feasible ? ordered_json(cycles_of(e)) : ordered_json()},
                    {"area_mm2", e.area_mm2.total()},
                    {"reward", has_reward ? ordered_json(e.reward) : ordered_json()}});
  }
  return list;
}

}  // namespace apollo::cli
