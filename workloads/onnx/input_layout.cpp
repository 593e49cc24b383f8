#include "workloads/onnx/input_layout.h"

namespace apollo::workloads::importer {
namespace {

bool any_of(const std::set<std::string>& names, const Node& node) {
  for (const std::string& name : node.inputs)
    if (names.count(name) > 0) return true;
  return false;
}

bool is_channels_last(const std::string& input, const std::vector<Node>& nodes) {
  static const std::set<std::string> first = {"Conv",          "ConvTranspose",
                                              "QLinearConv",   "ConvInteger",   "MaxPool",
                                              "AveragePool",   "GlobalAveragePool",
                                              "GlobalMaxPool", "BatchNormalization",
                                              "LRN",           "Resize",
                                              "Upsample",      "DepthToSpace",
                                              "SpaceToDepth",  "Pad"};
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
  std::set<std::string> names = {input};  // that lie as the input does
  for (const Node& node : nodes) {
    if (!any_of(names, node)) continue;
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
    if (either.count(node.type) > 0) names.insert(node.outputs.begin(), node.outputs.end());
  }
  return false;
}

}  // namespace

std::set<std::string> channels_last(const std::vector<ModelInput>& inputs, const std::vector<Node>& nodes) {
  std::set<std::string> result;
  for (const ModelInput& input : inputs)
    if (input.dims.size() == 4 && is_channels_last(input.name, nodes)) result.insert(input.name);
  return result;
}

}  // namespace apollo::workloads::importer
