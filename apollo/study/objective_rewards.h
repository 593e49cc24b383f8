#pragma once
#include <atomic>
#include <memory>

#include "apollo/study/evaluator.h"
#include "apollo/study/exec_scoring.h"

namespace apollo::study {

// Makes the reward of what a program of the user reports by its objectives: every feasible answer has the
// detail reward_NAME of each, a number of at least 0; the reward is designs::compromise() of them.
class ObjectiveRewards : public Evaluator {
 public:
  // `program` asks the program of the scoring, which has objectives.
  ObjectiveRewards(std::unique_ptr<Evaluator> program, ExecScoring scoring);

  // An answer that lacks one is a failure, evaluator_garbage. ConfigError if it is the first of a feasible
  // point: the program does not know the objective.
  Outcome evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) override;

 private:
  [[noreturn]] void refuse(const Outcome& outcome, const std::string& objective) const;

  const std::unique_ptr<Evaluator> program_;
  const ExecScoring scoring_;
  std::atomic<bool> has_reported_{false};  // all of them, any answer
};

}  // namespace apollo::study
