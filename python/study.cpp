#include "python/study.h"

#include <pybind11/stl.h>

#include <filesystem>
#include <mutex>
#include <set>

#include "apollo/study/evaluators.h"
#include "apollo/study/results.h"
#include "apollo/study/study.h"
#include "apollo/transfer/start.h"
#include "files/config_error.h"
#include "python/interruptible.h"
#include "python/json_conversion.h"
#include "python/trial_columns.h"

namespace apollo::python {
namespace {

namespace py = pybind11;

bool holds_study(const std::string& folder) {
  std::error_code error;
  return std::filesystem::exists(folder + "/study.json", error);
}

// The folders that runs of this process work on: the lock of a folder only keeps other processes away.
class Running {
 public:
  explicit Running(const std::string& folder) : folder_(std::filesystem::weakly_canonical(folder).string()) {
    const std::lock_guard<std::mutex> guard(mutex());
    if (!folders().insert(folder_).second)
      throw files::ConfigError(files::printable(folder, 1000) +
                               ": is being run by this process already; must be one run at a time");
  }
  ~Running() {
    const std::lock_guard<std::mutex> guard(mutex());
    folders().erase(folder_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }
  static std::set<std::string>& folders() {
    static std::set<std::string> instance;
    return instance;
  }
  std::string folder_;
};

// Calls a Python function of each finished trial; what it raises stops the run.
class Progress : public study::StudyObserver {
 public:
  Progress(const py::object& function, std::atomic<bool>& stop) : function_(function), stop_(stop) {}

  void trial_finished(const study::TrialRecord&, const study::StudyProgress& progress) override {
    const py::gil_scoped_acquire acquire;
    if (raised_ || function_.is_none()) return;
    try {
      py::dict state;
      state["finished"] = progress.finished;
      state["total"] = progress.total;
      state["feasible"] = progress.feasible;
      state["best_reward"] =
          progress.feasible > 0 ? py::object(py::float_(progress.best_reward)) : py::none();
      function_(state);
    } catch (...) {
      raised_ = std::current_exception();
      stop_ = true;
    }
  }

  void rethrow() const {
    if (raised_) std::rethrow_exception(raised_);
  }

 private:
  const py::object& function_;
  std::atomic<bool>& stop_;
  std::exception_ptr raised_;
};

py::dict dict_of(const study::StudyResult& result) {
  py::dict dict;
  dict["exhausted"] = result.exhausted;
  dict["stopped"] = result.stopped;
  dict["pause"] = text(result.pause);
  dict["failed"] = result.failed.size();
  return dict;
}

std::int64_t checked_trials(std::int64_t trials) {
  if (trials < 1 || trials > study::kMostTrials)
    throw files::ConfigError("trials is " + std::to_string(trials) + "; must be an integer from 1 to " +
                             std::to_string(study::kMostTrials));
  return trials;
}

py::object best(const Study& study) {
  const std::vector<study::TrialRecord> trials = study.trials();
  const study::TrialRecord* trial = study::best_of(trials);
  if (!trial) return py::none();
  py::dict dict;
  dict["trial"] = trial->id;
  dict["reward"] = trial->outcome.reward;
  dict["area_mm2"] = trial->outcome.area_mm2;
  dict["configuration"] = to_python(configuration_of(study.spec(), trial->point));
  return std::move(dict);
}

}  // namespace

Study::Study(const std::string& folder)
    : folder_(folder), request_{study::read_study_spec(folder)}, is_loaded_(false), may_go_on_(true) {}

Study::Study(const std::string& folder, py::handle arguments, bool resume)
    : folder_(folder),
      request_([&] {
        const nlohmann::json json = to_json(arguments, "apollo.Study");
        const py::gil_scoped_release release;
        return study::parse_study_request(files::JsonObject(json, "apollo.Study"));
      }()),
      is_loaded_(true),
      may_go_on_(resume) {
  if (!resume && holds_study(folder))
    throw files::ConfigError(files::printable(folder, 1000) +
                             ": holds a study already; must be another folder, or used with resume=True or "
                             "apollo.Study.open()");
}

py::dict Study::run(int threads, std::optional<std::int64_t> trials, const py::object& progress) {
  if (threads < 1 || threads > 1024)
    throw files::ConfigError("threads is " + std::to_string(threads) + "; must be an integer from 1 to 1024");
  study::StudySpec& spec = request_.spec;
  const designs::Scoring* own = spec.own_scoring();
  if (own && own->engine == designs::Engine::systemc)
    throw files::ConfigError(files::printable(folder_, 1000) +
                             ": is evaluated by the SystemC engine, which needs a process without threads; "
                             "must be resumed by apollo search --resume --out DIR");
  const Running running(folder_);
  if (trials) spec.trials = checked_trials(*trials);
  std::atomic<bool> stop{false};
  Progress observer(progress, stop);
  study::StudyResult result;
  const auto work = [&] {
    const std::string file = folder_ + "/study.json";
    if (own && !is_loaded_) {
      designs::criteria_of(*own, file);  // that its objectives are known
      request_.networks = designs::load_unchanged_networks(*own, file);
      is_loaded_ = true;
    }
    study::Evaluators evaluators(spec, request_.networks, file);
    const bool goes_on = may_go_on_ && holds_study(folder_);
    study::Study study(folder_, spec, goes_on ? study::Study::Mode::resume : study::Study::Mode::create);
    may_go_on_ = true;
    std::optional<optimizers::Start> start;
    if (spec.transfer)
      start = transfer::start_of(spec, evaluators.designs(), transfer::stored_sources(spec, folder_));
    study::RunOptions options;
    options.start = start ? &*start : nullptr;
    options.jobs = threads;
    options.observer = &observer;
    options.stop = &stop;
    result = study.run(evaluators.of(spec), options);
  };
  run_interruptible(work, stop);
  observer.rethrow();
  return dict_of(result);
}

std::vector<study::TrialRecord> Study::trials() const {
  const py::gil_scoped_release release;
  if (!holds_study(folder_)) return {};
  return study::read_study(folder_).trials;
}

void bind_study(py::module_& module) {
  py::class_<Study>(module, "Study")
      .def(py::init<const std::string&>(), py::arg("folder"))
      .def(py::init<const std::string&, py::handle, bool>(), py::arg("folder"), py::arg("arguments"),
           py::arg("resume"))
      .def("run", &Study::run, py::arg("threads"), py::arg("trials"), py::arg("progress"))
      .def("best", &best)
      .def("columns", [](const Study& s) { return columns_of(s.spec(), s.trials()); })
      .def_property_readonly("folder", [](const Study& s) { return text(s.folder()); })
      .def_property_readonly("spec", [](const Study& s) {
        return to_python(nlohmann::ordered_json::parse(to_json_text(s.spec())));
      });
}

}  // namespace apollo::python
