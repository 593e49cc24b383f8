#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "apollo/study/failure.h"

namespace apollo::study {

// When a run of a study may ask its evaluator, which may fail, and when it has to give up on it. Thread-safe:
// the workers of the run share it.
//
// Once attempts fail, they go one at a time, over all workers, and each waits twice as long as the one
// before; the first success sets all free. The eighth failure in a row pauses the study. An evaluator that
// has not answered in this run yet is not waited for: it is more likely a wrong command than an outage.
class Attempts {
 public:
  static constexpr int kMostInARow = 8;

  // Waits `first_wait` after the first failure in a row. `stop` may be null; must outlive this.
  Attempts(FailurePolicy policy, std::chrono::milliseconds first_wait, const std::atomic<bool>* stop);

  // Waits until another attempt may begin. Nothing if none may any more; otherwise to be told to failed().
  std::optional<int> begin();
  void succeeded();
  // `trial` and the failure are what the pause is explained with.
  void failed(int begun, std::int64_t trial, const EvaluationFailure& failure);

  // Whether no attempt may begin any more: the run has been stopped, or is paused.
  bool are_over() const;
  // Why the study pauses, in one line; empty if it does not.
  std::string pause() const;
  const FailurePolicy& policy() const { return policy_; }

 private:
  using Clock = std::chrono::steady_clock;
  bool waits() const { return policy_.kind == FailurePolicy::Kind::retry && has_succeeded_ && in_a_row_ > 0; }
  bool is_stopped() const { return stop_ && *stop_; }

  const FailurePolicy policy_;
  const std::chrono::milliseconds first_wait_;
  const std::atomic<bool>* const stop_;
  mutable std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  int in_a_row_ = 0;            // failures
  bool has_succeeded_ = false;  // any attempt
  bool is_trying_ = false;      // the one attempt at a time
  Clock::time_point next_;      // may begin then
  std::string pause_;
};

}  // namespace apollo::study
