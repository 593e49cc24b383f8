#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <optional>
#include <ostream>

#include "apollo/cli/call.h"
#include "apollo/cli/commands.h"
#include "apollo/cli/import_options.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/options.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/scoring_options.h"
#include "apollo/cli/search_output.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/evaluators.h"
#include "apollo/study/front.h"
#include "apollo/study/repeat_command.h"
#include "apollo/study/shell_command.h"
#include "apollo/study/sweep_file.h"
#include "apollo/study/sweep_summary.h"
#include "files/atomic_file.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;

struct SweepCommand {
  std::string file, out, deadline;
  std::string template_file, baseline;  // empty: the file's
  std::vector<std::string> set;         // NAME=VALUE
  std::int64_t jobs = 0;                // 0: one per processor
  std::int64_t add_seeds = 0;
  bool resume = false, json = false;

  void declare(Options& options) {
    options.positional("STUDY", file, "what to run (JSON; docs/search.md)", true);
    declare_template(options, template_file);
    declare_baseline(options, baseline);
    declare_set(options, set);
    options.text("--out", out, "DIR", "folder for the results (default results/NAME of STUDY)");
    options.integer("--jobs", jobs, 1, 1024,
                    "runs at the same time (default one per processor); changes no result");
    options.integer("--add-seeds", add_seeds, 1, study::kMostSeeds,
                    "seeds to run beyond those that STUDY asks for; a sweep that is there needs --resume");
    options.text("--deadline", deadline, "TIME", kDeadlineHelp);
    options.flag("--resume", resume, "go on with the sweep that is in the folder");
    options.flag("--json", json, "print the summary as JSON");
  }

  std::string folder() const {
    return out.empty() ? "results/" + std::filesystem::path(file).stem().string() : out;
  }

  study::SweepFile read() const {
    study::SweepCall call{add_seeds, template_file, baseline};
    if (!set.empty()) call.set = designs::values_of(set, "--set");
    return study::read_sweep_file(file, call);
  }

  // What goes on with the sweep.
  std::string command_to_go_on() const {
    Arguments arguments = {study::tidy(file), "--out", study::tidy(folder())};
    const auto add = [&](const std::string& option, const std::string& value) {
      if (!value.empty()) arguments.insert(arguments.end(), {option, value});
    };
    add("--template", template_file);
    add("--baseline", baseline);
    for (const std::string& value : set) add("--set", value);
    if (add_seeds > 0) arguments.insert(arguments.end(), {"--add-seeds", std::to_string(add_seeds)});
    if (jobs > 0) arguments.insert(arguments.end(), {"--jobs", std::to_string(jobs)});
    arguments.emplace_back("--resume");
    if (json) arguments.emplace_back("--json");
    return study::shell_command("sweep", arguments);
  }
};

