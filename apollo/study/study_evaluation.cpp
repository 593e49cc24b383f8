// The part of Study that has points evaluated.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "apollo/study/outcome_json.h"
#include "apollo/study/study_evaluations.h"
#include "files/json_file.h"
#include "processes/worker_processes.h"

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
      pending.push_back({{id, points[i], {}}, proposers.empty() ? "" : proposers[i], first});
  }
  return pending;
}

Study::Evaluations::Evaluations(Study& study, Evaluator& evaluator, const RunOptions& options,
                                Attempts& attempts)
    : study_(study), evaluator_(evaluator), options_(options), attempts_(attempts) {}

Study::Evaluations::~Evaluations() {
  const auto guard = lock();
  open_ -= static_cast<int>(queue_.size());
  queue_.clear();
}

bool Study::Evaluations::are_settled(std::int64_t first, std::int64_t last) const {
  for (std::int64_t id = first; id < last; ++id)
    if (study_.finished_.count(id) == 0 && !study_.failed_.is_passed_over(id)) return false;
  return true;
}

void Study::Evaluations::add(std::vector<Pending> pending) {
  if (pending.empty()) return;
  const auto guard = lock();
  if (study_.progress_.evaluated == 0) {  // an earlier run may not have come to that
    study_.write_best();
    study_.write_front();
  }
  if (!options_.in_processes && !lane_) {
    if (!options_.workers) own_workers_.emplace(options_.jobs);
    lane_.emplace(options_.workers ? *options_.workers : *own_workers_);
  }
  for (Pending& one : pending) submit(std::move(one));
}

void Study::Evaluations::submit(Pending pending) {
  ++open_;
  const Place place(pending.batch, pending.attempts, pending.trial.id);
  queue_.emplace(place, std::move(pending));
  if (lane_) lane_->submit([this] { evaluate_next(); });
}

bool Study::Evaluations::wait_for(std::int64_t first, std::int64_t last) {
  auto guard = lock();
  while (options_.in_processes && open_ > 0 && !are_settled(first, last)) {
    guard.unlock();
    evaluate_in_processes();
    guard.lock();
  }
  changed_.wait(guard, [&] { return open_ == 0 || (!error_ && are_settled(first, last)); });
  if (error_) std::rethrow_exception(error_);
  return are_settled(first, last);
}

void Study::Evaluations::wait() {
  auto guard = lock();
  while (options_.in_processes && open_ > 0) {
    guard.unlock();
    evaluate_in_processes();
    guard.lock();
  }
  changed_.wait(guard, [&] { return open_ == 0; });
  if (error_) std::rethrow_exception(error_);
}

// On a worker.
void Study::Evaluations::evaluate_next() {
  std::optional<Pending> pending;
  {
    const auto guard = lock();
    if (queue_.empty()) return;  // this is being destroyed
    pending = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
  }
  std::exception_ptr error;
  try {
    evaluate(*pending);
  } catch (...) {
    error = std::current_exception();
  }
  const auto guard = lock();
  --open_;
  if (error && !error_) error_ = error;
  const std::int64_t id = pending->trial.id;
  if (!error_ && pending->tried_again && !attempts_.are_over() && !are_settled(id, id + 1))
    submit(*std::move(pending));
  changed_.notify_all();
}

void Study::Evaluations::evaluate(Pending& pending) {
  {
    const auto guard = lock();
    if (error_) return;
  }
  const std::optional<int> begun = attempts_.begin();
  if (!begun) return;
  try {
    Outcome found = normalised(evaluator_.evaluate(study_.spec_.space, pending.trial.point));
    attempts_.succeeded();
    const auto guard = lock();
    study_.finish_trial(pending, std::move(found), options_.observer);
  } catch (const EvaluationAbandoned&) {
    assert(attempts_.are_over());
  } catch (const EvaluationFailure& failure) {
    const auto guard = lock();
    attempts_.failed(*begun, pending.trial.id, failure);
    study_.fail_trial(pending, failure, attempts_.policy(), options_.observer);
  }
}

// All that is in the queue. Nothing else goes on meanwhile: a process can be forked by one without other
// threads only.
void Study::Evaluations::evaluate_in_processes() {
  std::vector<Pending> all;
  for (auto& [place, pending] : queue_) all.push_back(std::move(pending));
  queue_.clear();
  open_ = 0;
  processes::run_in_processes(
      static_cast<int>(all.size()), options_.jobs,
      [&](int i) {
        const Point& point = all[static_cast<std::size_t>(i)].trial.point;
        return encode(normalised(evaluator_.evaluate(study_.spec_.space, point)));
      },
      [&](int i, const std::string& answer) {
        study_.finish_trial(all[static_cast<std::size_t>(i)], decode_outcome(answer), options_.observer);
      },
      [&](int i, const std::string& failure) {
        const std::string trial = std::to_string(all[static_cast<std::size_t>(i)].trial.id);
        throw std::runtime_error("trial " + trial + ": " + failure);
      },
      options_.stop);
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
    pending.push_back({{id, trial.point, {}}, trial.proposer, 0, false});
  }
  if (pending.empty()) return;
  Attempts attempts(policy_of(spec_), options.first_wait, options.stop);
  Evaluations evaluations(*this, evaluator, options, attempts);
  evaluations.add(std::move(pending));
  evaluations.wait();
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
