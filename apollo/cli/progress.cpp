#include "apollo/cli/progress.h"

#include <spdlog/logger.h>
#include <unistd.h>

#include <cstdio>

#include "apollo/cli/log.h"
#include "apollo/designs/number_text.h"

namespace apollo::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostFailuresShown = 5;

double seconds_between(Clock::time_point a, Clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

// ", 35.1/s, 0:05 left", or ", 35.1/s in 0:09" if nothing is; empty before the first evaluation.
std::string rate_text(std::int64_t evaluated, std::int64_t left, double seconds) {
  if (evaluated == 0 || seconds <= 0) return "";
  const double rate = static_cast<double>(evaluated) / seconds;
  const std::string text = ", " + designs::significant(rate, 3) + "/s";
  if (left == 0) return text + " in " + clock_text(seconds);
  return text + ", " + clock_text(static_cast<double>(left) / rate) + " left";
}

// "reward 1.032, 6.69 mm2", or why there is none.
std::string result_text(const study::Outcome& outcome) {
  if (!outcome.feasible) return "infeasible: " + outcome.reason;
  const std::string reward = "reward " + designs::significant(outcome.reward);
  return outcome.area_mm2 > 0 ? reward + ", " + designs::significant(outcome.area_mm2) + " mm2" : reward;
}

}  // namespace

std::string clock_text(double seconds) {
  const auto s = static_cast<long long>(seconds + 0.5);
  char text[64];
  if (s >= 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld", s / 60, s % 60);
  }
  return text;
}

std::string progress_line(const study::StudyProgress& p, double seconds) {
  std::string line = std::to_string(p.finished) + "/" + std::to_string(p.total) + " trials";
  line += p.feasible > 0 ? ", best " + designs::significant(p.best_reward) : ", nothing feasible yet";
  if (p.finished > 0)
    line += ", " + designs::percent(static_cast<double>(p.feasible) / static_cast<double>(p.finished)) +
            " feasible";
  return line + rate_text(p.evaluated, p.total - p.finished, seconds);
}

std::string progress_line(const study::SweepProgress& p, double seconds) {
  return std::to_string(p.finished_runs) + "/" + std::to_string(p.runs) + " runs, " +
         std::to_string(p.finished) + "/" + std::to_string(p.total) + " trials" +
         rate_text(p.evaluated, p.total - p.finished, seconds);
}

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), shown_(start_) {}

double ProgressLine::seconds() const { return seconds_between(start_, Clock::now()); }

void ProgressLine::offer(const std::function<std::string(double)>& line) {
  const double interval = terminal_ ? 0.1 : 5;
  if (seconds_between(shown_, Clock::now()) >= interval) show(line(seconds()));
}

void ProgressLine::note(const std::string& line) {
  make_room();
  progress_log().warn(line);
}

void ProgressLine::detail(const std::string& line) {
  if (!progress_log().should_log(spdlog::level::debug)) return;
  make_room();
  progress_log().debug(line);
}

void ProgressLine::make_room() const {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::finish(const std::string& line) {
  show(line);
  if (terminal_ && progress_log().should_log(spdlog::level::info)) std::fputc('\n', stderr);
}

void ProgressLine::show(const std::string& line) {
  shown_ = Clock::now();
  if (!progress_log().should_log(spdlog::level::info)) return;
  if (terminal_) {
    std::fprintf(stderr, "\r%s\033[K", line.c_str());
    std::fflush(stderr);
  } else {
    progress_log().info(line);
  }
}

void Progress::trial_finished(const study::TrialRecord& trial, const study::StudyProgress& progress) {
  latest_ = progress;
  line_.detail("trial " + std::to_string(trial.id) + ": " + result_text(trial.outcome));
  line_.offer([&](double seconds) { return progress_line(progress, seconds); });
}

void Progress::trial_failed(const study::FailedTrial& trial) {
  if (++failures_ > kMostFailuresShown) return;
  line_.note("trial " + std::to_string(trial.id) + ": " + trial.reason + ": " + trial.error +
             (failures_ == kMostFailuresShown ? " (further failures are not shown)" : ""));
}

void Progress::finish() {
  if (latest_.evaluated > 0) line_.finish(progress_line(latest_, line_.seconds()));
}

}  // namespace apollo::cli