ordered_json to_json(const study::SweepRow& row) {
  return {{"area_mm2", row.area_mm2 ? ordered_json(*row.area_mm2) : ordered_json(nullptr)},
          {"optimizer", row.label},
          {"runs", row.runs},
          {"best_reward",  // null: minus infinity, best_of_none()
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
                   {"optimizer", Align::left, true},
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
    const auto shown = [](double best) { return std::isfinite(best) ? designs::significant(best) : "-"; };
    table.row({area, row.label, std::to_string(row.runs), shown(row.lowest), shown(row.lower_quartile),
               shown(row.median), shown(row.upper_quartile), shown(row.highest),
               row.trials_to_95_percent ? designs::plain(*row.trials_to_95_percent) : "-",
               designs::percent(row.feasible_share), std::to_string(row.stalled)});
  }
  return table.text();
}

// Of what the table has the quantiles of; empty if a program of the user scores by one reward.
std::string summary_unit(const study::StudySpec& spec) {
  const designs::Scoring* scoring = spec.own_scoring();
  const study::Front front(spec);
  if (front.objectives().empty()) return scoring ? reward_unit(*scoring) : "";
  const std::string unit = scoring ? hypervolume_unit(*scoring) : "";
  return "hypervolume above " + files::join(front.reference(), ", ", designs::plain) +
         (unit.empty() ? "" : ", " + unit);
}

// What the table does not say of its figures by itself.
std::string note_of(const study::StudySpec& spec) {
  if (!study::Front(spec).objectives().empty()) return "lowest to highest: " + summary_unit(spec) + "\n";
  const designs::Scoring* scoring = spec.own_scoring();
  return scoring && !scoring->is_relative ? "rewards in " + summary_unit(spec) + "\n" : "";
}

std::vector<std::optional<study::SweepCurve>> run_sweep(const SweepCommand& given,
                                                        const std::vector<study::SweepRun>& runs,
                                                        const study::Call& call,
                                                        study::Evaluators& evaluators,
                                                        const Interrupt& interrupt) {
  ProgressLine progress;
  study::SweepProgress latest;
  study::SweepOptions options;
  options.jobs = jobs_of(given.jobs);
  options.resume = given.resume;
  options.stop = &interrupt.requested();
  options.call = &call;
  options.observer = [&](const study::SweepProgress& p) {
    latest = p;
    progress.offer([&](double seconds) { return progress_line(p, seconds); });
  };
  const auto evaluator_of = [&](const study::SweepRun& run) -> study::Evaluator& {
    return evaluators.of(run.spec);
  };
  auto curves = study::run_sweep(given.folder(), runs, evaluator_of, options);
  progress.finish(progress_line(latest, progress.seconds()));
  return curves;
}

}  // namespace

int sweep(const Arguments& arguments, std::ostream& out) {
  SweepCommand given;
  Options options("sweep", "Runs strategies at area budgets with seeds, and compares what they find.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;

  study::SweepFile file = given.read();
  warn_of_skipped(file.networks);
  const study::StudySpec& first = file.runs.front().spec;
  study::Evaluators evaluators(first, std::move(file.networks), file.space);
  evaluators.of(first);  // reports what is wrong with the space before a file is written
  study::Call call = call_of("sweep", arguments);
  call.folder = given.folder();
  call.study_file = given.file;
  call.study_text = file.text;
  const auto deadline = given.deadline.empty() ? std::nullopt : std::optional(deadline_of(given.deadline));
  const Interrupt interrupt(deadline);
  const auto curves = run_sweep(given, file.runs, call, evaluators, interrupt);

  const bool interrupted =
      std::any_of(curves.begin(), curves.end(), [](const auto& curve) { return !curve; });
  const std::vector<study::SweepRow> rows = summary_of(file.runs, curves);
  const std::string unit = summary_unit(first);
  ordered_json summary = {{"folder", given.folder()},
                          {"interrupted", interrupted},
                          {"reward_unit", unit.empty() ? ordered_json() : ordered_json(unit)}};
  bool any_feasible = false;
  for (const study::SweepRow& row : rows) {
    summary["rows"].push_back(to_json(row));
    any_feasible = any_feasible || row.feasible_share > 0;
  }
  files::write_atomically(given.folder() + "/summary.json", summary.dump(2) + "\n");
  if (given.json) {
    out << summary.dump(2) << "\n";
  } else {
    out << to_text(rows);
    if (const std::string note = note_of(first); !note.empty()) out << "\n" << wrapped(note);
    out << wrapped("\nresults in " + given.folder() + ": summary.json, and a folder per run\n");
  }
  if (interrupted) {
    std::cerr << interrupt.reason() << "; to go on: " << given.command_to_go_on() << std::endl;
    return interrupt.status();
  }
  std::int64_t failed = 0;
  for (const auto& curve : curves) failed += curve->failed;
  if (failed > 0) {
    std::cerr << failed_text(failed) << "; to try again: " << given.command_to_go_on() << std::endl;
    return kEvaluatorFailed;
  }
  return any_feasible ? 0 : 1;
}

}  // namespace apollo::cli
