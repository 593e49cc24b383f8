#pragma once
#include "workloads/onnx/operators.h"

// Dimensions that nodes give, for constants and values alike. ConfigError that names the node where its
// attributes do not fit its input.
namespace apollo::workloads::importer {

Dims reshaped(Graph& graph, const Node& node, const Dims& from);
Dims flattened(Graph& graph, const Node& node, const Dims& from);
// The dimensions that a Squeeze takes away, or an Unsqueeze adds, in ascending order.
std::vector<std::size_t> squeezed_axes(Graph& graph, const Node& node, const Dims& from);
std::vector<std::size_t> unsqueezed_axes(Graph& graph, const Node& node, std::size_t rank);
// 0, 1, ..., rank - 1.
Dims every_axis(std::size_t rank);
std::vector<std::size_t> permutation(Graph& graph, const Node& node, std::size_t rank);
// By dimension, what a Slice takes.
struct Part {
  std::int64_t begin = 0, size = 0, step = 1;  // step < 0: downwards from begin
};
std::vector<Part> sliced(Graph& graph, const Node& node, const Dims& from);
// The sizes of a Split's outputs along its axis.
Dims split_sizes(Graph& graph, const Node& node, std::int64_t size);
// Dimensions of an element-wise result; ConfigError if the operands do not match.
Dims broadcast(Graph& graph, const Node& node, const Dims& a, const Dims& b);
// For messages: SIZExSIZE...
std::string shown(const Dims& dims);
// ConfigError if the product is beyond kMostElements.
void check_elements(Graph& graph, const Node& node, const Dims& dims);

}  // namespace apollo::workloads::importer
