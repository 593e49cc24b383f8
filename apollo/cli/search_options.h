#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/cli/workload_options.h"
#include "apollo/study/spec.h"

namespace apollo::cli {

// The options of `apollo search`.
struct SearchOptions {
  std::string space, engine = "fast", optimizer, area_mode = "blackbox", evaluator, out;
  std::optional<double> evaluator_timeout_s;  // see timeout_s()
  WorkloadOptions workloads;
  std::int64_t trials = 0, seed = 1, batch = 16, jobs = 0;  // jobs 0: one per processor
  std::vector<std::string> options;                         // KEY=VALUE
  bool resume = false, json = false;

  void declare(Options& options);
  // After parsing: ConfigError if options exclude each other.
  void check_combination(const Options& options) const;

  // The command of `--evaluator exec:COMMAND`; empty if apollo itself evaluates.
  std::string command() const;
  double timeout_s() const { return evaluator_timeout_s.value_or(600); }

  // The study that they ask for. Its evaluation object holds what else decides an outcome: engine, baseline,
  // technology (the content, if it is a file) and a fingerprint of each network file; or else the evaluator.
  // ConfigError.
  study::StudySpec spec() const;

  designs::EvaluationOptions evaluation() const;

  // --out, or results/SPACE_WORKLOADS_OPTIMIZER_SEED.
  std::string folder() const;

 private:
  void describe_evaluation(study::StudySpec& spec) const;  // workloads, objective and the evaluation object
};

}  // namespace apollo::cli
