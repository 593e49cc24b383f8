#include "workloads/onnx/rewrite.h"

#include <set>
#include <unordered_map>

namespace apollo::workloads::importer {
namespace {

class Rewriting {
 public:
  explicit Rewriting(const Model& model) : model_(model), nodes_(model.nodes) {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      for (const std::string& output : nodes_[i].outputs)
        if (!output.empty()) makers_.emplace(output, i);
  }

  std::vector<Node> run() {
    for (Node& node : nodes_)
      if (node.type == "Div") join_normalization(&node);
    return needed();
  }

 private:
  // The node of this type that makes a tensor; null if another does.
  const Node* maker(const std::string& tensor, const std::string& type) const {
    const auto found = makers_.find(tensor);
    if (found == makers_.end() || nodes_[found->second].type != type) return nullptr;
    return &nodes_[found->second];
  }

  static std::string in(const Node* node, std::size_t i) {
    return node && i < node->inputs.size() ? node->inputs[i] : "";
  }

  // The axes of a mean; nothing if they are not known, or if it is over all dimensions.
  std::optional<Dims> axes_of(const Node* mean) const {
    if (!mean) return std::nullopt;
    const auto attribute = mean->attributes.find("axes");
    if (attribute != mean->attributes.end()) return attribute->second.integers;
    const Constant* constant = nullptr;
    const auto initializer = model_.initializers.find(in(mean, 1));
    if (initializer != model_.initializers.end()) constant = &initializer->second;
    if (const Node* node = maker(in(mean, 1), "Constant")) {
      const auto value = node->attributes.find("value");
      if (value != node->attributes.end() && value->second.tensor) constant = &*value->second.tensor;
      const auto list = node->attributes.find("value_ints");
      if (list != node->attributes.end()) return list->second.integers;
    }
    if (!constant || !constant->values || constant->values->empty()) return std::nullopt;
    return Dims(constant->values->begin(), constant->values->end());
  }

  // x, if `tensor` is x less its mean.
  std::string centred(const std::string& tensor, std::optional<Dims>* axes) const {
    const Node* difference = maker(tensor, "Sub");
    const Node* mean = maker(in(difference, 1), "ReduceMean");
    if (!mean || in(mean, 0) != in(difference, 0)) return "";
    *axes = axes_of(mean);
    return *axes ? in(difference, 0) : "";
  }

  void join_normalization(Node* quotient) const {
    std::optional<Dims> axes;
    const std::string x = centred(in(quotient, 0), &axes);
    const Node* sum = maker(in(maker(in(quotient, 1), "Sqrt"), 0), "Add");
    if (x.empty() || !sum) return;
    const Node* variance = maker(in(sum, 0), "ReduceMean");
    if (!variance) variance = maker(in(sum, 1), "ReduceMean");
    if (axes_of(variance) != axes) return;
    const Node* square = maker(in(variance, 0), "Pow");
    if (!square) square = maker(in(variance, 0), "Mul");
    std::optional<Dims> other;
    if (!square || centred(in(square, 0), &other) != x) return;
    quotient->type = "LayerNormalization";
    quotient->inputs = {x};
    quotient->attributes["axes"].integers = *axes;
  }

  // Takes them out of the list of all.
  std::vector<Node> needed() {
    std::set<std::size_t> kept;
    std::vector<std::string> open = model_.outputs;
    while (!open.empty()) {
      const std::string tensor = std::move(open.back());
      open.pop_back();
      const auto found = makers_.find(tensor);
      if (found == makers_.end() || !kept.insert(found->second).second) continue;
      const Node& node = nodes_[found->second];
      open.insert(open.end(), node.inputs.begin(), node.inputs.end());
      open.insert(open.end(), node.captured.begin(), node.captured.end());
    }
    std::vector<Node> result;
    for (const std::size_t i : kept) result.push_back(std::move(nodes_[i]));
    return result;
  }

  const Model& model_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::size_t> makers_;
};

}  // namespace

std::vector<Node> simplified(const Model& model) { return Rewriting(model).run(); }

}  // namespace apollo::workloads::importer
