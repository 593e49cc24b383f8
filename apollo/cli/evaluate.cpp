#include <algorithm>
#include <iostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/design_comparison.h"
#include "apollo/cli/evaluation_text.h"
#include "apollo/cli/listing.h"
#include "apollo/cli/options.h"
#include "apollo/cli/output_file.h"
#include "apollo/cli/scoring_options.h"
#include "apollo/cli/timeline.h"
#include "apollo/designs/evaluation_json.h"
#include "apollo/study/evaluation_outcome.h"
#include "apollo/study/requests.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

struct EvaluateOptions {
  std::vector<std::string> configurations;
  std::string engine, vcd, timeline, listing;
  ScoringOptions scoring;
  bool from_stdin = false, functional = false, json = false, csv = false, per_layer = false;

  void declare(Options& options) {
    options.positionals("CONFIG", configurations, std::string(kConfigurationHelp) + "; several are compared",
                        false);
    options.flag("--stdin", from_stdin,
                 "instead of CONFIG: answer requests on the standard input, one JSON object per line");
    scoring.declare(options);
    scoring.declare_reward(options);
    options.choice("--engine", engine, designs::engine_names(), "simulator (default fast)");
    options.flag("--functional", functional,
                 "compute real values and compare them with the plain reference (SystemC)");
    options.flag("--json", json, "print one JSON object");
    options.flag("--csv", csv, "print a line of CSV for each design and network");
    options.flag("--per-layer", per_layer, "a table of each network's layers");
    options.text("--vcd", vcd, "FILE", "write a trace of the units (SystemC, one workload)");
    options.text("--timeline", timeline, "FILE", "write a timeline in Chrome's trace format, for Perfetto");
    options.text("--listing", listing, "FILE", "write the loop nests and the instructions");
  }

  // That either CONFIG is given or --stdin, and with --stdin nothing that asks for more than its answers;
  // likewise with several CONFIG nothing that is of one.
  void check_source() const {
    if (json && csv) throw files::ConfigError("--json: must not be used with --csv");
    if (!from_stdin && configurations.empty())
      throw files::ConfigError("there is no CONFIG; must be given, unless --stdin is");
    if (!from_stdin && configurations.size() == 1 && !csv) return;
    const std::string other = from_stdin ? "--stdin" : csv ? "--csv" : "several CONFIG";
    const auto refuse = [&](bool given, const std::string& what) {
      if (given) throw files::ConfigError(what + ": must not be used with " + other);
    };
    refuse(from_stdin && !configurations.empty(), "CONFIG");
    refuse(from_stdin && csv, "--csv");
    refuse(functional, "--functional");
    refuse(per_layer, "--per-layer");
    refuse(!vcd.empty(), "--vcd");
    refuse(!timeline.empty(), "--timeline");
    refuse(!listing.empty(), "--listing");
  }

  designs::EvaluationOptions evaluation() const {
    designs::EvaluationOptions result;
    result.constraints = scoring.constraints;
    const bool needs_systemc = functional || !vcd.empty();
    if (needs_systemc && engine == "fast") {
      throw files::ConfigError("--engine is \"fast\"; must be systemc with --functional or --vcd");
    }
    if (!vcd.empty() && scoring.networks().size() > 1)
      throw files::ConfigError("--vcd: must be used with one workload");
    result.engine = needs_systemc || engine == "systemc" ? designs::Engine::systemc : designs::Engine::fast;
    result.functional = functional;
    result.layers = !from_stdin && !csv;
    result.keep_programs = !timeline.empty() || !listing.empty();
    return result;
  }
};

bool passed(const designs::Evaluation& evaluation) {
  bool passed = evaluation.feasible;
  for (const designs::WorkloadResult& w : evaluation.workloads) {
    if (w.functional && w.functional->mismatches > 0) passed = false;
  }
  return passed;
}

