#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"
#include "apollo/study/spec.h"
#include "apollo/study/study.h"

namespace apollo::study {

// One run of a sweep: a study in a folder of its own.
struct SweepRun {
  std::string label;   // of its strategy with its options; runs with the same label and area are repetitions
  std::string folder;  // below the sweep's; of no other run
  StudySpec spec;
};

// What is kept of a run that has ended.
struct SweepCurve {
  // So far, after each trial; best_of_none() while nothing is feasible. Of several objectives the
  // hypervolume.
  std::vector<double> best_reward;
  std::int64_t feasible = 0;  // trials
  std::int64_t failed = 0;    // trials without an outcome; a resumed sweep tries them again
};
SweepCurve curve_of(const StudySpec& spec, const std::vector<TrialRecord>& trials);

struct SweepProgress {
  std::int64_t finished_runs = 0, runs = 0;
  std::int64_t finished = 0, total = 0;  // trials of all runs, those of earlier calls included
  std::int64_t evaluated = 0;            // trials, by this call
};

// One of several parts of a sweep (shards.h).
struct Shard {
  int number = 1, count = 1;  // 1 <= number <= count

  bool operator==(const Shard& o) const { return number == o.number && count == o.count; }
};

struct SweepOptions {
  int jobs = 1;         // workers: whole runs, as many at a time, and when fewer are left, points of these
  bool resume = false;  // go on with the studies that are there; otherwise there must be none
  std::function<void(const SweepProgress&)> observer = {};  // one call at a time, from any thread
  const std::atomic<bool>* stop = nullptr;                  // as RunOptions::stop
  const Call* call = nullptr;       // as RunOptions::call; the runs' own folders have no history
  std::optional<Shard> shard = {};  // which part of the sweep the runs are; nothing: all
};

// Runs all studies of a sweep, in their order, and writes FOLDER/sweep.json, the list of the runs, those of
// earlier calls included, and history.json with the requests (HistoryRecord). By run: its curve; nothing if
// it was stopped. `evaluator_of` is called from several threads, and so is what it returns. A run whose
// budget has been used up by an earlier call is read, not repeated; the others go on as Study does. So a
// sweep may be resumed with more runs than it had. ConfigError as from Study, if the evaluator brings a run
// to a pause, or if the folder holds a sweep and is not to be resumed; runs under way are finished before it
// is thrown. Those of a shard go into the same folder, as do others at the same time, and what is said of all
// runs into shard_folder(): sweep.json, the history, and what must not be there if it is not to be resumed.
std::vector<std::optional<SweepCurve>> run_sweep(
    const std::string& folder, const std::vector<SweepRun>& runs,
    const std::function<Evaluator&(const SweepRun&)>& evaluator_of, const SweepOptions& options);

// Writes sweep.json in `own`, the list of the runs, after those that it has had before, and returns it.
nlohmann::ordered_json write_index(const std::string& own, const std::vector<SweepRun>& runs);

}  // namespace apollo::study
