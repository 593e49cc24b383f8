#include "apollo/cli/study_trial.h"

#include <cmath>
#include <ostream>

#include "apollo/cli/evaluation_text.h"
#include "apollo/cli/explanation_text.h"
#include "apollo/cli/import_options.h"
#include "apollo/cli/listing.h"
#include "apollo/cli/output_file.h"
#include "apollo/cli/search_output.h"
#include "apollo/cli/study_text.h"
#include "apollo/cli/terminal.h"
#include "apollo/designs/evaluation_json.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/evaluation_outcome.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;
using study::Outcome;

constexpr double kSameReward = 1e-9;  // relative; more is another score than the study's

std::string outcome_line(const Outcome& outcome, const std::string& unit) {
  if (!outcome.feasible) return "infeasible: " + files::printable(outcome.reason, 60);
  return "reward " + designs::significant(outcome.reward) + (unit.empty() ? "" : " " + unit);
}

bool is_same(const Outcome& stored, const designs::Evaluation& now) {
  const Outcome again = study::to_outcome(now);
  return stored.feasible == again.feasible && stored.reason == again.reason &&
         std::fabs(stored.reward - again.reward) <= kSameReward * stored.reward;
}

void show_stored(const study::StoredStudy& study, const study::TrialRecord& trial, bool json,
                 std::ostream& out) {
  if (json) {
    out << trials_json({&trial}, study.spec)[0].dump(2, ' ', false, ordered_json::error_handler_t::replace)
        << "\n";
  } else {
    out << "trial " << trial.id << ": " << outcome_line(trial.outcome, "") << "\n"
        << outcome_text(study::configuration_of(study.spec, trial.point), trial.outcome, "trial");
  }
}

}  // namespace

void show_trial(const study::StoredStudy& study, const study::TrialRecord& trial, const std::string& folder,
                const std::string& listing, bool json, std::ostream& out) {
  const designs::Scoring* scoring = study.spec.own_scoring();
  OutputFile listing_file("--listing", listing, "");
  if (!scoring) {
    if (listing_file.wanted())
      throw files::ConfigError("--listing: must not be used with a study that a program has scored");
    return show_stored(study, trial, json, out);
  }
  const std::string file = files::printable(folder + "/study.json", 1000);
  designs::criteria_of(*scoring, file);  // that its objectives are known
  std::vector<workloads::Network> networks = designs::load_unchanged_networks(*scoring, file);
  warn_of_skipped(networks);
  const designs::Design design = study::design_at(study.spec, trial.point);
  const machine::Accelerator& accelerator = design.accelerator;
  const designs::DesignEvaluator evaluator =
      evaluator_for(design, designs::evaluator_of(*scoring, std::move(networks), file));
  designs::EvaluationOptions options = designs::options_of(*scoring, study.spec.constraints);
  options.engine = designs::Engine::fast;  // it counts what the other does
  options.keep_programs = listing_file.wanted();
  const designs::Evaluation evaluation = evaluator.evaluate(accelerator, options);
  if (listing_file.wanted() && evaluation.feasible) listing_file.commit(listing_text(evaluation.workloads));
  if (json) {
    ordered_json result = trials_json({&trial}, study.spec)[0];
    result["evaluation"] = to_json(evaluation, reward_unit(*scoring));
    result["explanation"] = explanation_json(evaluator, accelerator, evaluation);
    out << result.dump(2, ' ', false, ordered_json::error_handler_t::replace) << "\n";
    return;
  }
  out << "trial " << trial.id << ": " << outcome_line(trial.outcome, reward_unit(*scoring)) << "\n";
  if (!is_same(trial.outcome, evaluation))
    out << "this version of apollo scores it otherwise than the one that made the study\n";
  const std::string differing = differences(design, baseline_design(*scoring));
  out << (differing.empty() ? "" : wrapped(differing + "\n")) << "\n";
  if (evaluation.feasible) {
    out << to_text(evaluation, accelerator, evaluator.baseline_failure(), *scoring, false) << "\n";
  } else {
    out << wrapped(designs::describe(accelerator.configuration) + "\n\n");
  }
  out << explanation_text(evaluator, accelerator, evaluation);
}

}  // namespace apollo::cli
