#include <iostream>

#include "apollo/cli/call.h"
#include "apollo/cli/commands.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/search_options.h"
#include "apollo/cli/search_output.h"
#include "apollo/study/evaluators.h"
#include "apollo/study/search_summary.h"
#include "apollo/study/shell_command.h"
#include "apollo/study/study.h"

namespace apollo::cli {
namespace {

study::StudyResult run_study(const SearchOptions& given, const study::StudySpec& spec,
                             const study::Call& call, study::Evaluator& evaluator) {
  const Interrupt interrupt;
  study::Study study(given.folder(), spec,
                     given.resume ? study::Study::Mode::resume : study::Study::Mode::create);
  Progress progress;
  study::RunOptions options;
  options.jobs = jobs_of(given.jobs);
  options.in_processes = spec.own_scoring() && spec.own_scoring()->engine == designs::Engine::systemc;
  options.observer = &progress;
  options.stop = &interrupt.requested();
  options.call = &call;
  study::StudyResult result = study.run(evaluator, options);
  progress.finish();
  return result;
}

study::SearchSummary run_search(const SearchOptions& given, const study::Call& call) {
  SearchRequest request = given.request();
  const study::StudySpec& spec = request.spec;
  warn_of_skipped(request.networks);
  study::Evaluators evaluators(spec, std::move(request.networks), given.space);
  const study::StudyResult result = run_study(given, spec, call, evaluators.of(spec));
  study::SearchSummary summary = summary_of(result, spec, given.folder());
  if (evaluators.designs()) add_designs(*evaluators.designs(), spec, summary);
  return summary;
}

}  // namespace

int search(const Arguments& arguments, std::ostream& out) {
  SearchOptions given;
  Options options("search", "Looks for the best configuration of a space.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check_combination(options);

  study::Call call = call_of("search", arguments);
  call.folder = given.folder();
  const study::SearchSummary summary = run_search(given, call);
  if (given.json) {
    const auto replace = nlohmann::json::error_handler_t::replace;  // a folder's name may be no UTF-8
    out << to_json(summary).dump(2, ' ', false, replace) << "\n";
  } else {
    out << to_text(summary);
  }
  if (summary.stopped) {
    Arguments again = arguments;
    if (!given.resume) again.push_back("--resume");
    std::cerr << "interrupted; to go on: " << study::shell_command("search", again) << std::endl;
    return kInterrupted;
  }
  return summary.best ? 0 : 1;
}

}  // namespace apollo::cli
