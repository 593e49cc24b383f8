#include "apollo/study/space_evaluator.h"

#include "apollo/study/evaluation_outcome.h"

namespace apollo::study {

SpaceEvaluator::SpaceEvaluator(const designs::DesignEvaluator& designs, const designs::Design& base,
                               const optimizers::SearchSpace& space, const std::string& space_file,
                               designs::EvaluationOptions options)
    : designs_(designs), base_(base), options_(std::move(options)) {
  options_.layers = false;
  check_design_space(base, space, space_file);
  technologies_.emplace(base, space);
}

bool SpaceEvaluator::within_budget(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  const auto& limit = options_.constraints.area_mm2;
  return !limit ||
         area(accelerator_at(base_.accelerator, space, point), technologies_->at(point)).total() <= *limit;
}

Outcome SpaceEvaluator::evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  return to_outcome(designs_.at(technologies_->at(point), batch_at(base_.batch, space, point))
                        .evaluate(accelerator_at(base_.accelerator, space, point), options_));
}

}  // namespace apollo::study
