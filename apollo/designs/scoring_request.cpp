#include "apollo/designs/scoring_request.h"

#include <algorithm>

#include "files/config_error.h"

namespace apollo::designs {
namespace {

using workloads::Network;

// Puts networks that are at hand after those that the scoring names.
void add_networks(std::vector<Network> at_hand, const std::string& file, Scoring& scoring,
                  std::vector<Network>& networks) {
  for (Network& network : at_hand) {
    const auto is_same = [&](const Network& other) { return other.name == network.name; };
    if (std::any_of(networks.begin(), networks.end(), is_same))
      throw files::ConfigError(file + ": workloads has two networks named \"" +
                               files::printable(network.name, 200) + "\"; must have different names");
    scoring.networks.push_back({network.name});
    networks.push_back(std::move(network));
  }
}

}  // namespace

ScoringRequest parse_scoring_request(files::JsonObject& root) {
  ScoringRequest request;
  Scoring& scoring = request.scoring;
  if (root.has("workloads")) request.workloads = root.texts("workloads", {1});
  request.suite = root.text("suite", "");
  if (root.has("input_shapes")) {
    scoring.import.input_shapes =
        parse_input_shapes(root.texts("input_shapes", {1}), root.file() + ": " + "input_shapes");
  }
  scoring.import.skip_unsupported = root.boolean("skip_unsupported", false);
  request.technology = root.text("technology", scoring.technology.name());
  request.template_file = root.text("template", "");
  request.baseline = root.text("baseline", "");
  if (root.has("set")) {
    root.object("set");
    request.set = root.value("set");
  }
  read_objectives(root, scoring);
  if (root.has("aggregate")) scoring.aggregate = aggregate_of(root.choice("aggregate", aggregate_names()));
  scoring.batch = static_cast<int>(root.integer("batch", 1, kLargestBatch, scoring.batch));
  return request;
}

Scoring complete(ScoringRequest request, const std::string& file, std::vector<Network>& networks) {
  Scoring& scoring = request.scoring;
  scoring.networks = weighted_networks(request.suite, request.workloads, file + ": workloads");
  if (scoring.networks.empty() && networks.empty())
    throw files::ConfigError(file + ": there is no network; must be given by workloads or suite");
  scoring.technology = TechnologyChoice(request.technology);
  if (!request.template_file.empty()) choose_template(request.template_file, scoring);
  if (!request.baseline.empty()) choose_baseline(request.baseline, scoring);
  choose_values(request.set, file + ": set", scoring);
  if (!request.more_set.empty()) {
    nlohmann::json values = scoring.set;
    values.update(request.more_set);
    choose_values(values, "--set", scoring);
  }
  std::vector<Network> at_hand = std::move(networks);
  networks = load_networks(scoring, file + ": input_shapes");
  add_networks(std::move(at_hand), file, scoring, networks);
  scoring.fingerprints = fingerprints_of(scoring, networks);
  return std::move(scoring);
}

}  // namespace apollo::designs
