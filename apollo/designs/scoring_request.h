#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apollo/designs/scoring.h"
#include "files/json_object.h"

// How apollo itself is to score, as those say it who write it down: the file of a sweep, or the arguments of
// a call.
namespace apollo::designs {

// All but what is in other files, which it names.
struct ScoringRequest {
  Scoring scoring;
  std::string suite, technology;
  std::string template_file, baseline;  // may be empty: the default, the built-in one
  nlohmann::json set = nlohmann::json::object();
  nlohmann::json more_set = nlohmann::json::object();  // of the option --set: over those of `set`
  std::vector<std::string> workloads;
};

// Reads the keys "workloads", "suite", "input_shapes", "skip_unsupported", "technology", "template",
// "baseline", "set", "objective", "reference", "aggregate" and "batch" of an object that may have others. All
// may be left out, and then are as in Scoring. ConfigError.
ScoringRequest parse_scoring_request(files::JsonObject& root);

// Reads the other files, and notes the networks' fingerprints. `networks`: some that are at hand, or none;
// then all that are scored, those at hand last. ConfigError, naming `file` the request is from, also if there
// are none or two have the same name.
Scoring complete(ScoringRequest request, const std::string& file, std::vector<workloads::Network>& networks);

// "objective" and "reference", of a scoring by apollo itself or by a program. ConfigError.
template <class AnyScoring>
void read_objectives(files::JsonObject& root, AnyScoring& scoring) {
  if (root.has("objective")) scoring.objectives = parse_objectives(root);
  if (root.has("reference")) scoring.reference = root.numbers("reference", 0, kLargestReference, {1});
  check_objectives(scoring, root.file() + ": ");
}

}  // namespace apollo::designs
