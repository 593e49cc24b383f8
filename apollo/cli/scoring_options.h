#pragma once
#include <string>
#include <vector>

#include "apollo/cli/import_options.h"
#include "apollo/cli/options.h"
#include "apollo/designs/scoring.h"

namespace apollo::cli {

// --template, --set and --baseline, as all commands have them whose designs have a reward.
void declare_template(Options& options, std::string& template_file);
void declare_set(Options& options, std::vector<std::string>& set);
void declare_baseline(Options& options, std::string& baseline);

// What a design is scored on and by, and its limits: options that several commands share.
struct ScoringOptions {
  std::vector<std::string> workloads;
  std::string suite;
  ImportArguments import;
  std::string technology = "7nm";
  std::int64_t batch = 1;
  std::string template_file;     // a name or a file; empty: the default
  std::vector<std::string> set;  // NAME=VALUE
  designs::Constraints constraints;
  std::vector<std::string> objectives;  // empty: the default
  std::string reference, aggregate;     // empty: the defaults
  std::string baseline;                 // a file, designs::kNoBaseline, or empty: the built-in one

  void declare(Options& options);            // all but what the others declare
  void declare_objective(Options& options);  // which also says what networks are compiled for
  void declare_reward(Options& options);     // also what else makes a reward, of commands that show one

  // ConfigError if there are none, or one twice.
  std::vector<zoo::WeightedNetwork> networks() const;
  // Of --reference; empty without it. ConfigError.
  std::vector<double> reference_values() const;
  // With the fast engine. ConfigError if something is wrong with the networks' names, the import, the
  // technology or the baseline.
  designs::Scoring scoring() const;
};

// The scoring's evaluator, of its networks, which are loaded for it. Warns of what imports have left out.
designs::DesignEvaluator load_evaluator(const designs::Scoring& scoring);

}  // namespace apollo::cli
