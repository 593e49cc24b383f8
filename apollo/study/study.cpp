#include "apollo/study/study.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include "apollo/study/results.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "optimizers/registry.h"
#include "processes/worker_processes.h"
#include "processes/workers.h"

namespace apollo::study {
namespace {

using files::printable;
using optimizers::Point;

constexpr std::size_t kLongestReason = 1000, kLongestPath = 1000;  // in a message
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

// How many trials the study in the folder is to have. ConfigError if `spec` is neither the same nor one of
// more trials.
std::int64_t trials_of_shorter(const std::string& folder, const StudySpec& spec) {
  StudySpec stored = read_study_spec(folder);
  const std::int64_t trials = std::exchange(stored.trials, spec.trials);
  const auto fail = [&](const SpecDifference& difference, const std::string& allowed) {
    throw files::ConfigError(printable(spec_path(folder), kLongestPath) +
                             ": does not match: " + difference.key + " is " + difference.first +
                             " in the study and " + difference.second + " now" + allowed);
  };
  if (const auto difference = first_difference(stored, spec)) fail(*difference, "");
  if (spec.trials < trials)
    fail({"trials", std::to_string(trials), std::to_string(spec.trials)}, "; must not become fewer");
  return trials;
}

[[noreturn]] void fail_mismatch(const std::string& folder, std::int64_t trial, const std::string& what) {
  throw files::ConfigError(printable(store_path(folder), kLongestPath) +
                           ": does not match its study: trial " + std::to_string(trial) + " " + what);
}

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
  if (outcome.feasible && !(std::isfinite(outcome.reward) && outcome.reward >= 0)) {
    outcome.feasible = false;
    outcome.reason = "reward is not a finite number of at least 0";
  }
  if (!outcome.feasible) outcome.reward = 0;
  if (!std::isfinite(outcome.area_mm2)) outcome.area_mm2 = 0;
  outcome.reason = printable(outcome.reason, kLongestReason);
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

// With the defaults of all options written out, so that a later change of a default does not change the
// study.
StudySpec completed(StudySpec spec, const std::string& path) {
  check(spec, path);
  spec.options = optimizers::complete(spec.options, optimizers::find_strategy(spec.optimizer)->options);
  return spec;
}

void count(const Outcome& outcome, StudyProgress& progress) {
  ++progress.finished;
  if (!outcome.feasible) return;
  ++progress.feasible;
  progress.best_reward = std::max(progress.best_reward, outcome.reward);
}

}  // namespace

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
  const std::string path = spec_path(folder);
  std::int64_t stored = spec_.trials;  // that it is to have by study.json
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    if (mode == Mode::create) {
      throw files::ConfigError(printable(folder, kLongestPath) +
                               ": holds a study already; resume it, or choose another folder");
    }
    stored = trials_of_shorter(folder, spec_);
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
  is_extended_ = stored < spec_.trials;
  store_ = std::make_unique<Store>(store_path(folder));
  std::vector<TrialRecord> trials = read_trials(store_path(folder));
  check_trials(trials, folder, stored, spec_.space);
  for (TrialRecord& trial : trials) {
    count(trial.outcome, progress_);
    const TrialRecord& kept = finished_.emplace(trial.id, std::move(trial)).first->second;
    if (is_better(kept, best_)) best_ = &kept;
    front_.add(kept);
  }
  progress_.total = spec_.trials;
}

