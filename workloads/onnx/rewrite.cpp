#include "workloads/onnx/rewrite.h"

#include <set>

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

  // The one axis of a mean; nothing if it has others.
  std::optional<std::int64_t> axis_of(const Node* mean) const {
    if (!mean) return std::nullopt;
    const auto attribute = mean->attributes.find("axes");
    if (attribute != mean->attributes.end()) {
      const auto& axes = attribute->second.integers;
      return axes.size() == 1 ? std::optional<std::int64_t>(axes[0]) : std::nullopt;
    }
    const auto constant = model_.initializers.find(in(mean, 1));
    if (constant == model_.initializers.end() || !constant->second.values ||
        constant->second.values->size() != 1)
      return std::nullopt;
    return static_cast<std::int64_t>(constant->second.values->front());
  }

  // x, if `tensor` is x less its mean.
  std::string centred(const std::string& tensor, std::optional<std::int64_t>* axis) const {
    const Node* difference = maker(tensor, "Sub");
    const Node* mean = maker(in(difference, 1), "ReduceMean");
    if (!mean || in(mean, 0) != in(difference, 0)) return "";
    *axis = axis_of(mean);
    return *axis ? in(difference, 0) : "";
  }

  void join_normalization(Node* quotient) const {
    std::optional<std::int64_t> axis;
    const std::string x = centred(in(quotient, 0), &axis);
    const Node* sum = maker(in(maker(in(quotient, 1), "Sqrt"), 0), "Add");
    if (x.empty() || !sum) return;
    const Node* variance = maker(in(sum, 0), "ReduceMean");
    if (!variance) variance = maker(in(sum, 1), "ReduceMean");
    if (axis_of(variance) != axis) return;
    const Node* square = maker(in(variance, 0), "Pow");
    if (!square) square = maker(in(variance, 0), "Mul");
    std::optional<std::int64_t> other;
    if (!square || centred(in(square, 0), &other) != x) return;
    quotient->type = "LayerNormalization";
    quotient->inputs = {x};
    quotient->attributes["axis"].integers = {*axis};
  }

  std::vector<Node> needed() const {
    std::set<std::size_t> kept;
    std::vector<std::string> open = model_.outputs;
    while (!open.empty()) {
      const std::string tensor = std::move(open.back());
      open.pop_back();
      const auto found = makers_.find(tensor);
      if (found == makers_.end() || !kept.insert(found->second).second) continue;
      const Node& node = nodes_[found->second];
      open.insert(open.end(), node.inputs.begin(), node.inputs.end());
    }
    std::vector<Node> result;
    for (const std::size_t i : kept) result.push_back(nodes_[i]);
    return result;
  }

  const Model& model_;
  std::vector<Node> nodes_;
  std::map<std::string, std::size_t> makers_;
};

}  // namespace

std::vector<Node> simplified(const Model& model) { return Rewriting(model).run(); }

}  // namespace apollo::workloads::importer
