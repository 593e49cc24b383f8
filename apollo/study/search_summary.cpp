#include "apollo/study/search_summary.h"

#include <cassert>

#include "apollo/study/results.h"

namespace apollo::study {

const std::vector<machine::Infeasible::Reason>& reasons_of_designs() {
  using Reason = machine::Infeasible::Reason;
  static const std::vector<Reason> reasons = {Reason::area,
                                              Reason::pe_memory,
                                              Reason::core_memory,
                                              Reason::parameter_memory,
                                              Reason::activation_memory,
                                              Reason::instruction_memory,
                                              Reason::reticle};
  return reasons;
}

void add_trial(const TrialRecord& trial, const StudySpec& spec, SearchSummary& s) {
  ++s.trials;
  if (trial.outcome.feasible) {
    ++s.feasible;
  } else {
    ++s.infeasible[trial.outcome.reason];
    const nlohmann::json network = trial.outcome.details.value("infeasible_workload", nlohmann::json());
    if (network.is_string() && network != "")
      ++s.infeasible_on[trial.outcome.reason][network.get<std::string>()];
  }
  if (!s.front && spec.objectives().size() > 1) s.front.emplace(spec);
  if (s.front) s.front->add(trial);
  if (!is_better(trial, s.best ? &*s.best : nullptr)) return;
  s.best = trial;
  s.best_configuration = configuration_of(spec, trial.point);
}

SearchSummary summary_of(const StudyResult& result, const StudySpec& spec, const std::string& folder) {
  SearchSummary s;
  s.folder = folder;
  s.exhausted = result.exhausted;
  s.stopped = result.stopped;
  s.pause = result.pause;
  s.failed = result.failed;
  for (const optimizers::Parameter& parameter : spec.space.parameters()) s.searched.insert(parameter.name);
  for (const TrialRecord& trial : result.trials) add_trial(trial, spec, s);
  return s;
}

void add_designs(const designs::DesignEvaluator& designs, const StudySpec& spec, SearchSummary& s) {
  const designs::Scoring* scoring = spec.own_scoring();
  assert(scoring);
  // Without constraints: the baseline need not keep them to be compared with.
  designs::EvaluationOptions options = designs::options_of(*scoring, {});
  options.engine = designs::Engine::fast;
  options.layers = false;
  for (const auto reason : reasons_of_designs()) s.infeasible[to_string(reason)] += 0;
  s.reward_unit = reward_unit(*scoring);
  s.networks = scoring->networks.size();
  if (scoring->is_relative)
    s.baseline = {baseline_design(*scoring), designs.evaluate(scoring->baseline, options)};
  if (!s.best) return;
  const designs::Design best = design_at(spec, s.best->point);
  s.best_design = {best, evaluate(best, designs, options)};
  if (s.baseline && s.best_design->evaluation.feasible)
    s.support = support_of(options.criteria, s.best_design->evaluation, s.baseline->evaluation);
}

}  // namespace apollo::study
