#include "apollo/cli/workload_options.h"

#include <algorithm>
#include <map>

#include "workloads/builtin.h"
#include "workloads/config_error.h"
#include "workloads/json_file.h"

namespace apollo::cli {

using apollo::workloads::load_network;
using apollo::workloads::Network;
using apollo::workloads::printable;

void WorkloadOptions::declare(Options& options) {
  options.texts("--workload", workloads, "NAME|FILE",
                "a built-in network or a network file; may be repeated");
  options.text("--suite", suite, "NAME", "the networks of a suite");
  options.text("--technology", technology, "NAME|FILE",
               "process node: 7nm, 16nm, 28nm or a technology file (default 7nm)");
  for (const ConstraintName& constraint : constraint_names())
    options.number(constraint.option, constraints.*constraint.limit, 0, largest_limit, constraint.help);
}

void WorkloadOptions::declare_objective(Options& options) {
  std::vector<std::string> names;
  std::string list;
  for (const Objective& row : objectives()) {
    names.push_back(row.name);
    list += "\n  " + row.name + ": " + row.help;
  }
  options.choice("--objective", objective, names,
                 "what the reward measures, relative to the baseline (default " + objective + "):" + list);
}

std::vector<std::string> WorkloadOptions::names() const {
  std::vector<std::string> names;
  if (!suite.empty()) names = apollo::workloads::suite(suite);
  for (const std::string& name : workloads) {
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      throw ConfigError("--workload is \"" + printable(name, 200) +
                        "\" twice; must be different from the others");
    }
    names.push_back(name);
  }
  if (names.empty()) throw ConfigError("there is no workload; must be given by --workload or --suite");
  return names;
}

std::vector<Network> WorkloadOptions::load() const {
  std::vector<Network> networks;
  std::map<std::string, std::string> given;  // the workload by its network's name
  for (const std::string& name : names()) {
    networks.push_back(load_network(name));
    const std::string& network = networks.back().name;
    const auto [other, is_new] = given.emplace(network, name);
    if (!is_new) {
      throw ConfigError("workloads \"" + printable(other->second, 200) + "\" and \"" + printable(name, 200) +
                        "\" are both networks named \"" + printable(network, 200) +
                        "\"; must have different names");
    }
  }
  return networks;
}

DesignEvaluator WorkloadOptions::evaluator() const {
  return DesignEvaluator(load(), simulator::technology(technology), edge_baseline());
}

EvaluationOptions WorkloadOptions::evaluation() const {
  EvaluationOptions options;
  options.constraints = constraints;
  options.objective = find_objective(objective);
  return options;
}

}  // namespace apollo::cli
