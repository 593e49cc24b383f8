#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"
#include "apollo/study/failure.h"

namespace SQLite {
class Database;
}

namespace apollo::study {

// The finished trials of one study in an SQLite file (write-ahead log, synchronous NORMAL: what append() has
// returned from survives the death of the process at any moment; only a crash of the system can lose the last
// trials, and then a resumed study evaluates them again). Table `trials`: id, point (JSON list of indices),
// feasible, reward, area_mm2, reason, details (JSON), checksum (of the trial). Table `failures`: those that
// have no outcome yet, or that the study has passed over (FailedTrial), with a checksum too. Table `study`: a
// fingerprint of a study that was at its end. One writer at a time (FolderLock sees to that), any number of
// readers; not for use by several threads at once. A file of an earlier version has neither of the last two
// tables.
class Store {
 public:
  // Opens the file, or makes it if there is none. ConfigError of one line, and the file untouched, if it is
  // damaged or not a store.
  explicit Store(const std::string& path);
  ~Store();

  // Commits the trial, which has failed no more, and with it that `passed_over`, trials that have failed,
  // have been. ConfigError if the disk is full or the like.
  void append(const TrialRecord& trial, const std::vector<std::int64_t>& passed_over = {});

  // Commits that the trial has failed. ConfigError as append().
  void set_failed(const FailedTrial& trial);
  // Commits that these trials, which have failed, have been passed over. ConfigError as append().
  void pass_over(const std::vector<std::int64_t>& trials);

  // Notes in the file that there is no further point to try. ConfigError as append().
  void set_exhausted();

  // Notes a number by which to know again that the trials are all that their study proposes. ConfigError as
  // append().
  void set_fingerprint(std::int64_t fingerprint);

  // Whether the file still lies where it was opened; and its log, without which nothing is lost if this is
  // destroyed in good order.
  bool is_in_place() const;
  bool has_log();

 private:
  void mark_passed_over(const std::vector<std::int64_t>& trials);

  std::string path_;
  std::unique_ptr<SQLite::Database> database_;
  bool has_failures_ = false;         // any
  struct stat file_ = {}, log_ = {};  // as opened; of the log once there is one
};

// Whether set_exhausted() was called. Errors as of read_trials().
bool is_exhausted(const std::string& path);

// The fingerprint; nothing if the file has none. Errors as of read_trials().
std::optional<std::int64_t> read_fingerprint(const std::string& path);

// The trials that have failed, by id; those that have an outcome by now only if they were passed over. Errors
// as of read_trials().
std::vector<FailedTrial> read_failures(const std::string& path);

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
