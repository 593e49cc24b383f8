#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/cli/scoring_options.h"
#include "apollo/cli/transfer_options.h"
#include "apollo/study/spec.h"

namespace apollo::cli {

// A study, the networks that it is scored on, loaded (none if a program of the user scores), and where its
// space is from.
struct SearchRequest {
  study::StudySpec spec;
  std::string space_name;
  std::vector<workloads::Network> networks = {};
  std::vector<transfer::Source> sources = {};  // studies to learn from
  std::string kept_sources = {};               // transfer.json, of a study that may be new
};

// The options of `apollo search`.
struct SearchOptions {
  std::string space, engine = "fast", optimizer, area_mode = "blackbox", evaluator, on_failure, out,
                     deadline;                // empty: none
  std::optional<double> evaluator_timeout_s;  // see exec_scoring()
  ScoringOptions scoring;
  TransferOptions transfer;
  std::int64_t trials = 0, seed = 1, proposals = study::kDefaultProposals, lag = 0,
               jobs = 0;             // jobs 0: one per processor
  std::vector<std::string> options;  // KEY=VALUE
  bool minimize = false, resume = false, json = false;

  void declare(Options& options);
  // After parsing: ConfigError if options exclude each other.
  void check_combination(const Options& options) const;

  // The study that they ask for: with --resume and without --space the one in the folder, of --trials if that
  // is given. ConfigError.
  SearchRequest request() const;

  // --out, or results/SPACE_WORKLOADS_OPTIMIZER_SEED.
  std::string folder() const;

 private:
  bool only_resumes() const { return resume && space.empty(); }
  SearchRequest stored_request() const;
  // ConfigError; nothing if it is not given.
  std::optional<study::FailurePolicy> failure_policy() const;
  // Nothing if --evaluator is not exec:COMMAND.
  std::optional<study::ExecScoring> exec_scoring() const;
};

}  // namespace apollo::cli
