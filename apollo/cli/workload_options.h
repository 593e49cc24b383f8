#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/cli/import_options.h"
#include "apollo/cli/options.h"
#include "apollo/designs/evaluation.h"
#include "workloads/network.h"
#include "workloads/zoo/suite.h"

namespace apollo::cli {

// What a design is scored on and by: options that several commands share.
struct WorkloadOptions {
  std::vector<std::string> workloads;
  std::string suite;
  ImportArguments import;
  std::string technology = "7nm";
  designs::Constraints constraints;
  std::string objective = designs::objectives().front().name;

  void declare(Options& options);            // all but the objective
  void declare_objective(Options& options);  // of commands that show a reward

  // Those of the suite, then the others with weight 1. ConfigError if there are none, or one twice.
  std::vector<apollo::zoo::WeightedNetwork> networks() const;
  // ConfigError if two networks have the same name: it tells their figures apart.
  std::vector<apollo::workloads::Network> load() const;
  designs::DesignEvaluator evaluator() const;
  // Constraints and objective; the rest as EvaluationOptions has it.
  designs::EvaluationOptions evaluation() const;
};

// Tells whether a network is still what it was when a study began.
std::string fingerprint(const apollo::workloads::Network& network);

}  // namespace apollo::cli