// Writes to the standard output itself: whoever asks waits for each answer.
int evaluate_requests(const designs::Scoring& scoring, const designs::EvaluationOptions& options) {
  const designs::DesignEvaluator evaluator = load_evaluator(scoring);
  if (evaluator.baseline_failure())
    throw files::ConfigError("no reward to answer: " + *evaluator.baseline_failure());
  const auto score = [&](const designs::Design& design) {
    const designs::DesignEvaluator of_design = evaluator_for(design, evaluator);
    designs::check_clock(design.accelerator, of_design.technology(), "configuration");
    return study::to_outcome(of_design.evaluate(design.accelerator, options));
  };
  return study::answer_requests(std::cin, std::cout, default_design(scoring), score) ? 0 : 2;
}

// Of several designs; the exit status.
int compare(const EvaluateOptions& given, const std::vector<EvaluatedDesign>& designs,
            const designs::DesignEvaluator& evaluator, const std::string& unit, std::ostream& out) {
  const auto is_feasible = [](const EvaluatedDesign& design) { return design.evaluation.feasible; };
  if (given.csv) {
    out << comparison_csv(designs);
  } else if (given.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const EvaluatedDesign& design : designs) {
      list.push_back({{"design", design.given.name}});
      list.back().update(to_json(design.evaluation, unit));
    }
    out << nlohmann::ordered_json{{"designs", list}}.dump(2) << "\n";
  } else {
    out << comparison_text(designs, unit);
    if (evaluator.baseline_failure()) out << wrapped("\nno reward: " + *evaluator.baseline_failure() + "\n");
  }
  return std::all_of(designs.begin(), designs.end(), is_feasible) ? 0 : 1;
}

}  // namespace

int evaluate(const Arguments& arguments, std::ostream& out) {
  EvaluateOptions given;
  Options options("evaluate", "Scores a configuration on networks.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  given.check_source();
  designs::EvaluationOptions evaluation_options = given.evaluation();
  const designs::Scoring scoring = given.scoring.scoring();
  evaluation_options.criteria = designs::criteria_of(scoring, "--objective");
  if (given.from_stdin) return evaluate_requests(scoring, evaluation_options);
  OutputFile vcd("--vcd", given.vcd, ".vcd"), timeline("--timeline", given.timeline, ""),
      listing("--listing", given.listing, "");
  std::vector<std::string> inputs = given.scoring.workloads;
  inputs.insert(inputs.end(), given.configurations.begin(), given.configurations.end());
  inputs.insert(inputs.end(), {given.scoring.suite, given.scoring.technology, given.scoring.template_file,
                               given.scoring.baseline});
  for (const OutputFile* file : {&vcd, &timeline, &listing}) file->keep(inputs);
  evaluation_options.vcd_path = vcd.temporary_path();

  std::vector<EvaluatedDesign> designs;
  for (GivenDesign& design : read_designs(given.configurations, scoring))
    designs.push_back({std::move(design), {}});
  const designs::DesignEvaluator evaluator = load_evaluator(scoring);
  for (EvaluatedDesign& design : designs)
    design.evaluation = evaluate(design.given.design, evaluator, evaluation_options);
  if (designs.size() > 1 || given.csv) return compare(given, designs, evaluator, reward_unit(scoring), out);
  const designs::Evaluation& evaluation = designs[0].evaluation;
  if (evaluation.feasible) {
    if (timeline.wanted()) timeline.commit(timeline_json(evaluation.workloads));
    if (listing.wanted()) listing.commit(listing_text(evaluation.workloads));
    vcd.commit();
  }
  if (given.json) {
    out << to_json(evaluation, reward_unit(scoring)).dump(2) << "\n";
  } else {
    const designs::Design& design = designs[0].given.design;
    const std::string differing = differences(design, baseline_design(scoring));
    if (!differing.empty()) out << wrapped(differing + "\n");
    out << to_text(evaluation, design.accelerator, evaluator.baseline_failure(), scoring, given.per_layer);
  }
  return passed(evaluation) ? 0 : 1;
}

}  // namespace apollo::cli
