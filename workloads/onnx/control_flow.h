#pragma once
#include <functional>
#include <string>

#include "workloads/onnx/graph.h"

// Nodes with subgraphs: what is known when the model is read is taken out of them. Of an If whose condition
// is known, the nodes of that branch; of a Loop or a Scan whose trips are known, the nodes of its body once
// for each trip, with what a trip hands on to the next, and what the trips give put together.
namespace apollo::workloads::importer {

// Adds a node to the graph; what it makes is known afterwards, unless the node is not supported.
using AddNode = std::function<void(const Node& node)>;

bool is_control_flow(const std::string& type);

// Adds what stands for the node. False if it is no such node. Unsupported if a condition or the number of
// trips is not known, ConfigError if its subgraph does not fit its inputs and outputs.
bool add_control_flow(Graph& graph, const Node& node, const AddNode& add);

void add_if(Graph& graph, const Node& node, const AddNode& add);    // control_flow.cpp
void add_loop(Graph& graph, const Node& node, const AddNode& add);  // control_flow_loop.cpp
void add_scan(Graph& graph, const Node& node, const AddNode& add);  // control_flow_scan.cpp

// What they have in common.

// A subgraph. ConfigError if there is none, or if it has another number of inputs or outputs.
const Subgraph& subgraph(Graph& graph, const Node& node, const std::string& attribute, std::size_t inputs,
                         std::size_t outputs);

// The value of a scalar that is known; nothing if it is not.
std::optional<double> known_number(const Graph& graph, const std::string& name);

// The trips of a body, one after another.
class Trips {
 public:
  // References are kept.
  Trips(Graph& graph, const Node& node, const Subgraph& body, const AddNode& add);
  // Adds the body's nodes once. `inputs`: by the body's inputs, names of the graph. Returns the names of its
  // outputs, which nobody takes for himself before release().
  std::vector<std::string> run(const std::vector<std::string>& inputs);
  void release(const std::string& name) { graph_.count_uses(name, -1); }
  // Adds a node of this type between the trips, and returns the name of what it makes.
  std::string between(const std::string& type, const std::vector<std::string>& inputs,
                      const NodeAttributes& attributes);
  // The node's output is this, or what several trips gave, put together along a new axis; both are released.
  void give(std::size_t output, const std::string& name);
  void give(std::size_t output, const std::vector<std::string>& names, std::int64_t axis);

 private:
  Graph& graph_;
  const Node& node_;
  const Subgraph& body_;
  const AddNode& add_;
  std::map<std::string, std::string> initializers_;  // the body's names by those of the graph
};

}  // namespace apollo::workloads::importer
