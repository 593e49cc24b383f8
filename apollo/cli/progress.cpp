#include "apollo/cli/progress.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cstdio>

#include "apollo/designs/number_text.h"
#include "apollo/study/exec_evaluator.h"

namespace apollo::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostFailuresShown = 5;

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

// ", 35.1/s, 0:05 left"; empty before the first evaluation.
std::string rate_text(std::int64_t evaluated, std::int64_t left, double seconds) {
  if (evaluated == 0 || seconds <= 0) return "";
  const double rate = static_cast<double>(evaluated) / seconds;
  return ", " + designs::significant(rate, 3) + "/s, " + clock_text(static_cast<double>(left) / rate) +
         " left";
}

}  // namespace

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

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), shown_(start_) {
  log_ = std::make_shared<spdlog::logger>("apollo", std::make_shared<spdlog::sinks::stderr_sink_st>());
  log_->set_pattern("%H:%M:%S %v");
}
ProgressLine::~ProgressLine() = default;

double ProgressLine::seconds() const { return seconds_between(start_, Clock::now()); }

void ProgressLine::offer(const std::function<std::string(double)>& line) {
  const double interval = terminal_ ? 0.1 : 5;
  if (seconds_between(shown_, Clock::now()) >= interval) show(line(seconds()));
}

void ProgressLine::note(const std::string& line) {
  if (terminal_) {
    std::fprintf(stderr, "\r%s\033[K\n", line.c_str());
  } else {
    log_->warn(line);
  }
}

void ProgressLine::finish(const std::string& line) {
  show(line);
  if (terminal_) std::fputc('\n', stderr);
}

void ProgressLine::show(const std::string& line) {
  shown_ = Clock::now();
  if (terminal_) {
    std::fprintf(stderr, "\r%s\033[K", line.c_str());
    std::fflush(stderr);
  } else {
    log_->info(line);
  }
}

void Progress::trial_finished(const study::TrialRecord& trial, const study::StudyProgress& progress) {
  latest_ = progress;
  if (study::ExecEvaluator::has_failed(trial.outcome) && ++failures_ <= kMostFailuresShown) {
    line_.note("trial " + std::to_string(trial.id) + ": " + trial.outcome.reason + ": " +
               trial.outcome.details.at("evaluator_error").get<std::string>() +
               (failures_ == kMostFailuresShown ? " (further failures are not shown)" : ""));
  }
  line_.offer([&](double seconds) { return progress_line(progress, seconds); });
}

void Progress::finish() {
  if (latest_.evaluated > 0) line_.finish(progress_line(latest_, line_.seconds()));
}

}  // namespace apollo::cli
