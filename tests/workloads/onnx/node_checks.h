#pragma once
// For tests of the importer's parts: nodes, constants and graphs without a file around them.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

inline Attribute integers_attribute(Dims values) {
  Attribute attribute;
  attribute.integers = std::move(values);
  return attribute;
}

inline Attribute text_attribute(std::string value) {
  Attribute attribute;
  attribute.text = std::move(value);
  return attribute;
}

// A node named "node".
inline Node node_of(std::string type, std::vector<std::string> inputs,
                    std::map<std::string, Attribute> attributes = {},
                    std::vector<std::string> outputs = {"y"}) {
  return {std::move(type), "node", std::move(inputs), std::move(outputs), std::move(attributes)};
}

inline Constant floats(Dims dims, std::vector<double> values) {
  return {std::move(dims), std::move(values), false};
}

inline Constant whole(Dims dims, std::vector<double> values) {
  return {std::move(dims), std::move(values), true};
}

// Of one dimension.
inline Constant whole(std::vector<double> values) {
  const auto size = static_cast<std::int64_t>(values.size());
  return whole({size}, std::move(values));
}

// Of elements of an ONNX type.
inline Constant typed(int type, Dims dims, std::vector<double> values) {
  Constant constant = whole(std::move(dims), std::move(values));
  constant.type = type;
  return constant;
}

// Of which only the dimensions are known.
inline Constant weights_of(Dims dims) { return {std::move(dims), std::nullopt, false}; }

// A graph "model.onnx" with inputs of these dimensions. `nodes`: those that will be added, for the number of
// times that each name is used.
inline Graph graph_of(const std::vector<std::pair<std::string, Dims>>& inputs,
                      const std::vector<Node>& nodes = {}, std::int64_t opset = 13) {
  Model model;
  model.opset = opset;
  for (const auto& [name, dims] : inputs)
    model.inputs.push_back({name, dims, std::vector<std::string>(dims.size())});
  return Graph("model.onnx", model, nodes);
}

// The sizes of each of these lists of factors.
inline std::vector<Dims> sizes_of(const Factors& factors, const std::vector<FactorList>& lists) {
  std::vector<Dims> result;
  for (const FactorList& list : lists) {
    result.emplace_back();
    for (const Factor factor : factors.leaves(list)) result.back().push_back(factors.size(factor));
  }
  return result;
}

// The text of the Unsupported that `action` throws; a failure if it throws none.
template <typename Action>
std::string unsupported_of(Action action) {
  try {
    action();
  } catch (const Unsupported& reason) {
    return reason.what();
  }
  ADD_FAILURE() << "nothing is unsupported";
  return "";
}

}  // namespace apollo::workloads::importer
