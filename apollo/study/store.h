#pragma once
#include <memory>
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"

namespace SQLite {
class Database;
}

namespace apollo::study {

// The finished trials of one study in an SQLite file (write-ahead log, synchronous NORMAL: what append() has
// returned from survives the death of the process at any moment; only a crash of the system can lose the last
// trials, and then a resumed study evaluates them again). Table `trials`: id, point (JSON list of indices),
// feasible, reward, area_mm2, reason, details (JSON), checksum (of the trial). One writer at a time
// (FolderLock sees to that), any number of readers; not for use by several threads at once.
class Store {
 public:
  // Opens the file, or makes it if there is none. ConfigError of one line, and the file untouched, if it is
  // damaged or not a store.
  explicit Store(const std::string& path);
  ~Store();

  // Commits the trial. ConfigError if the disk is full or the like.
  void append(const TrialRecord& trial);

  // Notes in the file that there is no further point to try. ConfigError as append().
  void set_exhausted();

 private:
  std::string path_;
  std::unique_ptr<SQLite::Database> database_;
};

// Whether set_exhausted() was called. Errors as of read_trials().
bool is_exhausted(const std::string& path);

// The trials of the file, by id. Does not write to it; a run may be appending to it. Errors as above.
std::vector<TrialRecord> read_trials(const std::string& path);

// Those from `first` on, without points, and without details unless asked for. Cheap, so it does not notice
// every damage. Errors as above.
std::vector<TrialRecord> read_outcomes(const std::string& path, std::int64_t first,
                                       bool with_details = false);

// One of them. Errors as above, also if there is no such trial.
TrialRecord read_trial(const std::string& path, std::int64_t id);

// How many trials the file holds. Cheap, so it does not notice every damage. Errors as above.
std::int64_t count_trials(const std::string& path);

}  // namespace apollo::study
