#pragma once
#include <functional>
#include <string>
#include <unordered_map>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// A use of a function or subgraph: copies its nodes for the place where they are used. What they make gets
// new names, and so does what their subgraphs make, so that no name hides another.
class Instance {
 public:
  using NewName = std::function<std::string()>;

  // `place`: the node that the copies replace, whose name leads theirs. `attributes`: what a function's nodes
  // take from the node that calls it; null for a subgraph. References are kept.
  Instance(const Node& place, NewName new_name, const NodeAttributes* attributes = nullptr)
      : place_(place), new_name_(std::move(new_name)), attributes_(attributes) {}

  // What a name of the body is called where it is used.
  void bind(const std::string& name, std::string outside) { names_[name] = std::move(outside); }
  bool binds(const std::string& name) const { return names_.count(name) > 0; }
  // What it is bound to; itself, if it is a name of an outer scope.
  const std::string& name(const std::string& name) const;
  // To be called in the order of the nodes.
  Node copy(const Node& node);

 private:
  Node renamed(const Node& node);
  Subgraph renamed(const Subgraph& graph);

  const Node& place_;
  NewName new_name_;
  const NodeAttributes* attributes_;
  std::unordered_map<std::string, std::string> names_;
};

}  // namespace apollo::workloads::importer
