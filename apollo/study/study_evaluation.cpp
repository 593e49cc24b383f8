// The part of Study that has points evaluated.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "apollo/study/study.h"
#include "files/json_file.h"
#include "processes/worker_processes.h"
#include "processes/workers.h"

namespace apollo::study {
namespace {

using optimizers::Point;

constexpr std::size_t kLongestReason = 1000;

// Leaves the name to the study: an evaluator's own detail gets another.
void free_proposed_by(nlohmann::json& details) {
  if (!details.contains(kProposedByDetail)) return;
  std::string other = kProposedByDetail;
  while (details.contains(other)) other = "detail_" + other;
  details[other] = details[kProposedByDetail];
  details.erase(kProposedByDetail);
}

// An outcome that keeps its contract, whatever the evaluator returned.
Outcome normalised(Outcome outcome) {
  if (outcome.feasible && !std::isfinite(outcome.reward)) {
    outcome.feasible = false;
    outcome.reason = "reward is not a finite number";
  }
  if (!outcome.feasible) outcome.reward = 0;
  if (!std::isfinite(outcome.area_mm2)) outcome.area_mm2 = 0;
  outcome.reason = files::printable(outcome.reason, kLongestReason);
  // As it reads back from the store: infinities and invalid texts do not survive JSON.
  const auto replace = nlohmann::json::error_handler_t::replace;
  if (!outcome.details.is_object()) outcome.details = nlohmann::json::object();
  outcome.details = nlohmann::json::parse(outcome.details.dump(-1, ' ', false, replace));
  free_proposed_by(outcome.details);
  return outcome;
}

// For the pipe from the process that evaluated it.
std::string encode(const Outcome& o) {
  std::string bytes;
  nlohmann::json::to_cbor(nlohmann::json::array({o.feasible, o.reward, o.area_mm2, o.reason, o.details}),
                          bytes);
  return bytes;
}

Outcome decode_outcome(const std::string& bytes) {
  const auto j = nlohmann::json::from_cbor(bytes);
  return {j.at(0), j.at(1), j.at(2), j.at(3), j.at(4)};
}

// What a failure is by FailurePolicy::Kind::infeasible.
Outcome outcome_of(const EvaluationFailure& failure) {
  Outcome outcome;
  outcome.reason = failure.reason();
  outcome.details = {{"evaluator_error", failure.what()}};
  return outcome;
}

}  // namespace

std::vector<Study::Pending> Study::missing(const std::vector<Point>& points,
                                           const std::vector<std::string>& proposers,
                                           std::int64_t first) const {
  std::vector<Pending> pending;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t id = first + static_cast<std::int64_t>(i);
    if (finished_.count(id) == 0 && !failed_.is_passed_over(id))
      pending.push_back({{id, points[i], {}}, proposers.empty() ? "" : proposers[i]});
  }
  return pending;
}

void Study::evaluate(std::vector<Pending> pending, Evaluator& evaluator, const RunOptions& options,
                     Attempts& attempts) {
  const bool is_first = !pending.empty() && progress_.evaluated == 0;
  if (is_first) write_best();  // an earlier run may not have come to that
  if (is_first) write_front();
  while (!pending.empty() && !attempts.are_over()) attempt(pending, evaluator, options, attempts);
}

