#include "apollo/cli/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace apollo::cli {
namespace {

// A signal handler can reach nothing but a global.
std::atomic<bool> signalled{false};
static_assert(std::atomic<bool>::is_always_lock_free, "signal handlers need lock-free atomics");

constexpr char kMessage[] = "\nending after the evaluations under way; the same signal again ends at once\n";

void handle(int) {
  signalled = true;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
}

void install(void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  signalled = false;
  install(handle, static_cast<int>(SA_RESETHAND) | SA_RESTART);
}
Interrupt::~Interrupt() { install(SIG_DFL, 0); }

const std::atomic<bool>& Interrupt::requested() const { return signalled; }

}  // namespace apollo::cli
