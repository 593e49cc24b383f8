#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"
#include "apollo/study/exec_scoring.h"
#include "processes/line_process.h"

namespace apollo::study {

// Asks a program of the user what a point is worth, in the evaluator protocol (docs/integration.md). Keeps as
// many processes of it, its workers, as there are calls at a time. Each serves many requests, one at a time.
// The id of a request is a random number of 52 bits, so that no line that was sent before it can be its
// answer.
//
// A worker that fails is killed with its process group, and a later call starts another. The call throws an
// EvaluationFailure then, for one of these reasons:
//   evaluator_garbage  the answer is not one line of the protocol
//   evaluator_timeout  there is none in time
//   evaluator_died     the worker ended, or closed its output, before it answered
//   evaluator_refused  the answer is an error message; the worker stays
// A worker that has answered before and exits with status 0 without another word has not failed, whether it
// is seen to end before the next request or after: the request goes to another.
class ExecEvaluator : public Evaluator {
 public:
  // The command is run with /bin/sh -c. An answer over the area limit is infeasible, with the reason "area".
  // With objectives answers need no reward, and outcomes have 0.
  explicit ExecEvaluator(ExecScoring scoring, std::optional<double> area_limit_mm2 = std::nullopt);
  // Lets the workers read the end of their input; kills those that have not ended within a second.
  ~ExecEvaluator() override;
  ExecEvaluator(const ExecEvaluator&) = delete;
  ExecEvaluator& operator=(const ExecEvaluator&) = delete;

  // ConfigError if, before any worker has answered, the shell cannot run the command (exit status 126 or
  // 127).
  Outcome evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) override;

 private:
  struct Worker;
  std::unique_ptr<Worker> take_worker();
  // Throws, unless the worker had ended of its own accord before the request came.
  void check_failed(Worker& worker, const processes::LineProcess::Reply& reply) const;

  const ExecScoring scoring_;
  const std::optional<double> area_limit_mm2_;
  std::atomic<bool> has_answered_{false};  // any worker
  std::mutex mutex_;                       // of idle_
  std::vector<std::unique_ptr<Worker>> idle_;
};

}  // namespace apollo::study
