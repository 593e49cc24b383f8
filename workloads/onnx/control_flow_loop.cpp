#include "workloads/onnx/control_flow.h"
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {
namespace {

// The name of a scalar that is known.
std::string scalar(Graph& graph, double value) {
  const std::string name = graph.new_name();
  graph.define(name, Constant{{}, std::vector<double>{value}, true});
  return name;
}

// How often the body runs if its condition stays true; without a limit if the node gives none.
double most_trips(const Graph& graph, const Node& node) {
  const std::string name = input(node, 0);
  if (name.empty()) return 1e18;
  const std::optional<double> trips = known_number(graph, name);
  if (!trips) throw Unsupported("a number of trips that is known only when the model runs");
  return *trips;
}

}  // namespace

// Inputs of the body: the trip's number, the condition, what the trips hand on; outputs: the condition, what
// they hand on, what each gives.
void add_loop(Graph& graph, const Node& node, const AddNode& add) {
  const double most = most_trips(graph, node);
  const std::size_t state = node.inputs.size() < 2 ? 0 : node.inputs.size() - 2;
  const Subgraph& body = subgraph(graph, node, "body", 2 + state, 1 + state);
  const std::size_t results = body.outputs.size() - 1;
  if (node.outputs.size() > results) graph.fail(node, "has more outputs than its body");
  const std::string given = input(node, 1);
  std::vector<std::string> inputs{"", given.empty() ? scalar(graph, 1) : given};
  for (std::size_t i = 0; i < state; ++i) inputs.push_back(node.inputs[2 + i]);
  for (std::size_t i = 1; i < inputs.size(); ++i) graph.count_uses(inputs[i], 1);
  std::vector<std::vector<std::string>> collected(results - state);
  Trips trips(graph, node, body, add);
  std::int64_t trip = 0;
  for (; static_cast<double>(trip) < most; ++trip) {
    const std::optional<double> goes_on = known_number(graph, inputs[1]);
    if (!goes_on) throw Unsupported("a condition that is known only when the model runs");
    if (*goes_on == 0) break;
    NodeAttributes number;
    number["value_int"].integers = {trip};
    inputs[0] = trips.between("Constant", {}, number);
    const std::vector<std::string> made = trips.run(inputs);
    for (const std::string& name : inputs) trips.release(name);
    for (std::size_t i = 0; i <= state; ++i) inputs[1 + i] = made[i];
    for (std::size_t i = 0; i < collected.size(); ++i) collected[i].push_back(made[1 + state + i]);
  }
  graph.count_uses(node, -1);
  trips.release(inputs[1]);
  for (std::size_t i = 0; i < state; ++i) trips.give(i, inputs[2 + i]);
  for (std::size_t i = 0; i < collected.size(); ++i) {
    if (trip == 0) throw Unsupported("no trips, which give nothing");
    trips.give(state + i, collected[i], 0);
  }
}

}  // namespace apollo::workloads::importer
