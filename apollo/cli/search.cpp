#include <iostream>
#include <thread>

#include "apollo/cli/commands.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/search_options.h"
#include "apollo/cli/search_summary.h"
#include "apollo/cli/space_evaluator.h"
#include "apollo/study/atomic_file.h"
#include "apollo/study/results.h"
#include "apollo/study/study.h"
#include "workloads/config_error.h"

namespace apollo::cli {
namespace {

constexpr int interrupted = 130;  // what shells report for a command ended by SIGINT

// An argument as a shell reads it back.
std::string quoted(const std::string& argument) {
  const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+";
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string::npos) return argument;
  std::string result = "'";
  for (const char c : argument) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string resume_command(const Arguments& arguments, bool resumes) {
  std::string command = "apollo search";
  for (const std::string& argument : arguments) command += " " + quoted(argument);
  return command + (resumes ? "" : " --resume");
}

StudyResult run_study(const SearchOptions& given, const StudySpec& spec, Evaluator& evaluator) {
  const Interrupt interrupt;
  Study study(given.folder(), spec, given.resume ? Study::Mode::resume : Study::Mode::create);
  Progress progress;
  RunOptions options;
  options.jobs = given.jobs > 0 ? static_cast<int>(given.jobs)
                                : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  options.observer = &progress;
  options.stop = &interrupt.requested();
  StudyResult result = study.run(evaluator, options);
  progress.finish();
  return result;
}

}  // namespace

int search(const Arguments& arguments, std::ostream& out) {
  SearchOptions given;
  Options options("search", "Looks for the best configuration of a space: the highest throughput per area.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;

  const StudySpec spec = given.spec();
  const simulator::Accelerator baseline = edge_baseline();
  const DesignEvaluator designs = given.workloads.evaluator();
  if (designs.baseline_failure())
    throw ConfigError("no reward to search for: " + *designs.baseline_failure());
  SpaceEvaluator evaluator(designs, baseline, spec.space, given.space, spec.area_limit_mm2);
  const StudyResult result = run_study(given, spec, evaluator);

  SearchSummary summary = summary_of(result, given.folder());
  EvaluationOptions evaluation;
  evaluation.layers = false;
  summary.baseline = {baseline, designs.evaluate(baseline, evaluation)};
  if (const TrialRecord* best = best_of(result.trials)) {
    const simulator::Accelerator accelerator = evaluator.accelerator(spec.space, best->point);
    summary.best = SearchSummary::Design{accelerator, designs.evaluate(accelerator, evaluation)};
    // Also the parameters that the space leaves out, so that it is a configuration file.
    write_atomically(given.folder() + "/best.json", to_json_text(accelerator));
  }
  if (given.json) {
    out << to_json(summary).dump(2) << "\n";
  } else {
    out << to_text(summary);
  }
  if (result.stopped) {
    std::cerr << "interrupted; to go on: " << resume_command(arguments, given.resume) << std::endl;
    return interrupted;
  }
  return summary.best ? 0 : 1;
}

}  // namespace apollo::cli
