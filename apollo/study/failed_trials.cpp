#include "apollo/study/failed_trials.h"

#include <algorithm>
#include <utility>

namespace apollo::study {

FailedTrials::FailedTrials(const std::vector<FailedTrial>& stored) {
  for (const FailedTrial& trial : stored) all_.emplace(trial.id, trial);
}

const FailedTrial* FailedTrials::find(std::int64_t id) const {
  const auto found = all_.find(id);
  return found == all_.end() ? nullptr : &found->second;
}

const FailedTrial& FailedTrials::add(const FailedTrial& trial, const EvaluationFailure& failure) {
  in_a_row_.insert(trial.id);
  FailedTrial& kept = all_[trial.id];
  // A run that was broken off may have left one of another point: it had given up a trial before that.
  if (kept.point != trial.point) kept = trial;
  ++kept.attempts;
  kept.reason = failure.reason();
  kept.error = failure.what();
  return kept;
}

bool FailedTrials::is_passed_over(std::int64_t id) const {
  if (std::count(given_up_.begin(), given_up_.end(), id) > 0) return true;
  const FailedTrial* trial = find(id);
  return trial && trial->passed_over;
}

std::vector<std::int64_t> FailedTrials::settle() {
  for (const std::int64_t id : given_up_) all_.at(id).passed_over = true;
  if (in_a_row_.size() > 1) again_.insert(again_.end(), given_up_.begin(), given_up_.end());
  in_a_row_.clear();
  return std::exchange(given_up_, {});
}

}  // namespace apollo::study
