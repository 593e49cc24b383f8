#pragma once
#include <optional>
#include <string>

#include "apollo/designs/evaluation.h"
#include "apollo/study/design_space.h"
#include "apollo/study/evaluator.h"

namespace apollo::study {

// Scores the points of a search space, as designs, with a DesignEvaluator, each in its technology and at its
// batch; rewards are relative to that evaluator's baseline.
class SpaceEvaluator : public Evaluator {
 public:
  // What the space leaves out is the base's. ConfigError as of check_design_space().
  SpaceEvaluator(const designs::DesignEvaluator& designs, const designs::Design& base,
                 const optimizers::SearchSpace& space, const std::string& space_file,
                 designs::EvaluationOptions options);

  Outcome evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) override;
  bool within_budget(const optimizers::SearchSpace& space, const optimizers::Point& point) override;

 private:
  const designs::DesignEvaluator& designs_;
  designs::Design base_;
  std::optional<Technologies> technologies_;  // once the space has been checked
  designs::EvaluationOptions options_;
};

}  // namespace apollo::study
