#include <iostream>

#include "apollo/cli/call.h"
#include "apollo/cli/commands.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/launch.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/search_options.h"
#include "apollo/cli/search_output.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/evaluators.h"
#include "apollo/study/repeat_command.h"
#include "apollo/study/search_summary.h"
#include "apollo/study/shell_command.h"
#include "apollo/study/study.h"
#include "apollo/transfer/start.h"

namespace apollo::cli {
namespace {

study::StudyResult run_study(const SearchOptions& given, const study::StudySpec& spec,
                             const optimizers::Start* start, const study::Call& call,
                             study::Evaluator& evaluator, int workers, const Interrupt& interrupt) {
  study::Study study(given.folder(), spec,
                     given.resume ? study::Study::Mode::resume : study::Study::Mode::create);
  Progress progress;
  study::RunOptions options;
  options.jobs = workers;
  options.in_processes = spec.own_scoring() && spec.own_scoring()->engine == designs::Engine::systemc;
  options.observer = &progress;
  options.stop = &interrupt.requested();
  options.call = &call;
  options.start = start;
  study::StudyResult result = study.run(evaluator, options);
  progress.finish();
  return result;
}

study::SearchSummary run_search(const SearchOptions& given, study::Call call, const Interrupt& interrupt,
                                cluster::Fleet* fleet) {
  SearchRequest request = given.request();
  const study::StudySpec& spec = request.spec;
  call.trials = spec.trials;
  warn_of_skipped(request.networks);
  study::Evaluators evaluators(spec, std::move(request.networks), request.space_name);
  std::optional<optimizers::Start> start;
  if (spec.transfer) start = transfer::start_of(spec, evaluators.designs(), request.sources);
  study::Evaluator* evaluator = &evaluators.of(spec);
  if (fleet) {
    fleet->set_up(spec, request.space_name, [&] { return interrupt.is_signalled(); });
    evaluator = &fleet->evaluator_of(spec, *evaluator);
  }
  keep_sources(given.folder(), request.kept_sources);  // when all that may be refused has been
  const study::StudyResult result = run_study(given, spec, start ? &*start : nullptr, call, *evaluator,
                                              workers_of(given.jobs, fleet), interrupt);
  study::SearchSummary summary = summary_of(result, spec, given.folder());
  // mpirun kills its ranks a second after it has told them to end.
  const bool has_time = !(fleet && summary.stopped);
  if (evaluators.designs() && has_time) add_designs(*evaluators.designs(), spec, summary);
  return summary;
}

// What goes on with the study; what does not matter to it as in the call that was interrupted.
std::string command_to_go_on(const SearchOptions& given) {
  Arguments arguments = {"--resume", "--out", study::tidy(given.folder())};
  const auto add = [&](const std::string& option, const std::string& value) {
    arguments.insert(arguments.end(), {option, value});
  };
  if (given.jobs > 0) add("--jobs", std::to_string(given.jobs));
  if (given.evaluator_timeout_s) add("--evaluator-timeout", designs::plain(*given.evaluator_timeout_s));
  if (given.json) arguments.emplace_back("--json");
  return study::shell_command("search", arguments);
}

}  // namespace

int search(const Arguments& arguments, std::ostream& out) {
  if (has_served()) return 0;
  const auto fleet = launched_fleet();
  SearchOptions given;
  Options options("search", "Looks for the best configuration of a space.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check_combination(options);

  study::Call call = call_of("search", arguments);
  call.folder = given.folder();
  const auto deadline = given.deadline.empty() ? std::nullopt : std::optional(deadline_of(given.deadline));
  const Interrupt interrupt(deadline);
  const study::SearchSummary summary = run_search(given, call, interrupt, fleet.get());
  if (given.json) {
    const auto replace = nlohmann::json::error_handler_t::replace;  // a folder's name may be no UTF-8
    out << to_json(summary).dump(2, ' ', false, replace) << "\n";
  } else {
    out << to_text(summary);
  }
  if (!summary.pause.empty()) {
    std::cerr << "paused: " << summary.pause << "; to go on: " << command_to_go_on(given) << std::endl;
    return kEvaluatorFailed;
  }
  if (summary.stopped) {
    std::cerr << interrupt.reason() << "; to go on: " << command_to_go_on(given) << std::endl;
    return interrupt.status();
  }
  if (!summary.failed.empty()) {
    std::cerr << failed_text(static_cast<std::int64_t>(summary.failed.size()))
              << "; to try again: " << command_to_go_on(given) << std::endl;
    return kEvaluatorFailed;
  }
  return summary.best ? 0 : 1;
}

}  // namespace apollo::cli
