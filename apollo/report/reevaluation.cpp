#include "apollo/report/reevaluation.h"

#include <algorithm>
#include <cmath>

#include "apollo/designs/number_text.h"
#include "apollo/designs/support.h"
#include "files/config_error.h"
#include "files/join.h"

namespace apollo::report {
namespace {

constexpr double kSameReward = 1e-9;  // relative; more is another score than the study's

void evaluate_best(const designs::Scoring& scoring, const Runs& runs, const std::vector<const Run*>& best,
                   Reevaluation& result) {
  const std::string file = runs.runs[0].folder + "/study.json";
  const designs::DesignEvaluator evaluator =
      designs::evaluator_of(scoring, designs::load_unchanged_networks(scoring, file), file);
  designs::EvaluationOptions options;  // the fast engine: it counts what the other does
  options.criteria = designs::criteria_of(scoring, file);
  if (scoring.is_relative)
    result.baseline = {"baseline", baseline_design(scoring), evaluator.evaluate(scoring.baseline, options)};
  for (const Run* run : best) {
    const designs::Design design = study::design_at(run->spec, run->best()->point);
    const designs::Evaluation evaluation = evaluate(design, evaluator, options);
    result.best.push_back({run->budget, design, evaluation});
    const double stored = run->best()->reward;
    if (std::fabs(evaluation.reward - stored) > kSameReward * stored) {
      result.notes.push_back("This version of apollo scores the best design of " + run->folder + " " +
                             designs::significant(evaluation.reward) + "; the study, made by another, has " +
                             designs::significant(stored) + ".");
    }
  }
  if (result.baseline) {
    const designs::Evaluation& best_design = result.best[0].evaluation;
    const auto support = support_of(options.criteria, best_design, result.baseline->evaluation);
    for (const std::string& line : designs::support_lines(support, best_design.reward))
      result.notes.push_back("Best design: " + line + ".");
  }
  for (const designs::WorkloadResult& workload : result.best[0].evaluation.workloads) {
    if (workload.skipped.empty()) continue;
    result.notes.push_back("Left out of " + workload.name +
                           ", as if it cost nothing: " + files::join(workload.skipped) +
                           designs::skipped_share_text(workload.skipped_share) + ".");
  }
}

}  // namespace

Reevaluation reevaluate(const Runs& runs) {
  Reevaluation result;
  auto best = runs.best_runs();
  if (best.empty()) return result;
  std::stable_sort(best.begin(), best.end(),
                   [](const Run* a, const Run* b) { return a->best()->reward > b->best()->reward; });
  const std::string without = "There are no figures of layers, energy and area of the best design: ";
  const designs::Scoring* scoring = runs.runs[0].spec.own_scoring();
  if (!scoring) {
    result.notes.push_back(without + "a program of yours evaluated.");
    return result;
  }
  try {
    evaluate_best(*scoring, runs, best, result);
  } catch (const files::ConfigError& error) {
    result = {};
    result.notes.push_back(without + error.what() + ".");
  }
  return result;
}

}  // namespace apollo::report
