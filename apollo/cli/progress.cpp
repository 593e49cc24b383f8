#include "apollo/cli/progress.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cstdio>

#include "apollo/cli/figures.h"
#include "apollo/study/exec_evaluator.h"

namespace apollo::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point a, Clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

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

}  // namespace

std::string progress_line(const StudyProgress& p, double seconds) {
  std::string line = std::to_string(p.finished) + "/" + std::to_string(p.total) + " trials";
  line += p.feasible > 0 ? ", best " + significant(p.best_reward) : ", nothing feasible yet";
  if (p.finished > 0) line += ", " + percent(double(p.feasible) / double(p.finished)) + " feasible";
  if (p.evaluated > 0 && seconds > 0) {
    const double rate = double(p.evaluated) / seconds;
    line += ", " + significant(rate, 3) + "/s, " + clock_text(double(p.total - p.finished) / rate) + " left";
  }
  return line;
}

Progress::Progress() : terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), shown_(start_) {
  log_ = std::make_shared<spdlog::logger>("apollo", std::make_shared<spdlog::sinks::stderr_sink_st>());
  log_->set_pattern("%H:%M:%S %v");
}
Progress::~Progress() = default;

void Progress::trial_finished(const TrialRecord& trial, const StudyProgress& progress) {
  latest_ = progress;
  if (ExecEvaluator::has_failed(trial.outcome)) show_failure(trial);
  const double interval = terminal_ ? 0.1 : 5;
  if (seconds_between(shown_, Clock::now()) >= interval) show();
}

void Progress::show_failure(const TrialRecord& trial) {
  constexpr int most_shown = 5;
  if (++failures_ > most_shown) return;
  std::string line = "trial " + std::to_string(trial.id) + ": " + trial.outcome.reason + ": " +
                     trial.outcome.details.at("evaluator_error").get<std::string>();
  if (failures_ == most_shown) line += " (further failures are not shown)";
  if (terminal_) {
    std::fprintf(stderr, "\r\033[K%s\n", line.c_str());
  } else {
    log_->warn(line);
  }
}

void Progress::show() {
  shown_ = Clock::now();
  const std::string line = progress_line(latest_, seconds_between(start_, shown_));
  if (terminal_) {
    std::fprintf(stderr, "\r%s\033[K", line.c_str());
    std::fflush(stderr);
  } else {
    log_->info(line);
  }
}

void Progress::finish() {
  if (latest_.evaluated == 0) return;
  show();
  if (terminal_) std::fputc('\n', stderr);
}

}  // namespace apollo::cli
