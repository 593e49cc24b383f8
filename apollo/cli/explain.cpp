#include <nlohmann/json.hpp>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/explanation_text.h"
#include "apollo/cli/given_designs.h"
#include "apollo/cli/options.h"
#include "apollo/cli/scoring_options.h"
#include "apollo/cli/sensitivity.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

struct ExplainCommand {
  std::string configuration, space = "apollo";
  ScoringOptions scoring;
  bool sensitivity = false, json = false;

  void declare(Options& options) {
    options.positional("CONFIG", configuration, kConfigurationHelp, true);
    scoring.declare(options);
    scoring.declare_reward(options);
    options.flag("--sensitivity", sensitivity,
                 "what each parameter one step down and up changes: cycles, area, reward");
    options.text("--space", space, "NAME|FILE",
                 "with --sensitivity: the space whose values the steps are (default apollo)");
    options.flag("--json", json, "print one JSON object");
  }
};

}  // namespace

int explain(const Arguments& arguments, std::ostream& out) {
  ExplainCommand given;
  Options options("explain", "Says why a configuration is infeasible, or what bounds each layer.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;
  if (options.given("--space") && !given.sensitivity)
    throw files::ConfigError("--space: must be used with --sensitivity");

  const designs::Scoring by = given.scoring.scoring();
  const designs::Design design = read_designs({given.configuration}, by)[0].design;
  const auto space = given.sensitivity ? std::optional(study::read_space(given.space)) : std::nullopt;
  const designs::DesignEvaluator evaluator = evaluator_for(design, load_evaluator(by));
  designs::EvaluationOptions how = designs::options_of(by, given.scoring.constraints);
  const designs::Evaluation e = evaluator.evaluate(design.accelerator, how);
  std::vector<Step> steps;
  how.layers = false;
  if (space) steps = steps_around(design, *space, given.space, evaluator, how);
  if (given.json) {
    auto result = explanation_json(evaluator, design.accelerator, e);
    if (space) result["sensitivity"] = sensitivity_json(steps);
    out << result.dump(2) << "\n";
  } else {
    out << explanation_text(evaluator, design.accelerator, e);
    if (space) out << "\n" << sensitivity_text(e, steps, reward_unit(by));
  }
  return e.feasible ? 0 : 1;
}

}  // namespace apollo::cli
