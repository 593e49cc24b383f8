#pragma once
#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "apollo/study/search_summary.h"
#include "apollo/study/study.h"

namespace apollo::study {

enum class StudyState {
  running,  // another process works on it
  stopped,  // there is something left to do
  finished
};
const char* to_string(StudyState state);

// How a study stands, whether a run is working on it or not.
struct StudyStatus {
  StudyState state = StudyState::stopped;
  SearchSummary so_far;    // of the trials that are stored; without designs and infeasible_on
  StudyProgress progress;  // likewise
  double seconds = 0;      // in which progress.evaluated were evaluated; 0 if that is not known
};

// Looks at the study in a folder, again and again, and reads each trial once, and of those that are not the
// best only what it counts. Takes no lock. Not for a folder of which this process holds the lock.
class StudyWatch {
 public:
  explicit StudyWatch(std::string folder);

  // As of now. `progress.evaluated` and `seconds` are of the time since the first call, and, until trials
  // have come since then, of the last run, from history.json. ConfigError as of read_study(), but
  // not for every damage.
  const StudyStatus& look();
  // Adds to what it has seen what the best design rests on, if the networks are still those of the study:
  // evaluates it and the baseline.
  void add_support();
  // As at the last look, before which it is not to be called.
  const StudySpec& spec() const { return *spec_; }

 private:
  using Clock = std::chrono::steady_clock;
  void take();
  void measure();

  std::string folder_;
  std::optional<StudySpec> spec_;
  StudyStatus status_;
  std::int64_t next_ = 0;         // the first trial that has not been read
  std::set<std::int64_t> later_;  // those after it that have been
  std::optional<Clock::time_point> first_look_;
  std::int64_t trials_then_ = 0;
};

}  // namespace apollo::study
