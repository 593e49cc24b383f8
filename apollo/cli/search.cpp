#include <iostream>
#include <thread>

#include "apollo/cli/call.h"
#include "apollo/cli/commands.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/search_options.h"
#include "apollo/cli/search_summary.h"
#include "apollo/cli/shell_command.h"
#include "apollo/cli/space_evaluator.h"
#include "apollo/study/exec_evaluator.h"
#include "apollo/study/study.h"
#include "files/atomic_file.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

study::StudyResult run_study(const SearchOptions& given, const study::StudySpec& spec,
                             const study::Call& call, study::Evaluator& evaluator) {
  const Interrupt interrupt;
  study::Study study(given.folder(), spec,
                     given.resume ? study::Study::Mode::resume : study::Study::Mode::create);
  Progress progress;
  study::RunOptions options;
  options.jobs = given.jobs > 0 ? static_cast<int>(given.jobs)
                                : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  options.in_processes = given.engine == "systemc";
  options.observer = &progress;
  options.stop = &interrupt.requested();
  options.call = &call;
  study::StudyResult result = study.run(evaluator, options);
  progress.finish();
  return result;
}

SearchSummary search_designs(const SearchOptions& given, const study::StudySpec& spec,
                             const study::Call& call) {
  const machine::Accelerator baseline = designs::edge_baseline();
  const designs::DesignEvaluator designs = given.workloads.evaluator();
  if (designs.baseline_failure())
    throw files::ConfigError("no reward to search for: " + *designs.baseline_failure());
  SpaceEvaluator evaluator(designs, baseline, spec.space, given.space, given.evaluation());
  const study::StudyResult result = run_study(given, spec, call, evaluator);

  SearchSummary summary = summary_of(result, spec.space, given.folder());
  designs::EvaluationOptions evaluation = given.workloads.evaluation();
  evaluation.layers = false;
  evaluation.constraints = {};  // the baseline need not keep them to be compared with
  std::optional<machine::Accelerator> best;
  if (summary.best) {
    best = evaluator.accelerator(spec.space, summary.best->point);
    // Also the parameters that the space leaves out, so that it is a configuration file.
    files::write_atomically(given.folder() + "/best.json", to_json_text(*best));
  }
  add_designs(designs, evaluation, baseline, best, summary);
  return summary;
}

SearchSummary search_by_program(const SearchOptions& given, const study::StudySpec& spec,
                                const study::Call& call) {
  study::ExecEvaluator evaluator(given.command(), given.timeout_s(), spec.constraints.area_mm2);
  return summary_of(run_study(given, spec, call, evaluator), spec.space, given.folder());
}

}  // namespace

int search(const Arguments& arguments, std::ostream& out) {
  SearchOptions given;
  Options options("search", "Looks for the best configuration of a space.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check_combination(options);

  const study::StudySpec spec = given.spec();
  study::Call call = call_of("search", arguments);
  call.folder = given.folder();
  const SearchSummary summary =
      given.evaluator.empty() ? search_designs(given, spec, call) : search_by_program(given, spec, call);
  if (given.json) {
    const auto replace = nlohmann::json::error_handler_t::replace;  // a folder's name may be no UTF-8
    out << to_json(summary).dump(2, ' ', false, replace) << "\n";
  } else {
    out << to_text(summary);
  }
  if (summary.stopped) {
    Arguments again = arguments;
    if (!given.resume) again.push_back("--resume");
    std::cerr << "interrupted; to go on: " << shell_command("search", again) << std::endl;
    return kInterrupted;
  }
  return summary.best ? 0 : 1;
}

}  // namespace apollo::cli
