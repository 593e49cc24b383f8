#include "apollo/study/attempts.h"

#include <algorithm>
#include <utility>

namespace apollo::study {
namespace {

constexpr std::chrono::milliseconds kStopInterval(50);  // a signal handler can notify nobody

}  // namespace

Attempts::Attempts(FailurePolicy policy, std::chrono::milliseconds first_wait, const std::atomic<bool>* stop)
    : policy_(policy), first_wait_(first_wait), stop_(stop) {}

std::optional<int> Attempts::begin() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!is_stopped() && pause_.empty()) {
    if (!waits()) return in_a_row_;
    if (!is_trying_ && Clock::now() >= next_) {
      is_trying_ = true;
      return in_a_row_;
    }
    changed_.wait_for(lock, kStopInterval);
  }
  return std::nullopt;
}

void Attempts::succeeded() {
  const std::lock_guard<std::mutex> guard(mutex_);
  in_a_row_ = 0;
  has_succeeded_ = true;
  is_trying_ = false;
  changed_.notify_all();
}

void Attempts::failed(int begun, std::int64_t trial, const EvaluationFailure& failure) {
  const std::lock_guard<std::mutex> guard(mutex_);
  // What was under way when the evaluator failed does not count again: it began before the last failure.
  if (has_succeeded_ && begun != in_a_row_) return;
  ++in_a_row_;
  is_trying_ = false;
  next_ = Clock::now() + first_wait_ * (std::int64_t{1} << std::min(in_a_row_ - 1, kMostInARow));
  const std::string last = "trial " + std::to_string(trial) + ": " + failure.reason() + ": " + failure.what();
  const bool is_outcome = policy_.kind == FailurePolicy::Kind::infeasible && has_succeeded_;
  if (policy_.kind == FailurePolicy::Kind::stop) {
    pause_ = "the evaluator has failed at " + last;
  } else if (in_a_row_ >= kMostInARow && !is_outcome) {
    pause_ =
        "the evaluator has failed " + std::to_string(kMostInARow) + " times in a row, the last at " + last;
  }
  changed_.notify_all();
}

bool Attempts::are_over() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  return is_stopped() || !pause_.empty();
}

std::string Attempts::pause() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  return pause_;
}

}  // namespace apollo::study
