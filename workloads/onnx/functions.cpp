#include "workloads/onnx/functions.h"

#include <set>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/onnx/expansions.h"
#include "workloads/onnx/instance.h"

namespace apollo::workloads::importer {
namespace {

constexpr std::size_t kDeepestCalls = 32;

class Inlining {
 public:
  Inlining(Model* model, const std::string& file) : model_(*model), file_(file) {}

  void run() {
    for (const auto& row : model_.initializers) used_.insert(row.first);
    for (const ModelInput& input : model_.inputs) used_.insert(input.name);
    note_names(model_.nodes);
    for (const auto& row : model_.functions) note_names(row.second.nodes);
    model_.nodes = inlined(model_.nodes);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw files::ConfigError(files::printable(file_, 1000) + ": " + message);
  }

  void note_names(const std::vector<Node>& nodes) {
    for (const Node& node : nodes) {
      used_.insert(node.inputs.begin(), node.inputs.end());
      used_.insert(node.outputs.begin(), node.outputs.end());
      for (const auto& row : node.attributes)
        if (row.second.graph) note_names(row.second.graph->nodes);
    }
  }

  std::string new_name() {
    std::string name;
    do {
      name = "inlined." + std::to_string(names_++);
    } while (used_.count(name) > 0);
    return name;
  }

  std::vector<Node> inlined(const std::vector<Node>& nodes) {
    std::vector<Node> result;
    for (const Node& node : nodes) add(node, &result);
    return result;
  }

  void add(Node node, std::vector<Node>* to) {
    if (++added_ > kMostCopies)
      fail("its functions make more than " + std::to_string(kMostCopies) +
           " nodes when they are put in place");
    const auto function = model_.functions.find(node.type);
    if (function != model_.functions.end() && !is_known(node.type)) return call(function->second, node, to);
    for (auto& row : node.attributes) {
      if (!row.second.graph) continue;
      Subgraph graph = *row.second.graph;
      graph.nodes = inlined(graph.nodes);
      row.second.graph = std::make_shared<const Subgraph>(std::move(graph));
    }
    to->push_back(std::move(node));
  }

  void call(const Function& function, const Node& node, std::vector<Node>* to) {
    const std::string shown = "function " + files::printable(node.type, 100);
    if (!open_.insert(node.type).second) fail(shown + " calls itself; must not");
    if (open_.size() > kDeepestCalls)
      fail(shown + " is called by a chain of more than " + std::to_string(kDeepestCalls) + " functions");
    if (node.inputs.size() > function.inputs.size() || node.outputs.size() > function.outputs.size())
      fail("node " + files::printable(node.name, 100) + " has more inputs or outputs than " + shown);
    NodeAttributes attributes = node.attributes;
    attributes.insert(function.defaults.begin(), function.defaults.end());
    Node place = node;
    if (function.opset != 0) place.opset = function.opset;
    Instance instance(
        place, [this] { return new_name(); }, &attributes);
    for (std::size_t i = 0; i < function.inputs.size(); ++i)
      instance.bind(function.inputs[i], i < node.inputs.size() ? node.inputs[i] : "");
    std::vector<Node> passed_on;
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i].empty()) continue;
      const std::string& made = function.outputs[i];
      if (instance.binds(made)) {
        passed_on.push_back({"Identity", node.name, {made}, {node.outputs[i]}, {}});
      } else {
        instance.bind(made, node.outputs[i]);
      }
    }
    for (const Node& part : function.nodes) add(instance.copy(part), to);
    for (Node& identity : passed_on) {
      identity.inputs[0] = instance.name(identity.inputs[0]);
      to->push_back(std::move(identity));
    }
    open_.erase(node.type);
  }

  Model& model_;
  const std::string& file_;
  std::set<std::string> used_;  // names
  std::set<std::string> open_;  // functions whose nodes are being added
  int names_ = 0, added_ = 0;
};

}  // namespace

void inline_functions(Model* model, const std::string& file) {
  if (!model->functions.empty()) Inlining(model, file).run();
}

}  // namespace apollo::workloads::importer
