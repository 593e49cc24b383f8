#include "workloads/onnx/input_layout.h"

#include <algorithm>
#include <unordered_map>

namespace apollo::workloads::importer {
namespace {

// By name, the indices of the nodes that read it, ascending.
using Readers = std::unordered_map<std::string, std::vector<std::size_t>>;

Readers readers_of(const std::vector<Node>& nodes) {
  Readers readers;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const std::string& name : nodes[i].inputs) readers[name].push_back(i);
  return readers;
}

bool is_channels_last(const std::string& input, const std::vector<Node>& nodes, const Readers& readers) {
  static const std::set<std::string> first = {
      "Conv",        "ConvTranspose",     "QLinearConv",   "ConvInteger",        "MaxPool",
      "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization", "LRN",
      "Resize",      "Upsample",          "DepthToSpace",  "SpaceToDepth",       "Pad"};
  static const std::set<std::string> last = {"MatMul", "QLinearMatMul", "MatMulInteger"};
  static const std::set<std::string> either = {"Add",
                                               "Sub",
                                               "Mul",
                                               "Div",
                                               "Pow",
                                               "Concat",
                                               "Split",
                                               "Slice",
                                               "Clip",
                                               "Cast",
                                               "Relu",
                                               "Identity",
                                               "Dropout",
                                               "Sigmoid",
                                               "Tanh",
                                               "Sum",
                                               "QuantizeLinear",
                                               "DequantizeLinear"};
  // Nodes that read what lies as the input does, the first of them first.
  std::set<std::size_t> open;
  const auto follow = [&](const std::string& name, std::size_t from) {
    const auto found = readers.find(name);
    if (found == readers.end()) return;
    const std::vector<std::size_t>& list = found->second;
    open.insert(std::lower_bound(list.begin(), list.end(), from), list.end());
  };
  follow(input, 0);
  while (!open.empty()) {
    const std::size_t index = *open.begin();
    open.erase(open.begin());
    const Node& node = nodes[index];
    if (first.count(node.type) > 0) return false;
    if (node.type == "LayerNormalization") {
      const auto axes = node.attributes.find("axes");  // of one that was put together
      return axes == node.attributes.end() || axes->second.integers == Dims{-1} ||
             axes->second.integers == Dims{3};
    }
    if (last.count(node.type) > 0) return true;
    if (node.type == "Transpose") {
      const auto perm = node.attributes.find("perm");
      return perm != node.attributes.end() && perm->second.integers == Dims{0, 3, 1, 2};
    }
    if (either.count(node.type) == 0) continue;
    for (const std::string& output : node.outputs)
      if (!output.empty()) follow(output, index + 1);
  }
  return false;
}

}  // namespace

std::set<std::string> channels_last(const std::vector<ModelInput>& inputs, const std::vector<Node>& nodes) {
  std::set<std::string> result;
  const Readers readers = readers_of(nodes);
  for (const ModelInput& input : inputs)
    if (input.dims.size() == 4 && is_channels_last(input.name, nodes, readers)) result.insert(input.name);
  return result;
}

}  // namespace apollo::workloads::importer
