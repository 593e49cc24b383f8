#include "apollo/cli/scoring_options.h"

#include <algorithm>
#include <charconv>

#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

// "0.5,0.2" -> 0.5, 0.2
std::vector<double> parse_reference(const std::string& text) {
  std::vector<double> numbers;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data() + begin, text.data() + end, number);
    if (error != std::errc() || stop != text.data() + end || number < 0 ||
        !(number <= designs::kLargestReference)) {
      throw files::ConfigError("--reference is \"" + files::printable(text, 60) +
                               "\"; must be numbers of at least 0 with commas between them");
    }
    numbers.push_back(number);
    begin = end + 1;
  }
  return numbers;
}

}  // namespace

void declare_template(Options& options, std::string& template_file) {
  options.text("--template", template_file, "NAME|FILE",
               "constants that designs have unless their files say otherwise: " +
                   files::join(machine::template_names()) + " or a template file (default default)");
}

void declare_set(Options& options, std::vector<std::string>& set) {
  options.texts("--set", set, "NAME=VALUE",
                "what designs have, but not the baseline: a parameter, a template constant, technology or "
                "batch (apollo space --parameters); may be repeated");
}

void declare_baseline(Options& options, std::string& baseline) {
  options.text(
      "--baseline", baseline, "FILE|none",
      "configuration file of the design that scores 1, and from which designs have what they leave out; "
      "none: rewards are absolute, in the objective's unit (default configs/baselines/edge.json, which is "
      "built in)");
}

void ScoringOptions::declare(Options& options) {
  options.texts("--workload", workloads, "NAME|FILE",
                "a built-in network, a network file or an ONNX model; may be repeated");
  options.text("--suite", suite, "NAME|FILE", "the networks of a built-in suite or a suite file");
  import.declare(options);
  options.text("--technology", technology, "NAME|FILE",
               "process node, unless a configuration file names one: 7nm, 16nm, 28nm or a technology file "
               "(default 7nm)");
  options.integer("--batch", batch, 1, designs::kLargestBatch,
                  "inferences one after the other that share the host's time (default 1)");
  declare_template(options, template_file);
  declare_set(options, set);
  for (const designs::ConstraintName& constraint : designs::constraint_names())
    options.number(constraint.option, constraints.*constraint.limit, 0, designs::kLargestLimit,
                   constraint.help);
}

void ScoringOptions::declare_objective(Options& options) {
  std::string list;
  for (const designs::Objective& row : designs::objectives())
    list += "\n  " + row.name + ": " + row.help + " (absolute: " + row.unit + ")";
  options.names("--objective", objectives, designs::objective_names(),
                "what the reward measures, and networks are compiled for: fewest cycles, or least energy or "
                "product of both; up to 4 for several, whose reward is their geometric mean (default " +
                    designs::objectives().front().name + "):" + list);
}

void ScoringOptions::declare_reward(Options& options) {
  declare_objective(options);
  declare_baseline(options, baseline);
  options.choice("--aggregate", aggregate, designs::aggregate_names(),
                 "how networks count together: means of their figures relative to the baseline, with their "
                 "weights (weighted: arithmetic), or the worst (default as each objective says)");
  options.text("--reference", reference, "R1,R2,...",
               "of several objectives: a reward of each that a design has to be above to count in the "
               "hypervolume (default 0 of each)");
}

std::vector<zoo::WeightedNetwork> ScoringOptions::networks() const {
  std::vector<zoo::WeightedNetwork> networks = designs::weighted_networks(suite, workloads, "--workload");
  if (networks.empty())
    throw files::ConfigError("there is no workload; must be given by --workload or --suite");
  return networks;
}

std::vector<double> ScoringOptions::reference_values() const {
  return reference.empty() ? std::vector<double>() : parse_reference(reference);
}

designs::Scoring ScoringOptions::scoring() const {
  designs::Scoring scoring;
  scoring.networks = networks();
  scoring.import = import.import();
  if (!objectives.empty()) scoring.objectives = objectives;
  if (!aggregate.empty()) scoring.aggregate = designs::aggregate_of(aggregate);
  scoring.reference = reference_values();
  designs::check_objectives(scoring, "--");
  scoring.batch = static_cast<int>(batch);
  scoring.technology = designs::TechnologyChoice(technology);
  if (!template_file.empty()) designs::choose_template(template_file, scoring);
  if (!baseline.empty()) designs::choose_baseline(baseline, scoring);
  if (!set.empty()) designs::choose_values(designs::values_of(set, "--set"), "--set", scoring);
  return scoring;
}

designs::DesignEvaluator load_evaluator(const designs::Scoring& scoring) {
  std::vector<workloads::Network> networks = designs::load_networks(scoring, kInputShapeOption);
  warn_of_skipped(networks);
  return designs::evaluator_of(scoring, std::move(networks), "--technology");
}

}  // namespace apollo::cli
