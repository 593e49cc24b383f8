#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "workloads/onnx/graph.h"

namespace apollo::workloads::importer {

// What stands in for nodes that an import leaves out. Every output has the dimensions that its operator's
// rule gives it, or that the file states. The first is the first input that has the same ones, if there is
// one. Any other output is an input of the network, and what the node reads is an output of it: the host
// computes that node. An output whose dimensions nobody knows is open: nothing may read it.
class Skipping {
 public:
  struct Skipped {
    std::string use, name;  // what of the node is not supported, and its name
  };

  // Keeps a reference.
  explicit Skipping(Graph& graph) : graph_(graph) {}

  // Leaves a node out; one that a loop repeats is named once. False if it makes nothing, or if a network
  // cannot name so many.
  bool skip(const Node& node, const std::string& use);
  // The node whose open output that is; null if it is none.
  const Skipped* open(const std::string& name) const;
  // Names that the host reads.
  const std::vector<std::string>& read_by_host() const { return read_by_host_; }
  std::int64_t elements() const { return elements_; }  // of all outputs of skipped nodes that are not open

 private:
  std::optional<Dims> dims_of_output(const Node& node, std::size_t output,
                                     const std::vector<Dims>& by_rule) const;
  bool pass_on(const Node& node, const Dims& dims);
  void compute_on_host(const Node& node, const std::vector<std::optional<Dims>>& dims, std::size_t first);

  Graph& graph_;
  std::map<std::string, Skipped> open_;  // by output
  std::vector<std::string> read_by_host_;
  std::unordered_set<std::string> shown_;  // Network::skipped
  std::int64_t elements_ = 0;
};

}  // namespace apollo::workloads::importer
