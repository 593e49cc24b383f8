#include "apollo/study/study.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <optional>
#include <utility>

#include "apollo/study/results.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/fnv.h"
#include "files/json_file.h"

namespace apollo::study {
namespace {

using files::printable;
using optimizers::Point;

constexpr std::size_t kLongestPath = 1000;   // in a message
constexpr std::size_t kLongestFolder = 480;  // SQLite takes paths of 512, and adds to the names of its files

std::string spec_path(const std::string& folder) { return folder + "/study.json"; }
std::string best_path(const std::string& folder) { return folder + "/best.json"; }
std::string store_path(const std::string& folder) { return folder + "/trials.sqlite"; }

std::string checked_folder(const std::string& folder) {
  const std::size_t length = std::filesystem::absolute(folder).string().size();
  if (length > kLongestFolder) {
    throw files::ConfigError(printable(folder, kLongestPath) + ": its path has " + std::to_string(length) +
                             " characters; must have at most " + std::to_string(kLongestFolder));
  }
  return folder;
}

// The spec of the study in the folder. ConfigError if `spec` is neither the same nor one of more trials or
// another policy for failures.
StudySpec changeable_spec(const std::string& folder, const StudySpec& spec) {
  const StudySpec stored = read_study_spec(folder);
  StudySpec same = stored;
  same.trials = spec.trials;
  if (ExecScoring* program = same.exec_scoring(); program && spec.exec_scoring())
    program->on_failure = spec.exec_scoring()->on_failure;
  const auto fail = [&](const SpecDifference& difference, const std::string& allowed) {
    throw files::ConfigError(printable(spec_path(folder), kLongestPath) +
                             ": does not match: " + difference.key + " is " + difference.first +
                             " in the study and " + difference.second + " now" + allowed);
  };
  if (const auto difference = first_difference(same, spec)) fail(*difference, "");
  if (spec.trials < stored.trials)
    fail({"trials", std::to_string(stored.trials), std::to_string(spec.trials)}, "; must not become fewer");
  return stored;
}

}  // namespace

void StudyProgress::add(const Outcome& outcome) {
  ++finished;
  if (!outcome.feasible) return;
  best_reward = feasible > 0 ? std::max(best_reward, outcome.reward) : outcome.reward;
  ++feasible;
}

void fail_mismatch(const std::string& folder, std::int64_t trial, const std::string& what) {
  throw files::ConfigError(printable(store_path(folder), kLongestPath) +
                           ": does not match its study: trial " + std::to_string(trial) + " " + what);
}

void check_trials(const std::vector<TrialRecord>& trials, const std::string& folder, std::int64_t most,
                  const optimizers::SearchSpace& space) {
  for (const TrialRecord& trial : trials) {
    if (trial.id < 0 || trial.id >= most)
      fail_mismatch(folder, trial.id, "is there; must be 0 to " + std::to_string(most - 1));
    if (!space.contains(trial.point))
      fail_mismatch(folder, trial.id, "is not a point of the space of study.json");
  }
}

StudySpec read_study_spec(const std::string& folder) {
  return parse_study_spec(files::read_text_file(spec_path(folder)),
                          printable(spec_path(folder), kLongestPath));
}

Study::Study(const std::string& folder, StudySpec spec, Mode mode)
    : folder_(checked_folder(folder)),
      spec_(completed(std::move(spec), printable(spec_path(folder), kLongestPath))),
      lock_(folder),
      front_(spec_) {
  files::remove_left_behind(
      folder, {"study.json", "best.json", "front.json", "trials.csv", "history.json", "trials.sqlite"});
  const std::string path = spec_path(folder);
  std::int64_t trials_before = spec_.trials;  // that it is to have by study.json
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    if (mode == Mode::create) {
      throw files::ConfigError(printable(folder, kLongestPath) +
                               ": holds a study already; resume it, or choose another folder");
    }
    const StudySpec stored = changeable_spec(folder, spec_);
    trials_before = stored.trials;
    is_changed_ = first_difference(stored, spec_).has_value();
  } else {
    for (const std::string& orphan : {store_path(folder), store_path(folder) + "-wal"}) {
      if (std::filesystem::exists(orphan, error)) {
        throw files::ConfigError(printable(orphan, kLongestPath) +
                                 ": has no study.json beside it; choose another folder");
      }
    }
    files::write_atomically(path, to_json_text(spec_));
    is_new_ = true;
  }
  store_ = std::make_unique<Store>(store_path(folder));
  std::vector<TrialRecord> trials = read_trials(store_path(folder));
  check_trials(trials, folder, trials_before, spec_.space);
  failed_ = FailedTrials(read_failures(store_path(folder)));
  for (TrialRecord& trial : trials) {
    progress_.add(trial.outcome);
    const TrialRecord& kept = finished_.emplace(trial.id, std::move(trial)).first->second;
    if (is_better(kept, best_)) best_ = &kept;
    front_.add(kept);
  }
  progress_.total = spec_.trials;
}

