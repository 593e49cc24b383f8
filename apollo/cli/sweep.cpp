#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <thread>

#include "apollo/cli/call.h"
#include "apollo/cli/commands.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/options.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/shell_command.h"
#include "apollo/cli/space_evaluator.h"
#include "apollo/cli/sweep_file.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/figures.h"
#include "apollo/study/exec_evaluator.h"
#include "apollo/study/sweep_summary.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;

struct SweepCommand {
  std::string file, out;
  std::int64_t jobs = 0;  // 0: one per processor
  bool resume = false, json = false;

  void declare(Options& options) {
    options.positional("STUDY", file, "what to run (JSON; docs/search.md)", true);
    options.text("--out", out, "DIR", "folder for the results (default results/NAME of STUDY)");
    options.integer("--jobs", jobs, 1, 1024,
                    "runs at the same time (default one per processor); changes no result");
    options.flag("--resume", resume, "go on with the sweep that is in the folder");
    options.flag("--json", json, "print the summary as JSON");
  }

  std::string folder() const {
    return out.empty() ? "results/" + std::filesystem::path(file).stem().string() : out;
  }
};

// One evaluator per area budget; the designs' compilers are shared.
class Evaluators {
 public:
  explicit Evaluators(const SearchOptions& common) : common_(common) {
    if (!common.command().empty()) return;
    designs_.emplace(common.workloads.evaluator());
    if (designs_->baseline_failure())
      throw files::ConfigError("no reward to search for: " + *designs_->baseline_failure());
  }

  study::Evaluator& of(const study::SweepRun& run) {
    const std::lock_guard<std::mutex> guard(mutex_);
    auto& evaluator = by_area_[run.spec.constraints.area_mm2];
    if (!evaluator) evaluator = make(run.spec);
    return *evaluator;
  }

 private:
  std::unique_ptr<study::Evaluator> make(const study::StudySpec& spec) const {
    if (!designs_) {
      return std::make_unique<study::ExecEvaluator>(common_.command(), common_.timeout_s(),
                                                    spec.constraints.area_mm2);
    }
    designs::EvaluationOptions options = common_.evaluation();
    options.constraints = spec.constraints;
    return std::make_unique<SpaceEvaluator>(*designs_, designs::edge_baseline(), spec.space, common_.space,
                                            options);
  }

  const SearchOptions& common_;
  std::optional<designs::DesignEvaluator> designs_;  // unless a program evaluates
  std::mutex mutex_;
  std::map<std::optional<double>, std::unique_ptr<study::Evaluator>> by_area_;
};

// Adds to each run's best.json the parameters that the space leaves out, so that it is a configuration file.
void complete_best(const std::string& folder, const std::vector<study::SweepRun>& runs) {
  for (const study::SweepRun& run : runs) {
    const std::string path = folder + "/" + run.folder + "/best.json";
    if (!std::filesystem::exists(path)) continue;
    const auto best = apollo::files::parse_json(apollo::files::read_text_file(path), path);
    files::write_atomically(path, to_json_text(with_values(designs::edge_baseline(), best, path)));
  }
}

ordered_json to_json(const study::SweepRow& row) {
  return {{"area_mm2", row.area_mm2 ? ordered_json(*row.area_mm2) : ordered_json(nullptr)},
          {"optimizer", row.label},
          {"runs", row.runs},
          {"best_reward",
           {{"lowest", row.lowest},
            {"lower_quartile", row.lower_quartile},
            {"median", row.median},
            {"upper_quartile", row.upper_quartile},
            {"highest", row.highest}}},
          {"trials_to_95_percent",
           row.trials_to_95_percent ? ordered_json(*row.trials_to_95_percent) : ordered_json(nullptr)},
          {"feasible_share", row.feasible_share},
          {"stalled", row.stalled},
          {"best_folder", row.best_folder}};
}

std::string to_text(const std::vector<study::SweepRow>& rows) {
  TextTable table({{"area mm2"},
                   {"optimizer", Align::left},
                   {"runs"},
                   {"lowest"},
                   {"25 %"},
                   {"median"},
                   {"75 %"},
                   {"highest"},
                   {"trials to 95 %"},
                   {"feasible"},
                   {"stalled"}});
  for (const study::SweepRow& row : rows) {
    const std::string area = row.area_mm2 ? designs::plain(*row.area_mm2) : "-";
    if (row.runs == 0) {
      table.row({area, row.label, "0", "-", "-", "-", "-", "-", "-", "-", "-"});
      continue;
    }
    table.row({area, row.label, std::to_string(row.runs), designs::significant(row.lowest),
               designs::significant(row.lower_quartile), designs::significant(row.median),
               designs::significant(row.upper_quartile), designs::significant(row.highest),
               row.trials_to_95_percent ? designs::plain(*row.trials_to_95_percent) : "-",
               designs::percent(row.feasible_share), std::to_string(row.stalled)});
  }
  return table.text();
}

}  // namespace

int sweep(const Arguments& arguments, std::ostream& out) {
  SweepCommand given;
  Options options("sweep", "Runs strategies at area budgets with seeds, and compares what they find.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;

  const SweepFile file = read_sweep_file(given.file);
  Evaluators evaluators(file.common);
  evaluators.of(file.runs.front());  // reports what is wrong with the space before a file is written

  const Interrupt interrupt;
  ProgressLine progress;
  study::SweepProgress latest;
  study::SweepOptions sweep_options;
  sweep_options.jobs = given.jobs > 0 ? static_cast<int>(given.jobs)
                                      : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  sweep_options.resume = given.resume;
  sweep_options.stop = &interrupt.requested();
  study::Call call = call_of("sweep", arguments);
  call.folder = given.folder();
  call.study_file = given.file;
  call.study_text = file.text;
  sweep_options.call = &call;
  sweep_options.observer = [&](const study::SweepProgress& p) {
    latest = p;
    progress.offer([&](double seconds) { return progress_line(p, seconds); });
  };
  const auto curves = study::run_sweep(
      given.folder(), file.runs,
      [&](const study::SweepRun& run) -> study::Evaluator& { return evaluators.of(run); }, sweep_options);
  progress.finish(progress_line(latest, progress.seconds()));
  if (file.common.command().empty()) complete_best(given.folder(), file.runs);

  const bool interrupted =
      std::any_of(curves.begin(), curves.end(), [](const auto& curve) { return !curve; });
  const std::vector<study::SweepRow> rows = summary_of(file.runs, curves);
  ordered_json summary = {{"folder", given.folder()}, {"interrupted", interrupted}};
  bool any_feasible = false;
  for (const study::SweepRow& row : rows) {
    summary["rows"].push_back(to_json(row));
    any_feasible = any_feasible || row.feasible_share > 0;
  }
  files::write_atomically(given.folder() + "/summary.json", summary.dump(2) + "\n");
  if (given.json) {
    out << summary.dump(2) << "\n";
  } else {
    out << to_text(rows) << "\nresults in " << given.folder() << ": summary.json, and a folder per run\n";
  }
  if (interrupted) {
    Arguments again = arguments;
    if (!given.resume) again.push_back("--resume");
    std::cerr << "interrupted; to go on: " << shell_command("sweep", again) << std::endl;
    return kInterrupted;
  }
  return any_feasible ? 0 : 1;
}

}  // namespace apollo::cli
