#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/evaluator.h"
#include "processes/line_process.h"

namespace apollo::study {

// Asks a program of the user what a point is worth, in the evaluator protocol (docs/integration.md). Keeps as
// many processes of it, its workers, as there are calls at a time. Each serves many requests, one at a time,
// numbered from 1.
//
// A worker that fails is killed with its process group, and a later call starts another. The point is
// infeasible then, for one of these reasons, and the detail evaluator_error says more in one line:
//   evaluator_garbage  the answer is not one line of the protocol
//   evaluator_timeout  there is none in time
//   evaluator_died     the worker ended, or closed its output, before it answered
//   evaluator_refused  the answer is an error message; the worker stays
// A worker that has answered before and exits with status 0 without another word has not failed, whether it
// is seen to end before the next request or after: the request goes to another.
class ExecEvaluator : public Evaluator {
 public:
  // The command is run with /bin/sh -c. An answer over the area limit is infeasible, with the reason "area".
  // Without `has_reward` answers need none, and outcomes have 0.
  ExecEvaluator(std::string command, double timeout_s, std::optional<double> area_limit_mm2 = std::nullopt,
                bool has_reward = true);
  // Lets the workers read the end of their input; kills those that have not ended within a second.
  ~ExecEvaluator() override;
  ExecEvaluator(const ExecEvaluator&) = delete;
  ExecEvaluator& operator=(const ExecEvaluator&) = delete;

  // ConfigError if, before any worker has answered, the shell cannot run the command (exit status 126 or 127)
  // or the eighth worker has died: a mistake in the command must not use up a study.
  Outcome evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) override;

  // Whether an outcome is a failure as above, with the detail evaluator_error.
  static bool has_failed(const Outcome& outcome);

 private:
  struct Worker;
  std::unique_ptr<Worker> take_worker();
  // Nothing if the worker had ended of its own accord before the request came.
  std::optional<Outcome> failed(Worker& worker, const processes::LineProcess::Reply& reply);

  const std::string command_;
  const double timeout_s_;
  const std::optional<double> area_limit_mm2_;
  const bool has_reward_;
  std::atomic<bool> has_answered_{false};  // any worker
  std::atomic<int> early_deaths_{0};       // before that
  std::mutex mutex_;                       // of idle_
  std::vector<std::unique_ptr<Worker>> idle_;
};

}  // namespace apollo::study
