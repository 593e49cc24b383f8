#include "apollo/cli/workload_options.h"

#include <algorithm>
#include <map>

#include "apollo/study/fnv.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/network_json.h"

namespace apollo::cli {

using apollo::files::printable;
using apollo::workloads::Network;
using apollo::zoo::WeightedNetwork;

void WorkloadOptions::declare(Options& options) {
  options.texts("--workload", workloads, "NAME|FILE",
                "a built-in network, a network file or an ONNX model; may be repeated");
  options.text("--suite", suite, "NAME|FILE", "the networks of a built-in suite or a suite file");
  import.declare(options);
  options.text("--technology", technology, "NAME|FILE",
               "process node: 7nm, 16nm, 28nm or a technology file (default 7nm)");
  for (const designs::ConstraintName& constraint : designs::constraint_names())
    options.number(constraint.option, constraints.*constraint.limit, 0, designs::largest_limit,
                   constraint.help);
}

void WorkloadOptions::declare_objective(Options& options) {
  std::vector<std::string> names;
  std::string list;
  for (const designs::Objective& row : designs::objectives()) {
    names.push_back(row.name);
    list += "\n  " + row.name + ": " + row.help;
  }
  options.choice("--objective", objective, names,
                 "what the reward measures, relative to the baseline (default " + objective + "):" + list);
}

std::vector<WeightedNetwork> WorkloadOptions::networks() const {
  std::vector<WeightedNetwork> networks;
  if (!suite.empty()) networks = apollo::zoo::load_suite(suite).networks;
  for (const std::string& name : workloads) {
    const auto is_same = [&](const WeightedNetwork& other) { return other.network == name; };
    if (std::any_of(networks.begin(), networks.end(), is_same)) {
      throw files::ConfigError("--workload is \"" + printable(name, 200) +
                               "\" twice; must be different from the others");
    }
    networks.push_back({name});
  }
  if (networks.empty())
    throw files::ConfigError("there is no workload; must be given by --workload or --suite");
  return networks;
}

std::vector<Network> WorkloadOptions::load() const {
  std::vector<std::string> names;
  for (const WeightedNetwork& network : networks()) names.push_back(network.network);
  std::vector<Network> loaded = import.load(names);
  std::map<std::string, std::string> given;  // the workload by its network's name
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string &name = names[i], &network = loaded[i].name;
    const auto [other, is_new] = given.emplace(network, name);
    if (!is_new) {
      throw files::ConfigError("workloads \"" + printable(other->second, 200) + "\" and \"" +
                               printable(name, 200) + "\" are both networks named \"" +
                               printable(network, 200) +
                               "\"; must have different names, such as apollo import --name gives");
    }
  }
  return loaded;
}

designs::DesignEvaluator WorkloadOptions::evaluator() const {
  std::vector<double> weights;
  for (const WeightedNetwork& network : networks()) weights.push_back(network.weight);
  const std::vector<Network> loaded = load();
  warn_of_skipped(loaded);
  return designs::DesignEvaluator(loaded, cost::technology(technology), designs::edge_baseline(), weights);
}

designs::EvaluationOptions WorkloadOptions::evaluation() const {
  designs::EvaluationOptions options;
  options.constraints = constraints;
  options.objective = designs::find_objective(objective);
  return options;
}

std::string fingerprint(const Network& network) {
  return std::to_string(study::fnv1a(to_json_text(network)));
}

}  // namespace apollo::cli
