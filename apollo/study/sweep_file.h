#pragma once
#include <string>
#include <vector>

#include "apollo/study/sweep.h"

namespace apollo::study {

inline constexpr std::int64_t kMostSeeds = 10000;

// What a call of `apollo sweep` says besides the file, and in its place.
struct SweepCall {
  std::int64_t more_seeds = 0;                    // added to the file's, also in its text
  std::string template_file, baseline;            // instead of the file's; empty: not given
  nlohmann::json set = nlohmann::json::object();  // values over those of the file
};

// What STUDY.json of `apollo sweep` asks for: every strategy at every area budget with every seed.
struct SweepFile {
  std::string text;                          // the file's
  std::string space;                         // as it names it
  std::vector<workloads::Network> networks;  // of the runs' scoring, loaded; none if a program scores
  std::vector<SweepRun> runs;                // at least one; all with the same scoring
};

// Reads the file:
//   {"space": "apollo", "workloads": ["mobilenet_v2"], "suite": "edge", "input_shapes": ["data=1x3x224x224"],
//    "skip_unsupported": false, "technology": "7nm", "template": "permissive", "baseline": "mine.json",
//    "set": {"clock_mhz": 1000}, "objective": "throughput_per_area", "aggregate": "worst",
//    "constraints": {"area_mm2": [6.8, 4.8],
//    "latency_ms": 5}, "area_mode": "blackbox", "optimizers": ["random", {"name": "p3bo", "label":
//    "p3bo_hot", "options":
//    {"temperature": 1}}], "seeds": 10, "trials": 4096, "proposals": 16, "lag": 0}
// where "objective" may be a list, with a "reference": one number for each.
// or, with "evaluator": "exec:CMD" (and "evaluator_timeout_s", "on_failure", "minimize"), without what that
// program knows: workloads, suite, technology, template, baseline, set, aggregate, area_mode, limits of
// latency and power; "objective" then has the names that it reports rewards by. Required: space, workloads or
// suite, optimizers, seeds (1 to that), trials. The others have the defaults of `apollo search`. Runs are
// ordered by seed, then area, then strategy, so that a sweep that is broken off has about as many of each.
// ConfigError.
//
// What is wrong with the call's values is said of the options --template, --baseline and --set, which must
// not be given if a program scores.
SweepFile read_sweep_file(const std::string& path, const SweepCall& call = {});

}  // namespace apollo::study
