#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "apollo/study/study.h"

namespace spdlog {
class logger;
}

namespace apollo::cli {

// Shows on the standard error how a study goes: on a terminal one line that is rewritten, elsewhere a log
// line every few seconds; and the first failures of an evaluator program, a line each.
class Progress : public StudyObserver {
 public:
  Progress();
  ~Progress() override;
  void trial_finished(const TrialRecord& trial, const StudyProgress& progress) override;
  // The last line; call it when the run has ended.
  void finish();

 private:
  void show();
  void show_failure(const TrialRecord& trial);
  bool terminal_;
  std::shared_ptr<spdlog::logger> log_;
  StudyProgress latest_;
  int failures_ = 0;  // of the evaluator, by this run
  std::chrono::steady_clock::time_point start_, shown_;
};

// "120/300 trials, best 1.0321, 4.2 % feasible, 35.1/s, 0:05 left" after `seconds` of this run.
std::string progress_line(const StudyProgress& progress, double seconds);

}  // namespace apollo::cli
