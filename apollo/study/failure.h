#pragma once
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "optimizers/search_space.h"

// An evaluator that cannot say what a point is worth, for a reason that is none of the point's: a program
// that has died, an outage. A failure is no outcome: no strategy learns of it, and the trial can be tried
// again.
namespace apollo::study {

// Thrown by Evaluator::evaluate().
class EvaluationFailure : public std::runtime_error {
 public:
  // `reason`: a short name that can be counted; `error`: one line for people.
  EvaluationFailure(std::string reason, const std::string& error)
      : std::runtime_error(error), reason_(std::move(reason)) {}
  const std::string& reason() const { return reason_; }

 private:
  std::string reason_;
};

// Thrown by Evaluator::evaluate() of an evaluation that nobody waits for any more, after RunOptions::stop: it
// is as if it had not begun.
class EvaluationAbandoned : public std::runtime_error {
 public:
  EvaluationAbandoned() : std::runtime_error("abandoned") {}
};

// What becomes of a failure.
struct FailurePolicy {
  enum class Kind {
    retry,       // the point is tried again after the others of its batch
    infeasible,  // an outcome after all: the point is infeasible
    stop         // the study pauses
  };
  Kind kind = Kind::retry;
  int retries = 2;  // of `retry`, per run

  bool operator==(const FailurePolicy& o) const { return kind == o.kind && retries == o.retries; }
};
inline constexpr int kMostRetries = 1000;
// What values there are, for messages.
inline constexpr char kFailurePolicies[] = "retry=N with N from 0 to 1000, infeasible, or stop";

// "retry=2", "infeasible", "stop", and the other way round: nothing if the text is something else.
std::string to_text(const FailurePolicy& policy);
std::optional<FailurePolicy> failure_policy_of(const std::string& text);

// A trial whose attempts have all failed so far.
struct FailedTrial {
  std::int64_t id = 0;
  optimizers::Point point;
  std::string proposer;       // Optimizer::proposers; empty if there is none
  int attempts = 0;           // of all runs
  std::string reason, error;  // of the last
  // The study has gone on without it: the strategy was told of its batch without this trial, and is not told
  // of it later, even if another run finds its outcome.
  bool passed_over = false;

  bool operator==(const FailedTrial& o) const {
    return id == o.id && point == o.point && proposer == o.proposer && attempts == o.attempts &&
           reason == o.reason && error == o.error && passed_over == o.passed_over;
  }
};

}  // namespace apollo::study
