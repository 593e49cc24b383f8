#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "apollo/study/failure.h"

namespace apollo::study {

// The trials of a study that have failed. A trial that has used up its retries is given up, and the study
// goes on; that it has been passed over is only settled when the evaluator has answered again. If it does
// not, the study pauses, and a resumed run begins with the trials that were given up: an outage costs no
// trial.
class FailedTrials {
 public:
  explicit FailedTrials(const std::vector<FailedTrial>& stored = {});

  // Null if it has not failed.
  const FailedTrial* find(std::int64_t id) const;
  // One more attempt at `trial`, which names the point and the proposer, has failed. What is to be stored.
  const FailedTrial& add(const FailedTrial& trial, const EvaluationFailure& failure);
  void give_up(std::int64_t id) { given_up_.push_back(id); }
  // Whether the study goes on, or has gone on, without it.
  bool is_passed_over(std::int64_t id) const;

  // The evaluator has answered, or the run is at its end: gives the trials that have been passed over by
  // that.
  std::vector<std::int64_t> settle();

  // Those that were given up while the evaluator failed at other trials too: more likely an outage than the
  // point.
  const std::vector<std::int64_t>& worth_another_attempt() const { return again_; }
  const std::map<std::int64_t, FailedTrial>& all() const { return all_; }

 private:
  std::map<std::int64_t, FailedTrial> all_;
  std::vector<std::int64_t> given_up_;  // not settled
  std::set<std::int64_t> in_a_row_;     // failed since the evaluator last answered
  std::vector<std::int64_t> again_;
};

}  // namespace apollo::study
