#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "apollo/study/study.h"
#include "apollo/study/sweep.h"

namespace apollo::cli {

// Shows on the standard error how long work goes, at log level info: on a terminal one line that is
// rewritten, elsewhere a log line every few seconds. Not for use by several threads at once.
class ProgressLine {
 public:
  ProgressLine();

  double seconds() const;  // since construction
  // Shows line(seconds()), if it is time for another.
  void offer(const std::function<std::string(double)>& line);
  // A line that stays, a warning.
  void note(const std::string& line);
  // A line that stays, at log level debug.
  void detail(const std::string& line);
  void finish(const std::string& line);  // the last

 private:
  void show(const std::string& line);
  void make_room() const;  // on a terminal: no progress in the line
  bool terminal_;
  std::chrono::steady_clock::time_point start_, shown_;
};

// The progress of a study, and the first failures of an evaluator program, a line each.
class Progress : public study::StudyObserver {
 public:
  void trial_finished(const study::TrialRecord& trial, const study::StudyProgress& progress) override;
  void trial_failed(const study::FailedTrial& trial) override;
  // The last line; call it when the run has ended.
  void finish();

 private:
  ProgressLine line_;
  study::StudyProgress latest_;
  int failures_ = 0;  // of the evaluator
};

// "0:09", "1:02:03".
std::string clock_text(double seconds);
// "120/300 trials, best 1.0321, 4.2 % feasible, 35.1/s, 0:05 left" after `seconds` of this run; at its end
// what it took: "35.1/s in 0:09".
std::string progress_line(const study::StudyProgress& progress, double seconds);
// "7/120 runs, 28672/491520 trials, 135/s, 57:09 left".
std::string progress_line(const study::SweepProgress& progress, double seconds);

}  // namespace apollo::cli
