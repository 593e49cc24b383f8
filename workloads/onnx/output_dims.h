#pragma once
#include <optional>
#include <string>
#include <vector>

#include "workloads/onnx/operators.h"

// The dimensions of what a node makes, by the rules of its operator: of all operators of the standard, also
// those that have no counterpart on the chip, but those whose results depend on values (NonZero, Unique,
// Compress, NonMaxSuppression, sequences), and of many of com.microsoft.
namespace apollo::workloads::importer {

// By output, as far as they are known. Nothing if no rule says so, or if the node does not fit it.
// ConfigError where an attribute is out of range, as from the operators that it has in common with the
// import.
std::vector<Dims> output_dims(Graph& graph, const Node& node);

struct DimsRule {
  const char* type;
  // Dimensions by output; fewer where only those are known. Unsupported if they depend on values that are not
  // known. All inputs that the node names are known to the graph.
  std::vector<Dims> (*dims)(Graph& graph, const Node& node);
};

// Rules by what they compute; each ends with a row without a type.
extern const DimsRule kElementWiseDims[];  // output_dims_elementwise.cpp
extern const DimsRule kWindowDims[];       // output_dims_windows.cpp: convolutions, pools, resizing
extern const DimsRule kProductDims[];      // output_dims_products.cpp: products, recurrent cells, attention
extern const DimsRule kMoveDims[];         // output_dims_moves.cpp: parts, layout, look-ups
extern const DimsRule kSignalDims[];       // output_dims_signals.cpp: windows, transforms, random values

// What the rules have in common.

// Dimensions of an input. Unsupported if it is absent, or if it has fewer than `rank`.
Dims input_dims(Graph& graph, const Node& node, std::size_t index, std::size_t rank = 0);
// The dimension that an axis names. Unsupported if it is out of range.
std::size_t axis_in(std::int64_t axis, std::size_t rank);
// A dimension that is at least 1, from a computation that may give less. Unsupported otherwise.
std::int64_t positive(std::int64_t size);

}  // namespace apollo::workloads::importer
