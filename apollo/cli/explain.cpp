#include <nlohmann/json.hpp>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/explanation_text.h"
#include "apollo/cli/options.h"
#include "apollo/cli/scoring_options.h"

namespace apollo::cli {

int explain(const Arguments& arguments, std::ostream& out) {
  std::string configuration;
  ScoringOptions scoring;
  bool json = false;
  Options options("explain", "Says why a configuration is infeasible, or what bounds each layer.");
  options.positional("CONFIG", configuration, "configuration file (JSON)", true);
  scoring.declare(options);
  scoring.declare_reward(options);
  options.flag("--json", json, "print one JSON object");
  if (!options.parse(arguments, out)) return 0;

  const designs::Scoring by = scoring.scoring();
  const designs::Design design = designs::read_design(configuration, by);
  const machine::Accelerator& accelerator = design.accelerator;
  const designs::DesignEvaluator evaluator = evaluator_for(design, load_evaluator(by));
  const designs::Evaluation e = evaluator.evaluate(accelerator, designs::options_of(by, scoring.constraints));
  if (json) {
    out << explanation_json(evaluator, accelerator, e).dump(2) << "\n";
  } else {
    out << explanation_text(evaluator, accelerator, e);
  }
  return e.feasible ? 0 : 1;
}

}  // namespace apollo::cli
