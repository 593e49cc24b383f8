#include "apollo/study/front.h"

namespace apollo::study {

std::string reward_detail(const std::string& objective) { return "reward_" + objective; }

Front::Front(const StudySpec& spec) {
  if (spec.objectives().size() < 2) return;
  objectives_ = spec.objectives();
  reference_ = spec.reference();
  reference_.resize(objectives_.size());
}

optimizers::Values Front::values_of(const Outcome& outcome) const {
  optimizers::Values values;
  if (!outcome.feasible) return values;
  for (const std::string& objective : objectives_) {
    const auto found = outcome.details.find(reward_detail(objective));
    if (found == outcome.details.end() || !found->is_number()) return {};
    values.push_back(found->get<double>());
  }
  return values;
}

bool Front::add(const TrialRecord& trial) {
  const optimizers::Values values = values_of(trial.outcome);
  return !values.empty() && front_.add(trial.id, values);
}

double Front::hypervolume() const { return optimizers::hypervolume(front_.values(), reference_); }

std::vector<double> hypervolumes(const StudySpec& spec, const std::vector<TrialRecord>& trials) {
  Front front(spec);
  std::vector<double> result;
  if (front.objectives().empty()) return result;
  double volume = 0;
  for (const TrialRecord& trial : trials) {
    if (front.add(trial)) volume = front.hypervolume();
    result.push_back(volume);
  }
  return result;
}

}  // namespace apollo::study
