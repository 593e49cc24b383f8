#include "apollo/study/objective_rewards.h"

#include <utility>
#include <vector>

#include "apollo/designs/criteria.h"
#include "apollo/study/failure.h"
#include "apollo/study/front.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::study {

ObjectiveRewards::ObjectiveRewards(std::unique_ptr<Evaluator> program, ExecScoring scoring)
    : program_(std::move(program)), scoring_(std::move(scoring)) {}

Outcome ObjectiveRewards::evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  Outcome outcome = program_->evaluate(space, point);
  if (!outcome.feasible) return outcome;
  designs::Criteria criteria;
  criteria.reference = scoring_.reference;
  std::vector<double> rewards;
  for (const std::string& objective : scoring_.objectives) {
    const auto reward = outcome.details.find(reward_detail(objective));
    const bool is_good = reward != outcome.details.end() && reward->is_number() && reward->get<double>() >= 0;
    if (!is_good) refuse(outcome, objective);
    rewards.push_back(reward->get<double>());
  }
  has_reported_ = true;
  outcome.reward = designs::compromise(criteria, rewards);
  return outcome;
}

void ObjectiveRewards::refuse(const Outcome& outcome, const std::string& objective) const {
  const std::string key = reward_detail(objective);
  const auto found = outcome.details.find(key);
  const std::string is =
      key + " is " + (found == outcome.details.end() ? "missing" : files::printable(found->dump(), 60));
  const std::string must = "; must be a number of at least 0, of the objective " + objective;
  if (!has_reported_)
    throw files::ConfigError("the evaluator is \"" + files::printable(to_text(scoring_), 200) +
                             "\", in whose answer " + is + must);
  throw EvaluationFailure("evaluator_garbage", "the answer's " + is + must);
}

}  // namespace apollo::study
