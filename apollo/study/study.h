#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/attempts.h"
#include "apollo/study/evaluator.h"
#include "apollo/study/failed_trials.h"
#include "apollo/study/front.h"
#include "apollo/study/history.h"
#include "apollo/study/spec.h"
#include "apollo/study/store.h"
#include "files/folder_lock.h"
#include "optimizers/started_search.h"
#include "processes/worker_pool.h"

namespace apollo::study {

struct StudyProgress {
  std::int64_t finished = 0, total = 0;  // trials, those of earlier runs included
  std::int64_t evaluated = 0;            // by this run
  std::int64_t feasible = 0;
  double best_reward = 0;  // of the feasible trials; 0 while there is none

  // Counts a finished trial.
  void add(const Outcome& outcome);
};

// Is told what a run does. Calls come one at a time, from any of the run's threads.
class StudyObserver {
 public:
  virtual ~StudyObserver() = default;
  // A trial has been evaluated and committed. In order of finishing, which depends on timing.
  virtual void trial_finished(const TrialRecord& trial, const StudyProgress& progress) = 0;
  // An attempt at a trial has failed.
  virtual void trial_failed(const FailedTrial&) {}
};

struct RunOptions {
  int jobs = 1;                              // evaluations at a time
  processes::WorkerPool* workers = nullptr;  // may be null; on which they go, shared with others, instead
  bool in_processes = false;  // each in a child process of one thread (run_in_processes), not on threads
  StudyObserver* observer = nullptr;  // may be null; has to outlive the run
  const std::atomic<bool>* stop =
      nullptr;  // may be null; once true, the run ends after the evaluations that are under way
  const Call* call = nullptr;  // may be null; what history.json says of the run, which has no entry without
  std::chrono::milliseconds first_wait{500};  // between attempts that fail (attempts.h)
  const optimizers::Start* start = nullptr;   // null, but of a study that learns from others always the same
};

struct StudyResult {
  std::vector<TrialRecord> trials;  // all that have finished, by id
  bool exhausted = false;           // the space has fewer points than the budget
  bool stopped = false;             // by RunOptions::stop; can be resumed
  std::string pause;                // why the evaluator has brought the run to its end; likewise
  std::vector<FailedTrial> failed;  // without an outcome, by id; a resumed run tries them again
};

// A search in a folder:
//   study.json     the spec; changed by nothing but a run that is asked for more trials
//   trials.sqlite  every finished trial, committed as soon as it is known, and those that have failed
//   best.json      the configuration of the best trial, if anything is feasible; at every moment, whatever
//   ends
//                  the program then, it is missing or whole and that of the best of trials.sqlite
//   front.json     likewise the trials that no other dominates, if there are several objectives (front.h)
//   trials.csv     written when a run ends
//   history.json   the calls that ran it (history.h)
//
// The loop asks the strategy for a batch, evaluates its points in parallel, and tells the outcomes in the
// order of the points; so the trials do not depend on the number of jobs. With a lag of K batches it asks for
// batch b + K + 1 when it has told the outcomes up to batch b, and the strategy proposes it while the batches
// between are evaluated. A study that was broken off at
// any moment, also by SIGKILL in the middle of a batch, goes through the same asks again when it is resumed,
// takes the outcomes that are stored and evaluates the others: it ends with the same trials as an unbroken
// run. So does one that is resumed with more trials than it had: as if all had been asked for at once.
//
// Where nothing is left to propose, a resumed run asks no strategy.
//
// An evaluator may fail (failure.h). By the default policy a trial that has failed is tried again after the
// others of its batch; when its retries are used up, the study goes on without it, and the strategy is not
// told of it, as if it had never been proposed. The run tries it again at its end if all that came next
// failed too, and a resumed run in any case. A trial that has failed changes no other trial, nor does it
// matter how often it did before it succeeded.
//
// A trial of an ensemble has the detail "proposed_by" (kProposedByDetail). An evaluator's detail of that
// name is kept as "detail_proposed_by", whatever the strategy.
class Study {
 public:
  enum class Mode {
    create,  // the folder must not hold a study
    resume   // the folder holds a study of the same spec or of one with fewer trials, or none yet
  };

