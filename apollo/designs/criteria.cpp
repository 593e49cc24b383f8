#include "apollo/designs/criteria.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>

#include "apollo/designs/evaluation.h"

namespace apollo::designs {
namespace {

const std::vector<std::string>& names() {
  static const std::vector<std::string> list = {"", "geometric_mean", "harmonic_mean", "weighted", "worst"};
  return list;
}

double aggregated(Aggregate aggregate, const Objective& objective, const Evaluation& design,
                  const Evaluation* baseline) {
  double sum = 0, weights = 0, lowest = HUGE_VAL;
  for (std::size_t i = 0; i < design.workloads.size(); ++i) {
    const double weight = design.workloads[i].weight;
    const double ratio = objective.figure(design, i) / (baseline ? objective.figure(*baseline, i) : 1);
    lowest = std::min(lowest, ratio);
    weights += weight;
    sum += weight * (aggregate == Aggregate::geometric_mean  ? std::log(ratio)
                     : aggregate == Aggregate::harmonic_mean ? 1 / ratio
                                                             : ratio);
  }
  if (aggregate == Aggregate::worst) return lowest;
  const double mean = sum / weights;
  if (aggregate == Aggregate::geometric_mean) return std::exp(mean);
  return aggregate == Aggregate::harmonic_mean ? 1 / mean : mean;
}

}  // namespace

std::vector<std::string> aggregate_names() { return {names().begin() + 1, names().end()}; }

Aggregate aggregate_of(const std::string& name) {
  const auto found = std::find(names().begin() + 1, names().end(), name);
  assert(found != names().end());
  return static_cast<Aggregate>(found - names().begin());
}

std::string to_string(Aggregate aggregate) { return names()[static_cast<std::size_t>(aggregate)]; }

compiler::Goal::Measure Criteria::measure() const {
  using Measure = compiler::Goal::Measure;
  std::optional<Measure> common;
  for (const Objective* objective : objectives) {
    if (!objective->measure) continue;
    if (common && *common != *objective->measure) return Measure::energy_delay;
    common = objective->measure;
  }
  return common.value_or(Measure::cycles);
}

std::vector<double> rewards_of(const Criteria& criteria, const Evaluation& design,
                               const Evaluation* baseline) {
  std::vector<double> rewards;
  for (const Objective* objective : criteria.objectives) {
    rewards.push_back(criteria.aggregate == Aggregate::own
                          ? objective->reward(design, baseline)
                          : aggregated(criteria.aggregate, *objective, design, baseline));
  }
  return rewards;
}

double compromise(const Criteria& criteria, const std::vector<double>& rewards) {
  if (rewards.size() == 1) return rewards[0];
  double product = 1;
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    const double reference = criteria.reference.empty() ? 0 : criteria.reference[i];
    product *= std::max(0.0, rewards[i] - reference);
  }
  return std::pow(product, 1 / static_cast<double>(rewards.size()));
}

}  // namespace apollo::designs
