#pragma once
#include <string>
#include <vector>

#include "apollo/cli/workload_options.h"
#include "apollo/study/spec.h"

namespace apollo::cli {

// The options of `apollo search`.
struct SearchOptions {
  std::string space, engine = "fast", optimizer, area_mode = "blackbox", out;
  WorkloadOptions workloads;
  std::int64_t trials = 0, seed = 1, batch = 16, jobs = 0;  // jobs 0: one per processor
  std::vector<std::string> options;                         // KEY=VALUE
  bool resume = false, json = false;

  void declare(Options& options);

  // The study that they ask for. Its evaluation object holds what else decides an outcome: engine, baseline,
  // technology (the content, if it is a file) and a fingerprint of each network file. ConfigError.
  StudySpec spec() const;

  EvaluationOptions evaluation() const;

  // --out, or results/SPACE_WORKLOADS_OPTIMIZER_SEED.
  std::string folder() const;
};

}  // namespace apollo::cli
