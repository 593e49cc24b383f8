#include "apollo/cli/interrupt.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "files/config_error.h"

namespace apollo::cli {
namespace {

// A signal handler can reach nothing but globals.
std::atomic<bool> signalled{false}, by_deadline{false};
static_assert(std::atomic<bool>::is_always_lock_free, "signal handlers need lock-free atomics");

constexpr char kMessage[] = "\nending after the evaluations under way; the same signal again ends at once\n";
constexpr char kDeadlineMessage[] = "\nthe deadline: ending after the evaluations under way\n";

void handle(int) {
  signalled = true;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
}

void handle_deadline(int) {
  if (signalled.exchange(true)) return;
  by_deadline = true;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kDeadlineMessage, sizeof kDeadlineMessage - 1);
}

void install(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

// A timer that sends SIGALRM then; children do not inherit it.
timer_t timer_at(const Deadline& deadline) {
  const auto since_epoch = std::chrono::duration_cast<std::chrono::nanoseconds>(deadline.time_since_epoch());
  struct itimerspec when = {};
  when.it_value.tv_sec = since_epoch.count() / 1'000'000'000;
  when.it_value.tv_nsec = since_epoch.count() % 1'000'000'000;
  timer_t timer = {};
  if (::timer_create(CLOCK_REALTIME, nullptr, &timer) != 0 ||
      ::timer_settime(timer, TIMER_ABSTIME, &when, nullptr) != 0)
    throw files::ConfigError(std::string("--deadline: there is no timer: ") + std::strerror(errno));
  return timer;
}

}  // namespace

Interrupt::Interrupt(const std::optional<Deadline>& deadline) {
  signalled = false;
  by_deadline = false;
  for (const int signal : {SIGINT, SIGTERM})
    install(signal, handle, static_cast<int>(SA_RESETHAND) | SA_RESTART);
  if (!deadline) return;
  install(SIGALRM, handle_deadline, SA_RESTART);
  timer_ = timer_at(*deadline);
}

Interrupt::~Interrupt() {
  if (timer_) {
    ::timer_delete(*timer_);
    install(SIGALRM, SIG_IGN, 0);  // one may be on its way
  }
  for (const int signal : {SIGINT, SIGTERM}) install(signal, SIG_DFL, 0);
}

const std::atomic<bool>& Interrupt::requested() const { return signalled; }
bool Interrupt::is_signalled() const { return signalled && !by_deadline; }
int Interrupt::status() const { return by_deadline ? kDeadlineReached : kInterrupted; }
const char* Interrupt::reason() const { return by_deadline ? "stopped by the deadline" : "interrupted"; }

}  // namespace apollo::cli
