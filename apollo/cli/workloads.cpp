#include <nlohmann/json.hpp>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cli/text_table.h"
#include "workloads/builtin.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;
using namespace ::apollo::workloads;

void list(bool json, std::ostream& out) {
  ordered_json networks = ordered_json::array(), sets = ordered_json::object();
  TextTable table({{"workload", Align::left}, {"layers"}, {"MACs"}, {"parameters"}});
  for (const std::string& name : builtin_network_names()) {
    const Network n = builtin_network(name);
    networks.push_back(
        {{"name", name}, {"layers", n.layers.size()}, {"macs", n.macs()}, {"parameters", n.parameters()}});
    table.row(
        {name, std::to_string(n.layers.size()), std::to_string(n.macs()), std::to_string(n.parameters())});
  }
  std::string text = table.text() + "\n";
  for (const std::string& name : suite_names()) {
    sets[name] = suite(name);
    text += "suite " + name + ":";
    for (const std::string& network : suite(name)) text += " " + network;
    text += "\n";
  }
  out << (json ? ordered_json{{"workloads", networks}, {"suites", sets}}.dump(2) + "\n" : text);
}

std::string shape_text(const Shape& s) {
  return std::to_string(s.height) + "x" + std::to_string(s.width) + "x" + std::to_string(s.channels);
}

void show(const Network& n, bool json, std::ostream& out) {
  ordered_json layers = ordered_json::array();
  TextTable table({{"layer", Align::left},
                   {"type", Align::left},
                   {"input"},
                   {"output"},
                   {"kernel"},
                   {"stride"},
                   {"groups"},
                   {"MACs"},
                   {"parameters"}});
  const auto pair = [](const std::array<int, 2>& p) {
    return std::to_string(p[0]) + "x" + std::to_string(p[1]);
  };
  const auto shape = [&](int tensor) { return n.tensors[static_cast<std::size_t>(tensor)].shape; };
  const auto as_json = [&](int tensor) {
    return ordered_json{shape(tensor).height, shape(tensor).width, shape(tensor).channels};
  };
  for (const Layer& l : n.layers) {
    layers.push_back({{"name", l.name},
                      {"type", to_string(l.type)},
                      {"input", as_json(l.inputs[0])},
                      {"output", as_json(l.outputs[0])},
                      {"kernel", l.kernel},
                      {"stride", l.stride},
                      {"groups", l.groups},
                      {"macs", l.macs},
                      {"parameters", l.parameters}});
    table.row({l.name, to_string(l.type), shape_text(shape(l.inputs[0])), shape_text(shape(l.outputs[0])),
               pair(l.kernel), pair(l.stride), std::to_string(l.groups), std::to_string(l.macs),
               std::to_string(l.parameters)});
  }
  if (json) {
    ordered_json result = {
        {"name", n.name}, {"source", n.source}, {"macs", n.macs()}, {"parameters", n.parameters()}};
    result["layers"] = layers;
    out << result.dump(2) << "\n";
  } else {
    out << n.name << ": " << n.macs() << " MACs, " << n.parameters() << " parameters\n"
        << n.source << "\n\n"
        << table.text();
  }
}

}  // namespace

int workloads(const Arguments& arguments, std::ostream& out) {
  std::string name;
  bool json = false;
  Options options("workloads", "Lists the built-in networks and suites, or the layers of one network.");
  options.positional("NAME", name, "a built-in network or a network file", false);
  options.flag("--json", json, "print JSON");
  if (!options.parse(arguments, out)) return 0;
  if (name.empty()) {
    list(json, out);
  } else {
    show(load_network(name), json, out);
  }
  return 0;
}

}  // namespace apollo::cli