  // Holds the folder's lock until destruction. ConfigError if another run holds it, if the spec is wrong, if
  // the folder's study does not go with the mode or the spec (the message names the first key that differs),
  // or if the stored trials are damaged.
  Study(const std::string& folder, StudySpec spec, Mode mode);

  // Runs to the end of the budget. ConfigError if the stored trials are not those that the strategy proposes,
  // if a file cannot be written or has vanished, if the evaluator fails before there is any trial, or from
  // the evaluator; a new study that has no trial by then is removed, and one that was to be changed stays as
  // it was without a further trial, so that the same can be tried again. Call it once.
  StudyResult run(Evaluator& evaluator, const RunOptions& options);

 private:
  struct Pending;     // study_evaluations.h
  class Evaluations;  // likewise

  StudyResult search(Evaluator& evaluator, const RunOptions& options);
  // Whether each trial that there will be has an outcome or was passed over, and all are those that the
  // strategy has proposed, by the fingerprint that an earlier run has left at its end.
  bool needs_no_proposals() const;
  // Of the spec and the points of all trials, those that have failed included.
  std::int64_t fingerprint() const;
  void remove();
  // ConfigError that says what is lost and what is kept if the study's files have been removed or replaced.
  void check_files() const;

  // study_proposals.cpp:
  void propose_and_evaluate(Evaluator& evaluator, const RunOptions& options, Attempts& attempts,
                            StudyResult& result);
  std::unique_ptr<optimizers::Optimizer> optimizer_for(Evaluator& evaluator,
                                                       const optimizers::Start* start) const;
  void check_stored(const std::vector<optimizers::Point>& points, std::int64_t first) const;
  // Of a batch that is settled, without the trials that are passed over.
  std::vector<optimizers::Trial> outcomes_of(const std::vector<optimizers::Point>& points, std::int64_t first,
                                             Evaluations& evaluations) const;

  // study_evaluation.cpp:
  // `proposers`: of the points; empty if the strategy is no ensemble.
  std::vector<Pending> missing(const std::vector<optimizers::Point>& points,
                               const std::vector<std::string>& proposers, std::int64_t first) const;
  void finish_trial(Pending& pending, Outcome outcome, StudyObserver* observer);
  void fail_trial(Pending& pending, const EvaluationFailure& failure, const FailurePolicy& policy,
                  StudyObserver* observer);
  // Tries once more what is worth it, of this run and of earlier ones.
  void retry_failed(const std::vector<std::int64_t>& of_earlier_runs, Evaluator& evaluator,
                    const RunOptions& options, StudyResult& result);
  // Commits the trial, and makes best.json that of the best one, and front.json those of the front.
  void commit(const TrialRecord& trial);
  void write_best() const;
  void write_front() const;
  StudyResult finish(StudyResult result) const;

  std::string folder_;
  StudySpec spec_;
  files::FolderLock lock_;
  std::unique_ptr<Store> store_;
  bool is_new_ = false;      // this object has made the study
  bool is_changed_ = false;  // study.json is of fewer trials, or another policy for failures
  std::map<std::int64_t, TrialRecord> finished_;
  FailedTrials failed_;
  const TrialRecord* best_ = nullptr;  // of them; null if nothing is feasible
  Front front_;                        // of them
  StudyProgress progress_;
};

// A study as it lies in its folder. Takes no lock: a run may be going on.
struct StoredStudy {
  StudySpec spec;
  std::vector<TrialRecord> trials;
  bool exhausted = false;  // as in StudyResult
};
StoredStudy read_study(const std::string& folder);
// Its study.json alone.
StudySpec read_study_spec(const std::string& folder);
// ConfigError: the stored trials of the folder are not those of its study.
[[noreturn]] void fail_mismatch(const std::string& folder, std::int64_t trial, const std::string& what);
// ConfigError if a trial of the folder cannot be one of a study of at most so many in this space.
void check_trials(const std::vector<TrialRecord>& trials, const std::string& folder, std::int64_t most,
                  const optimizers::SearchSpace& space);

}  // namespace apollo::study
