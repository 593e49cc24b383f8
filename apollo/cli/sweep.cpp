#include <algorithm>
#include <iostream>
#include <optional>
#include <ostream>

#include "apollo/cli/call.h"
#include "apollo/cli/commands.h"
#include "apollo/cli/import_options.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/launch.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/search_output.h"
#include "apollo/cli/sweep_options.h"
#include "apollo/cli/sweep_output.h"
#include "apollo/cli/terminal.h"
#include "apollo/study/evaluators.h"
#include "files/atomic_file.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

using Curves = std::vector<std::optional<study::SweepCurve>>;

Curves run_sweep(const SweepCommand& given, const std::vector<study::SweepRun>& runs, const study::Call& call,
                 study::Evaluators& evaluators, cluster::Fleet* fleet, const Interrupt& interrupt) {
  ProgressLine progress;
  study::SweepProgress latest;
  study::SweepOptions options;
  options.jobs = workers_of(given.jobs, fleet);
  options.resume = given.resume;
  options.shard = given.shard;

  options.stop = &interrupt.requested();
  options.call = &call;
  options.observer = [&](const study::SweepProgress& p) {
    latest = p;
    progress.offer([&](double seconds) { return progress_line(p, seconds); });
  };
  const auto evaluator_of = [&](const study::SweepRun& run) -> study::Evaluator& {
    study::Evaluator& evaluator = evaluators.of(run.spec);
    return fleet ? fleet->evaluator_of(run.spec, evaluator) : evaluator;
  };
  auto curves = study::run_sweep(given.folder(), runs, evaluator_of, options);
  progress.finish(progress_line(latest, progress.seconds()));
  return curves;
}

// Writes it, and shows it.
void summarise(const SweepCommand& given, const study::SweepFile& file, const Curves& curves,
               std::ostream& out) {
  const bool is_interrupted =
      std::any_of(curves.begin(), curves.end(), [](const auto& curve) { return !curve; });
  const std::vector<study::SweepRow> rows = summary_of(file.runs, curves);
  const study::StudySpec& spec = file.runs.front().spec;
  const std::string folder = given.shard ? study::shard_folder(given.folder(), *given.shard) : given.folder();
  const std::string json = summary_json(rows, spec, given.folder(), is_interrupted).dump(2) + "\n";
  files::write_atomically(folder + "/summary.json", json);
  if (given.json) {
    out << json;
    return;
  }
  out << summary_text(rows, spec);
  out << wrapped("\nresults in " + given.folder() + ": " + (given.shard ? "" : "summary.json, and ") +
                 "a folder per run\n");
}

// Of runs that have all ended.
int status_of(const SweepCommand& given, const Curves& curves) {
  std::int64_t failed = 0, feasible = 0;
  for (const auto& curve : curves) {
    failed += curve->failed;
    feasible += curve->feasible;
  }
  if (failed > 0) {
    std::cerr << failed_text(failed) << "; to try again: " << given.command_to_go_on() << std::endl;
    return kEvaluatorFailed;
  }
  return feasible > 0 ? 0 : 1;
}

int collect(const SweepCommand& given, const study::SweepFile& file, const study::Call& call,
            std::ostream& out) {
  const Curves curves = study::collect_sweep(given.folder(), file.runs, call);
  summarise(given, file, curves, out);
  std::vector<std::string> open;
  for (std::size_t i = 0; i < curves.size(); ++i)
    if (!curves[i]) open.push_back(file.runs[i].folder);
  if (open.empty()) return status_of(given, curves);
  std::cerr << open.size() << " of " << curves.size() << " runs have not ended: " << files::join(open)
            << "; to go on, run their shards again with --resume" << std::endl;
  return 1;
}

}  // namespace

int sweep(const Arguments& arguments, std::ostream& out) {
  if (has_served()) return 0;
  const auto fleet = launched_fleet();
  SweepCommand given;
  Options options("sweep", "Runs strategies at area budgets with seeds, and compares what they find.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check_combination(options);

  study::SweepFile file = given.read();
  study::Call call = call_of("sweep", arguments);
  if (given.collect) return collect(given, file, call, out);
  warn_of_skipped(file.networks);
  const study::StudySpec& first = file.runs.front().spec;
  study::Evaluators evaluators(first, std::move(file.networks), file.space);
  evaluators.of(first);  // reports what is wrong with the space before a file is written
  call.folder = given.folder();
  call.study_file = given.file;
  call.study_text = file.text;
  const auto deadline = given.deadline.empty() ? std::nullopt : std::optional(deadline_of(given.deadline));
  const Interrupt interrupt(deadline);
  if (fleet) fleet->set_up(first, file.space, [&] { return interrupt.is_signalled(); });
  const Curves curves = run_sweep(given, file.runs, call, evaluators, fleet.get(), interrupt);
  summarise(given, file, curves, out);
  if (std::all_of(curves.begin(), curves.end(), [](const auto& curve) { return curve.has_value(); }))
    return status_of(given, curves);
  std::cerr << interrupt.reason() << "; to go on: " << given.command_to_go_on() << std::endl;
  return interrupt.status();
}

}  // namespace apollo::cli
