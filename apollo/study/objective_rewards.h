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

  // An answer that lacks one is infeasible, with the reason evaluator_garbage. ConfigError if it is the first
  // of a feasible point: the program does not know the objective, and must not use up a study.
  Outcome evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) override;

 private:
  Outcome refused(Outcome outcome, const std::string& objective) const;

  const std::unique_ptr<Evaluator> program_;
  const ExecScoring scoring_;
  std::atomic<bool> has_reported_{false};  // all of them, any answer
};

}  // namespace apollo::study
