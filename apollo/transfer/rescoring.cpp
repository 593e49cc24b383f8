#include "apollo/transfer/rescoring.h"

#include <algorithm>
#include <cmath>

#include "apollo/designs/reward_bound.h"
#include "apollo/study/evaluation_outcome.h"
#include "apollo/study/space_json.h"

namespace apollo::transfer {

using designs::Design;
using designs::Scoring;
using nlohmann::json;
using optimizers::Parameter;
using optimizers::Point;
using study::Outcome;
using study::TrialRecord;
using Reason = machine::Infeasible::Reason;

namespace {

constexpr double kUsPerMs = 1e3;

// All values by name that the source says of a point.
json values_of(const Source& source, const Point& point) {
  if (source.spec.own_scoring()) return values_by_name(study::design_at(source.spec, point));
  return study::configuration_of(source.spec.space, point);
}

// The position of the value among the parameter's; of a number that is not there the nearest by ratio.
// Nothing for a text that is not there.
std::optional<int> position(const Parameter& parameter, const json& value, bool* is_same) {
  for (int i = 0; i < parameter.size(); ++i)
    if (study::value_of(parameter, i) == value) return i;
  *is_same = false;
  if (!value.is_number() || parameter.numbers.empty() || parameter.kind != Parameter::Kind::ordinal)
    return std::nullopt;
  const auto distance = [&](double number) {
    const double wanted = value.get<double>();
    return number > 0 && wanted > 0 ? std::abs(std::log(number / wanted)) : std::abs(number - wanted);
  };
  const auto nearest = std::min_element(parameter.numbers.begin(), parameter.numbers.end(),
                                        [&](double a, double b) { return distance(a) < distance(b); });
  return static_cast<int>(nearest - parameter.numbers.begin());
}

double detail(const TrialRecord& trial, const std::string& name) {
  const auto found = trial.outcome.details.find(name);
  return found != trial.outcome.details.end() && found->is_number() ? found->get<double>() : std::nan("");
}

bool same_chip(const Design& a, const Design& b) {
  return a.accelerator.configuration == b.accelerator.configuration &&
         a.accelerator.constants == b.accelerator.constants && a.batch == b.batch;
}

// `network`: what the limit was broken on; empty if it is the design alone.
Outcome refused(const machine::Infeasible& infeasible, double area_mm2, const std::string& network = "") {
  designs::Evaluation evaluation;
  evaluation.infeasible = infeasible;
  evaluation.infeasible_workload = network;
  Outcome outcome = study::to_outcome(evaluation);
  outcome.area_mm2 = area_mm2;
  return outcome;
}

// Whether a trial is infeasible for a limit that another study may not have.
bool broke_limit(const Outcome& outcome) {
  return outcome.reason == to_string(Reason::area) || outcome.reason == to_string(Reason::latency) ||
         outcome.reason == to_string(Reason::power);
}

}  // namespace

std::optional<std::int64_t> cycles_of(const TrialRecord& trial, const Design& design,
                                      const std::string& network) {
  const double latency_ms = detail(trial, "latency_ms_" + network);
  const machine::TemplateConstants& constants = design.accelerator.constants;
  const double computing_ms = latency_ms - constants.inference_overhead_us / kUsPerMs;
  if (!(computing_ms > 0)) return std::nullopt;
  return std::llround(computing_ms * constants.clock_mhz * kUsPerMs / design.batch);
}

Rescoring::Rescoring(const study::StudySpec& spec, const designs::DesignEvaluator* designs)
    : spec_(spec), designs_(designs) {
  if (const Scoring* own = spec.own_scoring()) options_ = options_of(*own, spec.constraints);
}

std::vector<std::string> Rescoring::common_parameters(const Source& source) const {
  const json values = values_of(source, source.trials.front().point);
  std::vector<std::string> common;
  for (const Parameter& parameter : spec_.space.parameters())
    if (values.contains(parameter.name)) common.push_back(parameter.name);
  return common;
}

std::optional<Counterpart> Rescoring::counterpart(const Source& source, const Point& point) const {
  const json values = values_of(source, point);
  Counterpart result;
  for (const Parameter& parameter : spec_.space.parameters()) {
    const auto value = values.find(parameter.name);
    if (value == values.end()) return std::nullopt;
    const auto index = position(parameter, *value, &result.is_same);
    if (!index) return std::nullopt;
    result.point.push_back(*index);
  }
  if (source.spec.own_scoring() && spec_.own_scoring())
    result.is_same = result.is_same &&
                     same_chip(study::design_at(source.spec, point), study::design_at(spec_, result.point));
  else
    result.is_same = result.is_same && source.spec.space.dimensions() == spec_.space.dimensions();
  return result;
}

std::optional<Outcome> Rescoring::outcome(const Source& source, const TrialRecord& trial,
                                          const Counterpart& counterpart) const {
  if (!counterpart.is_same) return std::nullopt;
  if (spec_.own_scoring() && source.spec.own_scoring()) return own_outcome(source, trial, counterpart.point);
  if (spec_.exec_scoring() && source.spec.exec_scoring()) return exec_outcome(source, trial);
  return std::nullopt;
}

std::optional<Outcome> Rescoring::exec_outcome(const Source& source, const TrialRecord& trial) const {
  study::ExecScoring theirs = *source.spec.exec_scoring();
  theirs.on_failure = spec_.exec_scoring()->on_failure;
  theirs.timeout_s = spec_.exec_scoring()->timeout_s;
  if (to_json(theirs) != to_json(*spec_.exec_scoring())) return std::nullopt;
  const auto& limit = spec_.constraints.area_mm2;
  if (limit && trial.outcome.area_mm2 > *limit)
    return refused({Reason::area, "", trial.outcome.area_mm2, *limit}, trial.outcome.area_mm2);
  if (source.spec.constraints.area_mm2 && broke_limit(trial.outcome)) return std::nullopt;
  return trial.outcome;
}

bool Rescoring::has_same_programs(const Scoring& source) const {
  const Scoring& own = *spec_.own_scoring();
  if (own.engine != source.engine) return false;
  const auto measure = [](const Scoring& scoring) { return criteria_of(scoring, "transfer.json").measure(); };
  return measure(own) == measure(source) &&
         std::all_of(own.fingerprints.begin(), own.fingerprints.end(), [&](const auto& network) {
           return std::any_of(source.fingerprints.begin(), source.fingerprints.end(),
                              [&](const auto& theirs) { return theirs.second == network.second; });
         });
}

std::optional<Outcome> Rescoring::own_outcome(const Source& source, const TrialRecord& trial,
                                              const Point& point) const {
  const Design design = study::design_at(spec_, point), theirs = study::design_at(source.spec, trial.point);
  designs::Evaluation evaluation;
  evaluation.area_mm2 = area(design.accelerator, design.technology.coefficients("study.json"));
  const double area_mm2 = evaluation.area_mm2.total();
  if (const auto failure = designs::design_failure(design.accelerator, area_mm2, spec_.constraints))
    return refused(*failure, area_mm2);
  if (!has_same_programs(*source.spec.own_scoring())) return std::nullopt;
  if (!trial.outcome.feasible) {
    if (broke_limit(trial.outcome)) return std::nullopt;
    const std::string network = trial.outcome.details.value("infeasible_workload", std::string());
    const auto is_it = [&](const workloads::Network& own) { return own.name == network; };
    const auto& networks = designs_->networks();
    if (!network.empty() && std::none_of(networks.begin(), networks.end(), is_it)) return std::nullopt;
    return trial.outcome;
  }
  const bool by_energy =
      !designs::unbounded_objective(options_.criteria).empty() || spec_.constraints.power_w.has_value();
  if (by_energy && design.technology.json() != theirs.technology.json()) return std::nullopt;
  for (std::size_t i = 0; i < designs_->networks().size(); ++i) {
    designs::WorkloadResult result;
    result.name = designs_->networks()[i].name;
    result.weight = designs_->weights()[i];
    result.batch = design.batch;
    const auto cycles = cycles_of(trial, theirs, result.name);
    if (!cycles) return std::nullopt;
    set_time(*cycles, design.accelerator.constants, &result);
    result.utilization = detail(trial, "utilization_" + result.name);
    if (by_energy) {
      result.energy_mj.dram = detail(trial, "dram_energy_mj_" + result.name);
      result.energy_mj.leakage = detail(trial, "energy_mj_" + result.name) - result.energy_mj.dram;
      if (!std::isfinite(result.energy_mj.total())) return std::nullopt;
      result.power_w = result.batch * result.energy_mj.total() / result.latency_ms;
    }
    if (const auto broken = broken_constraint(result, spec_.constraints))
      return refused(*broken, area_mm2, result.name);
    evaluation.workloads.push_back(std::move(result));
  }
  evaluation.feasible = true;
  designs_->set_reward(options_.criteria, &evaluation);
  return study::to_outcome(evaluation);
}

}  // namespace apollo::transfer
