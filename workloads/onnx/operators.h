#pragma once
#include <string>
#include <vector>

#include "workloads/onnx/graph.h"

namespace apollo::workloads::importer {

// An operator: defines the node's outputs in the graph. Throws ConfigError for a malformed node, Unsupported
// for a use that has no counterpart on the chip.
struct Operator {
  const char* type;
  void (*add)(Graph& graph, const Node& node);
};

// All operators by type. A new one is a row here and a function.
const Operator* find_operator(const std::string& type);

// operators_convolution.cpp
void add_convolution(Graph& graph, const Node& node);
void add_transposed_convolution(Graph& graph, const Node& node);

// operators_pool.cpp
void add_pool(Graph& graph, const Node& node);
void add_global_pool(Graph& graph, const Node& node);

// operators_reduction.cpp
void add_reduction(Graph& graph, const Node& node);

// operators_product.cpp
void add_gemm(Graph& graph, const Node& node);
void add_matmul(Graph& graph, const Node& node);

// operators_quantized.cpp: an import without values passes scales and zero points over
void add_quantize(Graph& graph, const Node& node);
void add_dequantize(Graph& graph, const Node& node);
void add_quantized_convolution(Graph& graph, const Node& node);
void add_quantized_matmul(Graph& graph, const Node& node);
void add_integer_convolution(Graph& graph, const Node& node);
void add_integer_matmul(Graph& graph, const Node& node);

// operators_recurrent.cpp
void add_recurrent(Graph& graph, const Node& node);

// operators_elementwise.cpp
void add_element_wise(Graph& graph, const Node& node);
void add_sum(Graph& graph, const Node& node);
void add_choice(Graph& graph, const Node& node);
void add_comparison(Graph& graph, const Node& node);
void add_expand(Graph& graph, const Node& node);
void add_power(Graph& graph, const Node& node);

// operators_activation.cpp
void add_activation(Graph& graph, const Node& node);

// operators_normalization.cpp
void add_batch_normalization(Graph& graph, const Node& node);
void add_layer_normalization(Graph& graph, const Node& node);
void add_local_response_normalization(Graph& graph, const Node& node);
void add_softmax(Graph& graph, const Node& node);

// operators_layout.cpp: free, until an operator needs its operand stored otherwise
void add_identity(Graph& graph, const Node& node);
void add_cast(Graph& graph, const Node& node);
void add_reshape(Graph& graph, const Node& node);
void add_flatten(Graph& graph, const Node& node);
void add_squeeze(Graph& graph, const Node& node);
void add_unsqueeze(Graph& graph, const Node& node);
void add_transpose(Graph& graph, const Node& node);
void add_depth_to_space(Graph& graph, const Node& node);
void add_space_to_depth(Graph& graph, const Node& node);

// operators_parts.cpp
void add_concatenation(Graph& graph, const Node& node);
void add_split(Graph& graph, const Node& node);
void add_slice(Graph& graph, const Node& node);

// operators_gather.cpp: elements that indices choose
void add_gather(Graph& graph, const Node& node);
void add_gather_elements(Graph& graph, const Node& node);
void add_gather_parts(Graph& graph, const Node& node);

// operators_extent.cpp
void add_pad(Graph& graph, const Node& node);
void add_resize(Graph& graph, const Node& node);

// constants.cpp: nodes whose inputs are all known when the model is read. True if the node is one of these.
bool fold(Graph& graph, const Node& node);
// Whether some nodes of this type are.
bool folds(const std::string& type);

// What operators have in common.

// An attribute, or the fallback.
std::int64_t integer(const Node& node, const std::string& name, std::int64_t fallback);
Dims integers(const Node& node, const std::string& name, const Dims& fallback = {});
double number(const Node& node, const std::string& name, double fallback);
std::string text(const Node& node, const std::string& name, const std::string& fallback);

// The name of an input, "" if it is absent.
std::string input(const Node& node, std::size_t index);
// The values of an input that must be known when the model is read, as integers; nothing if it is absent.
// Unsupported if it is not known.
std::optional<Dims> known_integers(Graph& graph, const Node& node, std::size_t index);
// Likewise from an attribute (earlier opsets) or an input (later ones).
std::optional<Dims> integers_of(Graph& graph, const Node& node, const std::string& attribute,
                                std::size_t index);
// A dimension's index of a tensor of `rank` dimensions, counted from the end if it is negative. ConfigError
// if out of range.
std::size_t axis_of(Graph& graph, const Node& node, std::int64_t axis, std::size_t rank);

}  // namespace apollo::workloads::importer
