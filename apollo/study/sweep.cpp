#include "apollo/study/sweep.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <set>

#include "apollo/study/results.h"
#include "apollo/study/shards.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/folder_lock.h"
#include "files/json_file.h"
#include "files/json_object.h"
#include "processes/worker_pool.h"
#include "processes/workers.h"

namespace apollo::study {
namespace {

// The runs, after those of earlier calls: none is forgotten because another file resumes the sweep.
nlohmann::ordered_json index_of(const std::vector<SweepRun>& runs, const std::string& path) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::set<std::string> listed;
  if (std::filesystem::exists(path)) {
    const nlohmann::json earlier = files::parse_json(files::read_text_file(path), path);
    files::JsonObject root(earlier, path);
    for (files::JsonObject& run : root.objects("runs")) {
      const std::string folder = run.text("folder");
      list.push_back({{"label", run.text("label")}, {"folder", folder}});
      listed.insert(folder);
    }
  }
  for (const SweepRun& run : runs) {
    if (listed.insert(run.folder).second) list.push_back({{"label", run.label}, {"folder", run.folder}});
  }
  nlohmann::ordered_json index;
  index["runs"] = list;
  return index;
}

// Adds up what the runs do.
class Total {
 public:
  Total(const std::vector<SweepRun>& runs, const SweepOptions& options) : options_(options) {
    progress_.runs = static_cast<std::int64_t>(runs.size());
    for (const SweepRun& run : runs) progress_.total += run.spec.trials;
  }

  void add(std::int64_t finished, std::int64_t evaluated, std::int64_t finished_runs) {
    const std::lock_guard<std::mutex> guard(mutex_);
    progress_.finished += finished;
    progress_.evaluated += evaluated;
    progress_.finished_runs += finished_runs;
    if (options_.observer) options_.observer(progress_);
  }

  // Once no run is going on.
  std::int64_t evaluated() const { return progress_.evaluated; }

 private:
  const SweepOptions& options_;
  std::mutex mutex_;
  SweepProgress progress_;
};

// Passes on one run's trials, those of earlier calls together with the first.
class RunObserver : public StudyObserver {
 public:
  explicit RunObserver(Total& total) : total_(total) {}
  void trial_finished(const TrialRecord&, const StudyProgress& progress) override {
    total_.add(progress.finished - counted_, 1, 0);
    counted_ = progress.finished;
  }
  // A run that uses up its space has fewer trials than its budget; those count as finished.
  void run_finished(std::int64_t budget) { total_.add(budget - counted_, 0, 1); }

 private:
  Total& total_;
  std::int64_t counted_ = 0;
};

// Of all runs that have begun.
std::int64_t stored_trials(const std::string& folder, const nlohmann::ordered_json& index) {
  std::int64_t trials = 0;
  for (const auto& run : index.at("runs")) {
    const std::string store = folder + "/" + run.at("folder").get<std::string>() + "/trials.sqlite";
    if (std::filesystem::exists(store)) trials += count_trials(store);
  }
  return trials;
}

}  // namespace

SweepCurve curve_of(const StudySpec& spec, const std::vector<TrialRecord>& trials) {
  SweepCurve curve;
  double best = best_of_none(spec);
  for (const TrialRecord& trial : trials) {
    if (trial.outcome.feasible) {
      ++curve.feasible;
      best = std::max(best, trial.outcome.reward);
    }
    curve.best_reward.push_back(best);
  }
  if (std::vector<double> volumes = hypervolumes(spec, trials); !volumes.empty())
    curve.best_reward = std::move(volumes);
  return curve;
}

nlohmann::ordered_json write_index(const std::string& own, const std::vector<SweepRun>& runs) {
  nlohmann::ordered_json listed = index_of(runs, own + "/sweep.json");
  files::write_atomically(own + "/sweep.json", listed.dump(2) + "\n");
  return listed;
}

std::vector<std::optional<SweepCurve>> run_sweep(
    const std::string& folder, const std::vector<SweepRun>& runs,
    const std::function<Evaluator&(const SweepRun&)>& evaluator_of, const SweepOptions& options) {
  using Kind = files::FolderLock::Kind;
  const files::FolderLock lock(folder, options.shard ? Kind::shared : Kind::exclusive);
  std::string own = folder;
  std::optional<files::FolderLock> shard_lock;
  if (options.shard) {
    check_shards(folder, *options.shard);
    own = shard_folder(folder, *options.shard);
    shard_lock.emplace(own);
  }
  const bool is_new = !std::filesystem::exists(own + "/sweep.json");
  if (!options.resume && (!is_new || (!options.shard && std::filesystem::exists(folder + "/shards")))) {
    throw files::ConfigError(files::printable(own, 1000) +
                             ": holds a sweep already; resume it, or choose another folder");
  }
  if (std::filesystem::exists(folder + "/study.json"))
    throw files::ConfigError(files::printable(folder, 1000) + ": holds a study; choose another folder");
  const std::int64_t trials_before = stored_trials(folder, write_index(own, runs));
  Total total(runs, options);
  std::optional<HistoryRecord> record;
  const auto trials = [&] { return trials_before + total.evaluated(); };
  if (options.call) record.emplace(own, *options.call, trials, is_new);
  std::vector<std::optional<SweepCurve>> curves(runs.size());
  processes::WorkerPool workers(options.jobs);
  const auto work = [&](int i) {
    const SweepRun& run = runs[static_cast<std::size_t>(i)];
    RunObserver observer(total);
    RunOptions run_options;
    run_options.observer = &observer;
    run_options.workers = &workers;
    run_options.stop = options.stop;
    Study study(folder + "/" + run.folder, run.spec,
                options.resume ? Study::Mode::resume : Study::Mode::create);
    const StudyResult result = study.run(evaluator_of(run), run_options);
    if (!result.pause.empty()) {
      throw files::ConfigError(files::printable(folder + "/" + run.folder, 1000) +
                               ": paused: " + result.pause + "; to go on, resume the sweep");
    }
    if (result.stopped) return;
    SweepCurve& curve = curves[static_cast<std::size_t>(i)].emplace(curve_of(run.spec, result.trials));
    curve.failed = static_cast<std::int64_t>(result.failed.size());
    observer.run_finished(run.spec.trials);
  };
  processes::run_in_parallel(static_cast<int>(runs.size()), options.jobs, work, options.stop);
  if (record) record->end();
  return curves;
}

}  // namespace apollo::study
