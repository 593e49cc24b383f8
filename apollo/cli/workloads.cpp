#include <nlohmann/json.hpp>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/import_options.h"
#include "apollo/cli/network_graph.h"
#include "apollo/cli/network_table.h"
#include "apollo/cli/options.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "files/config_error.h"
#include "workloads/zoo/builtin.h"
#include "workloads/zoo/suite.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;
using namespace ::apollo::workloads;

std::string list_text() {
  TextTable table({{"workload", Align::left}, {"domain", Align::left}, {"layers"}, {"MACs"}, {"parameters"}});
  for (const std::string& name : zoo::builtin_network_names()) {
    const Network n = zoo::builtin_network(name);
    table.row({name, zoo::builtin_network_domain(name), std::to_string(n.layers.size()),
               std::to_string(n.macs()), std::to_string(n.parameters())});
  }
  std::string text = table.text() + "\n";
  for (const std::string& name : zoo::builtin_suite_names()) {
    std::string line = "suite " + name + ":";
    for (const auto& [network, weight] : zoo::builtin_suite(name).networks)
      line += " " + network + (weight == 1 ? "" : " (weight " + designs::plain(weight) + ")");
    text += wrapped(line + "\n");
  }
  return text;
}

ordered_json list_json() {
  ordered_json networks = ordered_json::array(), suites = ordered_json::object();
  for (const std::string& name : zoo::builtin_network_names()) {
    const Network n = zoo::builtin_network(name);
    networks.push_back({{"name", name},
                        {"domain", zoo::builtin_network_domain(name)},
                        {"layers", n.layers.size()},
                        {"macs", n.macs()},
                        {"parameters", n.parameters()}});
  }
  for (const std::string& name : zoo::builtin_suite_names()) {
    suites[name] = ordered_json::array();
    for (const auto& [network, weight] : zoo::builtin_suite(name).networks)
      suites[name].push_back({{"network", network}, {"weight", weight}});
  }
  return {{"workloads", networks}, {"suites", suites}};
}

}  // namespace

int workloads(const Arguments& arguments, std::ostream& out) {
  std::string name;
  bool json = false, dot = false;
  Options options("workloads", "Lists the built-in networks and suites, or the layers of one network.");
  ImportArguments import;
  options.positional("NAME", name, "a built-in network, a network file or an ONNX model", false);
  import.declare(options);
  options.flag("--json", json, "print JSON");
  options.flag("--dot", dot, "print the network's graph for Graphviz");
  if (!options.parse(arguments, out)) return 0;
  if (dot && name.empty()) throw files::ConfigError("--dot: must be used with NAME");
  if (dot && json) throw files::ConfigError("--dot: must not be used with --json");
  if (name.empty()) {
    out << (json ? list_json().dump(2) + "\n" : list_text());
    return 0;
  }
  const Network network = import.load({name}).front();
  out << (dot ? graph_text(network) : json ? network_json(network).dump(2) + "\n" : network_text(network));
  return 0;
}

}  // namespace apollo::cli
