#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/host.h"
#include "files/atomic_file.h"

// FOLDER/history.json: the calls of the program that worked on a study or a sweep, for people and reports. It
// decides nothing: whether a study may be resumed, and what it finds, does not depend on it.
namespace apollo::study {

// What a call of the program says of itself.
struct Call {
  std::string version;                           // of the program
  std::vector<std::string> command;              // as given: the program, its command, the arguments
  std::string folder;                            // of the study, as a path from where the call was made
  std::string study_file = {}, study_text = {};  // a sweep's STUDY.json: as `command` names it, its content
  std::function<void(const std::string&)> warn = {};  // may be empty; is told in a line what has been lost
  std::int64_t trials = 0;                            // of a search: how many the study is to have
};

struct HistoryEntry {
  std::string version;
  std::vector<std::string> command;
  std::string folder, study_file;  // as in Call; empty if it did not say
  std::int64_t trials = 0;         // likewise, 0
  std::string request;  // the file in the folder that is a copy of its STUDY.json; empty for a search
  Host host;
  std::string started;                       // UTC, ISO 8601
  std::optional<std::string> ended;          // nothing: it is running, or was killed
  std::int64_t trials_before = 0;            // in the folder; of a sweep those of all runs
  std::optional<std::int64_t> trials_after;  // as `ended`
};

// Oldest first; empty if the folder has no history. ConfigError of one line if it is damaged. Takes no lock.
std::vector<HistoryEntry> read_history(const std::string& folder);

// Those that added trials, or may have; all if none did.
std::vector<HistoryEntry> calls_with_trials(const std::vector<HistoryEntry>& history);

// Writes the history of FOLDER, of what it has and what the folders `parts` have, with copies of their
// requests; by the time of their start. What cannot be read is left out, and `call` is told.
void join_histories(const std::string& folder, const std::vector<std::string>& parts, const Call& call);

// The entry of a call that is going on, made and destroyed by the holder of the folder's lock. Without end()
// the call has failed: its entry then gets its end all the same, as far as that can be written; one that has
// added no trial leaves the folder's history as it was before.
class HistoryRecord {
 public:
  // Adds the entry; to an empty list if the study `is_new`, or if the list is damaged, which `call` is told.
  // A copy of its STUDY.json goes into request.json, request_2.json, ..., unless one of them is the same
  // already. `trials` says how many the folder holds; must outlive this. ConfigError if a file cannot be
  // written.
  HistoryRecord(const std::string& folder, const Call& call, std::function<std::int64_t()> trials,
                bool is_new);
  ~HistoryRecord();
  HistoryRecord(const HistoryRecord&) = delete;
  HistoryRecord& operator=(const HistoryRecord&) = delete;

  // The call has ended well. ConfigError if that cannot be written. Call it once.
  void end();

 private:
  void write_end();

  files::SavedFile before_;
  std::string path_;
  std::function<std::int64_t()> trials_;
  std::vector<HistoryEntry> entries_;  // the last is that of the call
  std::string new_request_;            // the path of the copy, if this has made it
  bool ended_ = false;
};

}  // namespace apollo::study
