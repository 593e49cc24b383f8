#include "apollo/cli/report_designs.h"

#include <algorithm>
#include <cmath>

#include "apollo/cli/space_evaluator.h"
#include "apollo/cli/workload_options.h"
#include "apollo/designs/figures.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

using nlohmann::json;

// ConfigError if a network or the technology is not what the study has used.
designs::DesignEvaluator evaluator_of(const study::StudySpec& spec, const std::string& file,
                                      const machine::Accelerator& baseline) {
  const json& decided = spec.evaluation;
  ImportArguments import;
  import.input_shapes = decided.value("input_shapes", std::vector<std::string>());
  import.skip_unsupported = decided.value("skip_unsupported", false);
  std::vector<std::string> names;
  std::vector<double> weights;
  for (const auto& network : spec.workloads) {
    names.push_back(network.network);
    weights.push_back(network.weight);
  }
  const auto networks = import.load(names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (decided.at("networks").value(names[i], "") != fingerprint(networks[i]))
      throw files::ConfigError(names[i] + ": is not the network that was searched for");
  }
  const json& technology = decided.at("technology");
  return designs::DesignEvaluator(networks,
                                  technology.is_string() ? cost::technology(technology.get<std::string>())
                                                         : cost::parse_technology(technology.dump(), file),
                                  baseline, weights);
}

void evaluate_best(const report::Runs& runs, const std::vector<const report::Run*>& best,
                   ReportDesigns& designs) {
  const study::StudySpec& spec = runs.runs[0].spec;
  const std::string file = runs.runs[0].folder + "/study.json";
  const auto baseline = machine::parse_accelerator(spec.evaluation.at("baseline").dump(), file);
  const designs::DesignEvaluator evaluator = evaluator_of(spec, file, baseline);
  designs::EvaluationOptions options;
  options.objective = designs::find_objective(spec.objective);
  if (!options.objective)
    throw files::ConfigError(file + ": objective is \"" + spec.objective + "\", which is unknown");
  designs.baseline = {"baseline", baseline, evaluator.evaluate(baseline, options)};
  for (const report::Run* run : best) {
    const auto configuration = study::configuration_of(spec.space, run->best()->point);
    const auto accelerator = with_values(baseline, json(configuration), file);
    const designs::Evaluation evaluation = evaluator.evaluate(accelerator, options);
    designs.best.push_back({run->budget, accelerator, evaluation});
    const double stored = run->best()->reward;
    if (std::fabs(evaluation.reward - stored) > 1e-9 * stored) {
      designs.notes.push_back("This version of apollo scores the best design of " + run->folder + " " +
                              designs::significant(evaluation.reward) + "; the study, made by another, has " +
                              designs::significant(stored) + ".");
    }
  }
}

}  // namespace

ReportDesigns report_designs(const report::Runs& runs) {
  ReportDesigns designs;
  auto best = runs.best_runs();
  if (best.empty()) return designs;
  std::stable_sort(best.begin(), best.end(), [](const report::Run* a, const report::Run* b) {
    return a->best()->reward > b->best()->reward;
  });
  const std::string without = "There are no figures of layers, energy and area of the best design: ";
  if (runs.runs[0].spec.evaluation.contains("evaluator")) {
    designs.notes.push_back(without + "a program of yours evaluated.");
    return designs;
  }
  try {
    evaluate_best(runs, best, designs);
  } catch (const files::ConfigError& error) {
    designs = {};
    designs.notes.push_back(without + error.what() + ".");
  } catch (const json::exception&) {
    designs = {};
    designs.notes.push_back(without + "study.json does not say how designs were evaluated.");
  }
  return designs;
}

}  // namespace apollo::cli
