#include "apollo/designs/reward_bound.h"

namespace apollo::designs {

std::string unbounded_objective(const Criteria& criteria) {
  for (const Objective* objective : criteria.objectives)
    if (objective->measure && *objective->measure != compiler::Goal::Measure::cycles) return objective->name;
  return "";
}

RewardBound::RewardBound(const DesignEvaluator& evaluator, Criteria criteria)
    : evaluator_(evaluator), criteria_(std::move(criteria)) {
  for (std::size_t i = 0; i < evaluator.networks().size(); ++i) {
    bounds_.emplace_back(evaluator.networks()[i]);
    evaluation_.workloads.emplace_back();
    evaluation_.workloads.back().weight = evaluator.weights()[i];
  }
}

const std::vector<std::int64_t>& RewardBound::least_cycles(const machine::Accelerator& accelerator) {
  least_.clear();
  for (compiler::bound::ProgramBound& bound : bounds_) least_.push_back(bound.cycles(accelerator));
  return least_;
}

double RewardBound::reward(const machine::Accelerator& accelerator, const cost::AreaBreakdown& area,
                           int batch, const std::vector<std::int64_t>& cycles) {
  evaluation_.area_mm2 = area;
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    evaluation_.workloads[i].batch = batch;
    set_time(cycles[i], accelerator.constants, &evaluation_.workloads[i]);
  }
  return evaluator_.reward_of(evaluation_, criteria_);
}

}  // namespace apollo::designs
