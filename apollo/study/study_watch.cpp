#include "apollo/study/study_watch.h"

#include <ctime>
#include <utility>

#include "apollo/study/history.h"
#include "apollo/study/results.h"
#include "files/config_error.h"
#include "files/folder_lock.h"

namespace apollo::study {
namespace {

// Of a time as history.json has it; nothing if it is none.
std::optional<std::time_t> time_of(const std::string& utc) {
  struct tm parts = {};
  const char* const end = ::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (!end || *end != '\0') return std::nullopt;
  return ::timegm(&parts);
}

std::optional<HistoryEntry> last_call(const std::string& folder) {
  try {
    const std::vector<HistoryEntry> history = read_history(folder);
    if (!history.empty()) return history.back();
  } catch (const files::ConfigError&) {  // it decides nothing
  }
  return std::nullopt;
}

}  // namespace

const char* to_string(StudyState state) {
  switch (state) {
    case StudyState::running:
      return "running";
    case StudyState::stopped:
      return "stopped";
    case StudyState::finished:
      return "finished";
  }
  return "";
}

StudyWatch::StudyWatch(std::string folder) : folder_(std::move(folder)) {}

const StudyStatus& StudyWatch::look() {
  const bool is_running = files::FolderLock::is_held(folder_);  // before the trials, so that none is missed
  take();
  const StudyProgress& p = status_.progress;
  const bool is_finished = p.finished >= p.total || status_.so_far.exhausted;
  status_.state = is_running ? StudyState::running : is_finished ? StudyState::finished : StudyState::stopped;
  measure();
  return status_;
}

void StudyWatch::take() {
  if (!spec_) spec_.emplace(read_study_spec(folder_));  // what is wrong with it is said first
  const std::string store = folder_ + "/trials.sqlite";
  SearchSummary& s = status_.so_far;
  s.folder = folder_;
  s.exhausted = is_exhausted(store);
  const bool has_front = !Front(*spec_).objectives().empty();
  const std::vector<TrialRecord> trials = read_outcomes(store, next_, has_front);
  spec_.emplace(read_study_spec(folder_));  // after the trials, for a run may be making the study longer
  if (const designs::Scoring* scoring = spec_->own_scoring()) s.reward_unit = reward_unit(*scoring);
  const auto add = [&](const TrialRecord& trial) {
    if (later_.insert(trial.id).second) add_trial(trial, *spec_, s);
  };
  const TrialRecord* best = best_of(trials);
  if (best && is_better(*best, s.best ? &*s.best : nullptr)) {
    const TrialRecord whole = read_trial(store, best->id);
    check_trials({whole}, folder_, spec_->trials, spec_->space);
    add(whole);
  }
  for (const TrialRecord& trial : trials) add(trial);
  while (!later_.empty() && *later_.begin() == next_) {
    later_.erase(later_.begin());
    ++next_;
  }
  s.failed.clear();
  for (const FailedTrial& trial : read_failures(store))
    if (trial.id >= next_ && later_.count(trial.id) == 0) s.failed.push_back(trial);
  StudyProgress& p = status_.progress;
  p.finished = s.trials;
  p.total = spec_->trials;
  p.feasible = s.feasible;
  p.best_reward = s.best ? s.best->outcome.reward : 0;
}

void StudyWatch::add_support() {
  const designs::Scoring* scoring = spec_->own_scoring();
  SearchSummary& s = status_.so_far;
  if (!scoring || !scoring->is_relative || scoring->networks.size() < 2 || !s.best) return;
  try {
    const std::string file = folder_ + "/study.json";
    const designs::DesignEvaluator designs =
        designs::evaluator_of(*scoring, designs::load_unchanged_networks(*scoring, file), file);
    SearchSummary with_designs = s;
    add_designs(designs, *spec_, with_designs);
    s.support = std::move(with_designs.support);
  } catch (const files::ConfigError&) {  // without them, it is a status all the same
  }
}

void StudyWatch::measure() {
  StudyProgress& p = status_.progress;
  if (!first_look_) {
    first_look_ = Clock::now();
    trials_then_ = p.finished;
    const std::optional<HistoryEntry> call = last_call(folder_);
    const auto started = call ? time_of(call->started) : std::nullopt;
    const auto ended = call && call->ended ? time_of(*call->ended) : std::nullopt;
    if (!started || (!ended && status_.state != StudyState::running)) return;
    p.evaluated = p.finished - call->trials_before;
    status_.seconds = std::difftime(ended.value_or(std::time(nullptr)), *started);
  } else if (p.finished > trials_then_) {
    p.evaluated = p.finished - trials_then_;
    status_.seconds = std::chrono::duration<double>(Clock::now() - *first_look_).count();
  }
}

}  // namespace apollo::study
