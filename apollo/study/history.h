#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/atomic_file.h"
#include "apollo/study/machine.h"

// FOLDER/history.json: the calls of the program that worked on a study or a sweep, for people and reports. It
// decides nothing: whether a study may be resumed, and what it finds, does not depend on it.
namespace apollo {

// What a call of the program says of itself.
struct Call {
  std::string version;                                // of the program
  std::vector<std::string> command;                   // as given: the program, its command, the arguments
  std::function<void(const std::string&)> warn = {};  // may be empty; is told in a line what has been lost
};

struct HistoryEntry {
  std::string version;
  std::vector<std::string> command;
  Machine machine;
  std::string started;                       // UTC, ISO 8601
  std::optional<std::string> ended;          // nothing: it is running, or was killed
  std::int64_t trials_before = 0;            // in the folder; of a sweep those of all runs
  std::optional<std::int64_t> trials_after;  // as `ended`
};

// Oldest first; empty if the folder has no history. ConfigError of one line if it is damaged. Takes no lock.
std::vector<HistoryEntry> read_history(const std::string& folder);

// The entry of a call that is going on. All by the holder of the folder's lock; then exactly one of end() and
// fail().
class HistoryRecord {
 public:
  // Adds the entry; to an empty list if the study `is_new`, or if the list is damaged, which `call` is told.
  // ConfigError if it cannot be written.
  HistoryRecord(const std::string& folder, const Call& call, std::int64_t trials_before, bool is_new);

  // ConfigError if it cannot be written.
  void end(std::int64_t trials_after);
  // The call ends with an error. One that has added no trial leaves the history as it was before.
  void fail(std::int64_t trials_after) noexcept;

 private:
  SavedFile before_;
  std::string path_;
  std::vector<HistoryEntry> entries_;  // the last is that of the call
};

}  // namespace apollo
