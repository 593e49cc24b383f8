#pragma once
#include <time.h>

#include <atomic>
#include <optional>

#include "apollo/cli/deadline.h"

namespace apollo::cli {

// The exit status of a command that ended before its work was done: by a signal what shells give after
// SIGINT, by --deadline what timeout(1) gives, and what an error gives if the evaluator has failed.
inline constexpr int kInterrupted = 130, kDeadlineReached = 124, kEvaluatorFailed = 2;

// While it lives, the first SIGINT or SIGTERM, or the deadline if there is one, sets requested(), and says so
// on the standard error, instead of ending the process; a further signal ends it. At most one at a time.
class Interrupt {
 public:
  explicit Interrupt(const std::optional<Deadline>& deadline = std::nullopt);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& requested() const;
  // Whether a signal has requested it.
  bool is_signalled() const;
  // Of what has requested it: the exit status, and the word for it.
  int status() const;
  const char* reason() const;

 private:
  std::optional<timer_t> timer_;
};

}  // namespace apollo::cli
