#pragma once
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <vector>

#include "apollo/study/study.h"
#include "processes/worker_pool.h"

namespace apollo::study {

// A trial that is to be evaluated.
struct Study::Pending {
  TrialRecord trial;
  std::string proposer;     // empty if the strategy is no ensemble
  std::int64_t batch = 0;   // the first trial of its batch
  bool tried_again = true;  // if it fails, as far as the policy has it
  int attempts = 0;         // of this run that have failed
};

// What a run of a study has its workers do: they evaluate trials while the study's own thread proposes
// others. A trial that fails is tried again after the others of its batch, but before those of later batches.
class Study::Evaluations {
 public:
  // All have to outlive it.
  Evaluations(Study& study, Evaluator& evaluator, const RunOptions& options, Attempts& attempts);
  // Begins no further evaluation; waits for those under way.
  ~Evaluations();
  Evaluations(const Evaluations&) = delete;
  Evaluations& operator=(const Evaluations&) = delete;

  // To be held for whatever the study knows of its trials while there may be evaluations under way; not for
  // calls of this.
  std::unique_lock<std::mutex> lock() { return std::unique_lock<std::mutex>(mutex_); }

  void add(std::vector<Pending> pending);
  // Waits until each of the trials from `first` to before `last` has an outcome or is passed over; false if
  // there are some that nobody will evaluate, because no attempt may begin any more. Throws what the
  // evaluator has thrown, after the evaluations under way.
  bool wait_for(std::int64_t first, std::int64_t last);
  // Until no evaluation is under way or to begin. Throws likewise.
  void wait();

 private:
  using Place = std::tuple<std::int64_t, int, std::int64_t>;  // batch, attempts, trial

  bool are_settled(std::int64_t first, std::int64_t last) const;
  void submit(Pending pending);
  void evaluate_next();
  void evaluate(Pending& pending);
  void evaluate_in_processes();

  Study& study_;
  Evaluator& evaluator_;
  const RunOptions& options_;
  Attempts& attempts_;
  std::mutex mutex_;  // of the study's trials, its observer, and all that follows
  std::condition_variable changed_;
  std::map<Place, Pending> queue_;
  int open_ = 0;  // in the queue or under way
  std::exception_ptr error_;
  std::optional<processes::WorkerPool> own_workers_;
  std::optional<processes::WorkerPool::Lane> lane_;  // destroyed first: waits for what is under way
};

}  // namespace apollo::study
