#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/cli/scoring_options.h"
#include "apollo/prove/question.h"

namespace apollo::cli {

// A question, the networks that it is about, loaded, and where its space is from.
struct ProofRequest {
  prove::Question question;
  std::string space_name;
  std::vector<workloads::Network> networks;
};

// The options of `apollo prove`: what they mean, whatever becomes of it.
struct ProveOptions {
  std::string space, incumbent, deadline, out, check;
  ScoringOptions scoring;
  std::optional<double> slack;
  std::int64_t jobs = 0, sample = 0;  // 0: one per processor; all
  bool resume = false, json = false;

  void declare(Options& options);
  // ConfigError.
  void check_combination(const Options& options) const;
  // Of a folder's proof if only that is given, otherwise of the options. ConfigError.
  ProofRequest request() const;
  std::string folder() const;

 private:
  bool only_resumes() const { return resume && space.empty(); }
};

// What the question's scoring is about, as it was when it was asked. ConfigError, naming `file`.
ProofRequest request_of(prove::Question question, const std::string& file);

}  // namespace apollo::cli