StudyResult Study::run(Evaluator& evaluator, const RunOptions& options) {
  assert(spec_.transfer.has_value() == (options.start != nullptr));
  const files::SavedFile before(spec_path(folder_));
  try {
    if (is_changed_) files::write_atomically(spec_path(folder_), to_json_text(spec_));
    std::optional<HistoryRecord> record;
    const auto trials = [this] { return progress_.finished; };
    if (options.call) record.emplace(folder_, *options.call, trials, is_new_);
    StudyResult result = search(evaluator, options);
    if (record) record->end();
    return result;
  } catch (const files::ConfigError&) {
    if (is_new_ && finished_.empty()) {
      remove();
      throw;
    }
    check_files();  // for they say more
    if (is_changed_ && progress_.evaluated == 0) before.restore();
    throw;
  }
}

void Study::remove() {
  store_.reset();
  std::error_code ignored;                         // the error that led here says more
  for (const char* suffix : {"-wal", "-shm", ""})  // the first two if the store could not be closed properly
    std::filesystem::remove(store_path(folder_) + suffix, ignored);
  std::filesystem::remove(spec_path(folder_), ignored);
}

StudyResult Study::search(Evaluator& evaluator, const RunOptions& options) {
  StudyResult result;
  std::vector<std::int64_t> failed_before;
  for (const auto& [id, trial] : failed_.all())
    if (trial.passed_over && finished_.count(id) == 0) failed_before.push_back(id);
  if (needs_no_proposals()) {
    result.exhausted = is_exhausted(store_path(folder_));
  } else {
    Attempts attempts(policy_of(spec_), options.first_wait, options.stop);
    propose_and_evaluate(evaluator, options, attempts, result);
    result.pause = attempts.pause();
  }
  if (!result.stopped && result.pause.empty()) {
    store_->pass_over(failed_.settle());
    store_->set_fingerprint(fingerprint());
    retry_failed(failed_before, evaluator, options, result);
  }
  if (!result.pause.empty() && finished_.empty()) throw files::ConfigError(result.pause);
  check_files();
  return finish(std::move(result));
}

std::int64_t Study::fingerprint() const {
  StudySpec same = spec_;  // but for what a longer study, or another policy, differs in
  same.trials = 1;
  if (ExecScoring* program = same.exec_scoring()) program->on_failure = {};
  std::map<std::int64_t, Point> points;
  for (const auto& [id, trial] : finished_) points.emplace(id, trial.point);
  for (const auto& [id, trial] : failed_.all()) points.emplace(id, trial.point);
  const std::string text = to_json_text(same) + nlohmann::json(points).dump();
  return static_cast<std::int64_t>(files::fnv1a(text) >> 1U);
}

bool Study::needs_no_proposals() const {
  std::int64_t trials = 0;
  while (finished_.count(trials) > 0 || failed_.is_passed_over(trials)) ++trials;
  if (trials < spec_.trials && !(trials > 0 && is_exhausted(store_path(folder_)))) return false;
  return read_fingerprint(store_path(folder_)) == fingerprint();
}

void Study::check_files() const {
  const std::string all = "the " + std::to_string(finished_.size()) + " trials";
  const auto fail = [&](const std::string& path, const std::string& what) {
    throw files::ConfigError(printable(path, kLongestPath) +
                             ": has been removed or replaced while the study ran: " + what);
  };
  std::error_code error;
  if (!std::filesystem::is_directory(folder_, error)) fail(folder_, all + " are lost");
  const bool has_store = store_->is_in_place(), has_log = store_->has_log();
  if (has_store && has_log && std::filesystem::exists(spec_path(folder_), error)) return;
  finish({});
  if (has_store && has_log)
    fail(spec_path(folder_), all + " are kept in trials.sqlite; put study.json back to resume");
  if (has_store) fail(store_path(folder_) + "-wal", all + " are kept in trials.sqlite; resume to go on");
  fail(store_path(folder_),
       all + " are lost but for trials.csv, which has been written; a resumed study would begin anew");
}

void Study::write_front() const {
  if (front_.members().empty()) return;
  const auto trial_of = [&](std::int64_t id) -> const TrialRecord& { return finished_.at(id); };
  files::write_atomically(folder_ + "/front.json", front_json(front_, spec_, trial_of).dump(2) + "\n");
}

void Study::write_best() const {
  if (best_)
    files::write_atomically(best_path(folder_), configuration_of(spec_, best_->point).dump(2) + "\n");
}

StudyResult Study::finish(StudyResult result) const {
  for (const auto& trial : finished_) result.trials.push_back(trial.second);
  for (const auto& [id, trial] : failed_.all())
    if (finished_.count(id) == 0) result.failed.push_back(trial);
  files::write_atomically(folder_ + "/trials.csv",
                          trials_csv(spec_.space, result.trials, hypervolumes(spec_, result.trials)));
  write_best();
  write_front();
  return result;
}

StoredStudy read_study(const std::string& folder) {
  read_study_spec(folder);  // what is wrong with it is said first
  std::vector<TrialRecord> trials = read_trials(store_path(folder));
  StudySpec spec = read_study_spec(folder);  // after the trials, for a run may be making the study longer
  check_trials(trials, folder, spec.trials, spec.space);
  return {std::move(spec), std::move(trials), is_exhausted(store_path(folder))};
}

}  // namespace apollo::study
