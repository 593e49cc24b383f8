#pragma once
#include <atomic>

namespace apollo::cli {

// The exit status of a command that a signal ended: what shells give after SIGINT.
inline constexpr int kInterrupted = 130;

// While it lives, the first SIGINT or SIGTERM sets requested(), and says so on the standard error, instead of
// ending the process; the second ends it. At most one at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& requested() const;
};

}  // namespace apollo::cli
