#include "apollo/study/evaluators.h"

#include <cassert>

#include "apollo/study/exec_evaluator.h"
#include "apollo/study/objective_rewards.h"
#include "apollo/study/space_evaluator.h"
#include "files/config_error.h"

namespace apollo::study {

Evaluators::Evaluators(const StudySpec& spec, std::vector<workloads::Network> networks,
                       std::string space_name)
    : space_name_(std::move(space_name)) {
  const designs::Scoring* scoring = spec.own_scoring();
  if (!scoring) return;
  designs_.emplace(designs::evaluator_of(*scoring, std::move(networks), "study.json"));
  if (designs_->baseline_failure())
    throw files::ConfigError("no reward to search for: " + *designs_->baseline_failure());
}

Evaluator& Evaluators::of(const StudySpec& spec) {
  const std::lock_guard<std::mutex> guard(mutex_);
  auto& evaluator = by_area_[spec.constraints.area_mm2];
  if (!evaluator) evaluator = make(spec);
  return *evaluator;
}

std::unique_ptr<Evaluator> Evaluators::make(const StudySpec& spec) const {
  if (const ExecScoring* program = spec.exec_scoring()) {
    auto evaluator = std::make_unique<ExecEvaluator>(*program, spec.constraints.area_mm2);
    if (program->objectives.empty()) return evaluator;
    return std::make_unique<ObjectiveRewards>(std::move(evaluator), *program);
  }
  const designs::Scoring* scoring = spec.own_scoring();
  assert(scoring && designs_);
  return std::make_unique<SpaceEvaluator>(*designs_, designs::default_design(*scoring), spec.space,
                                          space_name_, designs::options_of(*scoring, spec.constraints));
}

}  // namespace apollo::study