void Study::attempt(std::vector<Pending>& pending, Evaluator& evaluator, const RunOptions& options,
                    Attempts& attempts) {
  std::mutex mutex;  // of the store, the progress and the observer
  const auto outcome = [&](int i) {
    return normalised(evaluator.evaluate(spec_.space, pending[static_cast<std::size_t>(i)].trial.point));
  };
  const auto finished = [&](int i, Outcome outcome) {
    const std::lock_guard<std::mutex> guard(mutex);
    finish_trial(pending[static_cast<std::size_t>(i)], std::move(outcome), options.observer);
  };
  const auto work = [&](int i) {
    const std::optional<int> begun = attempts.begin();
    if (!begun) return;
    Pending& one = pending[static_cast<std::size_t>(i)];
    try {
      Outcome found = outcome(i);
      attempts.succeeded();
      finished(i, std::move(found));
    } catch (const EvaluationFailure& failure) {
      const std::lock_guard<std::mutex> guard(mutex);
      attempts.failed(*begun, one.trial.id, failure);
      fail_trial(one, failure, attempts.policy(), options.observer);
    }
  };
  const int evaluations = static_cast<int>(pending.size());
  if (options.in_processes) {
    processes::run_in_processes(
        evaluations, options.jobs, [&](int i) { return encode(outcome(i)); },
        [&](int i, const std::string& answer) { finished(i, decode_outcome(answer)); },
        [&](int i, const std::string& failure) {
          const std::string trial = std::to_string(pending[static_cast<std::size_t>(i)].trial.id);
          throw std::runtime_error("trial " + trial + ": " + failure);
        },
        options.stop);
  } else {
    processes::run_in_parallel(evaluations, options.jobs, work, options.stop);
  }
  const auto is_settled = [&](const Pending& one) {
    return finished_.count(one.trial.id) > 0 || failed_.is_passed_over(one.trial.id);
  };
  pending.erase(std::remove_if(pending.begin(), pending.end(), is_settled), pending.end());
}

void Study::finish_trial(Pending& pending, Outcome outcome, StudyObserver* observer) {
  TrialRecord& trial = pending.trial;
  trial.outcome = std::move(outcome);
  if (!pending.proposer.empty()) trial.outcome.details[kProposedByDetail] = pending.proposer;
  commit(trial);
  progress_.add(trial.outcome);
  ++progress_.evaluated;
  if (observer) observer->trial_finished(trial, progress_);
}

void Study::fail_trial(Pending& pending, const EvaluationFailure& failure, const FailurePolicy& policy,
                       StudyObserver* observer) {
  const std::int64_t id = pending.trial.id;
  FailedTrial trial;
  trial.id = id;
  trial.point = pending.trial.point;
  trial.proposer = pending.proposer;
  if (policy.kind == FailurePolicy::Kind::infeasible) {
    trial.reason = failure.reason();
    trial.error = failure.what();
    if (observer) observer->trial_failed(trial);
    finish_trial(pending, normalised(outcome_of(failure)), observer);
    return;
  }
  const FailedTrial& stored = failed_.add(trial, failure);
  store_->set_failed(stored);
  ++pending.attempts;
  if (policy.kind == FailurePolicy::Kind::retry && pending.attempts > policy.retries) failed_.give_up(id);
  if (observer) observer->trial_failed(stored);
}

void Study::retry_failed(const std::vector<std::int64_t>& of_earlier_runs, Evaluator& evaluator,
                         const RunOptions& options, StudyResult& result) {
  std::vector<std::int64_t> ids = of_earlier_runs;
  ids.insert(ids.end(), failed_.worth_another_attempt().begin(), failed_.worth_another_attempt().end());
  std::vector<Pending> pending;
  for (const std::int64_t id : ids) {
    const FailedTrial& trial = *failed_.find(id);
    pending.push_back({{id, trial.point, {}}, trial.proposer});
  }
  if (pending.empty()) return;
  Attempts attempts(policy_of(spec_), options.first_wait, options.stop);
  attempt(pending, evaluator, options, attempts);
  result.stopped = options.stop && *options.stop;
}

void Study::commit(const TrialRecord& trial) {
  const bool is_best = is_better(trial, best_);
  std::error_code ignored;                                            // writing it says more
  if (is_best) std::filesystem::remove(best_path(folder_), ignored);  // or it were not that of the best trial
  const bool joins_front = front_.add(trial);
  if (joins_front) std::filesystem::remove(folder_ + "/front.json", ignored);
  store_->append(trial, failed_.settle());
  const TrialRecord& kept = finished_.emplace(trial.id, trial).first->second;
  if (joins_front) write_front();
  if (!is_best) return;
  best_ = &kept;
  write_best();
}

}  // namespace apollo::study
