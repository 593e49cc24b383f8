#pragma once
#include <string>

#include "apollo/designs/evaluation.h"
#include "apollo/study/evaluator.h"

namespace apollo::study {

// The accelerator with the values of the point. The space's parameters have to be fields of a configuration.
machine::Accelerator accelerator_at(const machine::Accelerator& accelerator,
                                    const optimizers::SearchSpace& space, const optimizers::Point& point);

// Scores the points of a search space with a DesignEvaluator. The space's parameters are fields of a
// configuration file by their names; those that it leaves out have the baseline's values.
class SpaceEvaluator : public Evaluator {
 public:
  // ConfigError that names `space_file` if a parameter is no field of a configuration, or one of its values
  // is out of range.
  SpaceEvaluator(const designs::DesignEvaluator& designs, const machine::Accelerator& baseline,
                 const optimizers::SearchSpace& space, const std::string& space_file,
                 designs::EvaluationOptions options);

  Outcome evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) override;
  bool within_budget(const optimizers::SearchSpace& space, const optimizers::Point& point) override;

 private:
  const designs::DesignEvaluator& designs_;
  machine::Accelerator baseline_;
  designs::EvaluationOptions options_;
};

}  // namespace apollo::study