StudyResult Study::run(Evaluator& evaluator, const RunOptions& options) {
  const files::SavedFile shorter(spec_path(folder_));
  try {
    if (is_extended_) files::write_atomically(spec_path(folder_), to_json_text(spec_));
    std::optional<HistoryRecord> record;
    const auto trials = [this] { return progress_.finished; };
    if (options.call) record.emplace(folder_, *options.call, trials, is_new_);
    StudyResult result = search(evaluator, options);
    if (record) record->end();
    return result;
  } catch (const files::ConfigError&) {
    if (is_new_ && finished_.empty()) remove();
    if (is_extended_ && progress_.evaluated == 0) shorter.restore();
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
  optimizers::SearchSpace space = allowed_space(spec_, printable(spec_path(folder_), kLongestPath));
  if (spec_.area_mode == AreaMode::known) {
    space =
        space.restricted_to([&](const Point& point) { return evaluator.within_budget(spec_.space, point); });
  }
  const auto optimizer = optimizers::make_optimizer(spec_.optimizer, space,
                                                    static_cast<std::uint64_t>(spec_.seed), spec_.options);
  StudyResult result;
  std::int64_t told = 0;
  while (told < spec_.trials) {
    if (options.stop && *options.stop) {
      result.stopped = true;
      return finish(std::move(result));
    }
    std::vector<Point> points = optimizer->ask(spec_.proposals);
    if (points.empty()) {
      result.exhausted = true;
      store_->set_exhausted();
      break;
    }
    // The last batch may be cut, but is asked for whole: a longer study has the same trials before others.
    points.resize(std::min(points.size(), static_cast<std::size_t>(spec_.trials - told)));
    check_stored(points, told);
    evaluate_missing(points, optimizer->proposers(), told, evaluator, options);
    std::vector<optimizers::Trial> trials;
    for (const Point& point : points) {
      const auto found = finished_.find(told);
      if (found == finished_.end()) {
        result.stopped = true;
        return finish(std::move(result));
      }
      const Outcome& outcome = found->second.outcome;
      trials.push_back(
          {told++, point, outcome.feasible, outcome.reward, outcome.reason, front_.values_of(outcome)});
    }
    if (told < spec_.trials) optimizer->tell(trials);  // so never of a part of a batch
  }
  if (!finished_.empty() && finished_.rbegin()->first >= told)
    fail_mismatch(folder_, finished_.rbegin()->first, "is beyond the last point that the strategy proposes");
  return finish(std::move(result));
}

std::optional<StudyResult> Study::ended() const {
  const bool all_evaluated =
      progress_.finished == spec_.trials && finished_.rbegin()->first == spec_.trials - 1;
  if (!all_evaluated) return std::nullopt;
  return finish({});
}

void Study::check_stored(const std::vector<Point>& points, std::int64_t first) const {
  std::optional<std::int64_t> missing;
  std::int64_t id = first;
  for (const Point& point : points) {
    const auto found = finished_.find(id);
    if (found == finished_.end()) {
      if (!missing) missing = id;
    } else if (found->second.point != point) {
      fail_mismatch(folder_, id,
                    "is not the point that the strategy proposes; study.json was changed, or another version "
                    "of this program made the trials");
    }
    ++id;
  }
  // A batch is complete before the next begins.
  if (missing && !finished_.empty() && finished_.rbegin()->first >= id) {
    fail_mismatch(folder_, *missing,
                  "is missing, and trial " + std::to_string(finished_.rbegin()->first) +
                      " of a later batch is there; restore the file, or choose another folder");
  }
}

void Study::evaluate_missing(const std::vector<Point>& points, const std::vector<std::string>& proposers,
                             std::int64_t first, Evaluator& evaluator, const RunOptions& options) {
  std::vector<TrialRecord> missing;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t id = first + static_cast<std::int64_t>(i);
    if (finished_.count(id) == 0) missing.push_back({id, points[i], {}});
  }
  const bool is_first = !missing.empty() && progress_.evaluated == 0;
  if (is_first) write_best();  // an earlier run may not have come to that
  if (is_first) write_front();
  std::mutex mutex;  // of the store, the progress and the observer
  const auto outcome = [&](int i) {
    return normalised(evaluator.evaluate(spec_.space, missing[static_cast<std::size_t>(i)].point));
  };
  const auto finished = [&](int i, Outcome outcome) {
    TrialRecord& trial = missing[static_cast<std::size_t>(i)];
    const std::lock_guard<std::mutex> guard(mutex);
    trial.outcome = std::move(outcome);
    if (!proposers.empty())
      trial.outcome.details[kProposedByDetail] = proposers[static_cast<std::size_t>(trial.id - first)];
    commit(trial);
    count(trial.outcome, progress_);
    ++progress_.evaluated;
    if (options.observer) options.observer->trial_finished(trial, progress_);
  };
  const int evaluations = static_cast<int>(missing.size());
  if (options.in_processes) {
    processes::run_in_processes(
        evaluations, options.jobs, [&](int i) { return encode(outcome(i)); },
        [&](int i, const std::string& answer) { finished(i, decode_outcome(answer)); },
        [&](int i, const std::string& failure) {
          const std::string trial = std::to_string(missing[static_cast<std::size_t>(i)].id);
          throw std::runtime_error("trial " + trial + ": " + failure);
        },
        options.stop);
  } else {
    processes::run_in_parallel(
        evaluations, options.jobs, [&](int i) { finished(i, outcome(i)); }, options.stop);
  }
}

void Study::commit(const TrialRecord& trial) {
  const bool is_best = is_better(trial, best_);
  std::error_code ignored;                                            // writing it says more
  if (is_best) std::filesystem::remove(best_path(folder_), ignored);  // or it were not that of the best trial
  const bool joins_front = front_.add(trial);
  if (joins_front) std::filesystem::remove(folder_ + "/front.json", ignored);
  store_->append(trial);
  const TrialRecord& kept = finished_.emplace(trial.id, trial).first->second;
  if (joins_front) write_front();
  if (!is_best) return;
  best_ = &kept;
  write_best();
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
