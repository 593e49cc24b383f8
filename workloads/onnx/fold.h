#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workloads/onnx/shape_rules.h"

// Nodes that are computed when the model is read, because their inputs are known then: sizes, mostly, that
// the model derives from its own shapes.
namespace apollo::workloads::importer {

using Numbers = std::vector<double>;

// Such a node. Its results have values where those of its inputs are known and they are at most
// Graph::most_values(); otherwise dimensions only.
struct Fold {
  Graph& graph;
  const Node& node;
  bool integral;  // the results' type

  Fold of_integers(bool integers) const { return {graph, node, integers}; }

  // An input. ConfigError if it is absent.
  const Constant& in(std::size_t index) const;

  // Defines an output, if the node has it. Values that are not as many as the elements are left out.
  // ConfigError if the dimensions are out of range.
  void give(Dims dims, std::optional<Numbers> values = std::nullopt, std::size_t output = 0) const;
  void give(Constant result, std::size_t output = 0) const;

  // Defines the first output as the first input with other dimensions of the same product.
  void regroup(Dims dims) const;

  // Defines an output whose element i is element from(i) of the first input, both in row-major order.
  void pick(const Dims& dims, const std::function<std::int64_t(std::int64_t)>& from,
            std::size_t output = 0) const;
};

using FoldFunction = std::function<void(const Fold&)>;
using FoldTable = std::map<std::string, FoldFunction>;  // by operator

const FoldTable& folds_of_numbers();     // fold_numbers.cpp: that compute new values
const FoldTable& folds_of_elements();    // fold_elements.cpp: that pick elements, or name them otherwise
const FoldTable& folds_of_reductions();  // fold_reductions.cpp: along dimensions

// Tensors in row-major order.

// How far apart two neighbours along each dimension are.
Dims strides(const Dims& dims);
// Of element i of a tensor of `dims`, the sum over its coordinates of add(axis, coordinate).
std::int64_t offset(const Dims& dims, std::int64_t i,
                    const std::function<std::int64_t(std::size_t, std::int64_t)>& add);
// The element of an operand of `dims` that meets element i of the broadcast `result`.
std::int64_t broadcast_offset(const Dims& result, const Dims& dims, std::int64_t i);

}  // namespace apollo::workloads::importer
