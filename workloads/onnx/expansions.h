#pragma once
#include <map>
#include <string>
#include <vector>

#include "workloads/onnx/operators.h"

// Operators that are others put together: what stands for one of their nodes is a list of nodes of standard
// operators, which are added to the graph in its place.
namespace apollo::workloads::importer {

Attribute attribute_of(Dims values);
inline Attribute attribute_of(std::int64_t value) { return attribute_of(Dims{value}); }
Attribute attribute_of(std::string value);

// The nodes that stand for one node.
//
//   Body body(graph, node);
//   const std::string sum = body.add("Add", {input(node, 0), input(node, 1)});
//   body.give(0, body.add("Gelu", {sum}));
//   return body.nodes();
class Body {
 public:
  // Keeps references.
  Body(Graph& graph, const Node& node) : graph_(graph), node_(node) {}

  // Appends a node, and returns the name of its output, a new one. An attribute that has no value is left
  // out.
  std::string add(const std::string& type, std::vector<std::string> inputs, NodeAttributes attributes = {});
  // Likewise with several outputs.
  std::vector<std::string> add(const std::string& type, std::vector<std::string> inputs,
                               NodeAttributes attributes, std::size_t outputs);
  // Likewise, but a node of this type and inputs that another body added stands in for it.
  std::string shared(const std::string& type, const std::vector<std::string>& inputs);
  // An input of the network that the model does not have, which all bodies that name it alike share.
  std::string given(const std::string& name, const Dims& dims);
  // Free: the same elements as other dimensions, or in another order of its dimensions.
  std::string reshaped(const std::string& x, const Dims& dims) { return add("Reshape", {x, integers(dims)}); }
  std::string transposed(const std::string& x, Dims order);
  // Sizes along an axis.
  std::vector<std::string> parts(const std::string& x, std::int64_t axis, const Dims& sizes);
  // A one-dimensional constant of integers, a scalar, and weights of which only the dimensions, and how many
  // bits each takes (Constant::bits), are known.
  std::string integers(const Dims& values);
  std::string number(double value);
  std::string weights(Dims dims, int bits = 8);
  // Names what the node's output is; nothing if the node does not have it. Each output at most once.
  void give(std::size_t output, const std::string& name);

  // To be called once, at the end.
  std::vector<Node> nodes() { return std::move(nodes_); }

 private:
  Graph& graph_;
  const Node& node_;
  std::vector<Node> nodes_;
};

// What stands for a node of some type; nothing if the operator of that type takes this one as it is. Throws
// as an Operator does. Names that the graph knows, and those that the nodes before them make, are their
// inputs.
struct Expansion {
  const char* type;
  std::vector<Node> (*expand)(Graph& graph, const Node& node);
};

// All expansions by type, "DOMAIN.TYPE" of other domains than the standard's. A new one is a row here and a
// function.
const Expansion* find_expansion(const std::string& type);

// Whether some nodes of this type fold, are an operator, or are others put together.
bool is_known(const std::string& type);

// expansions_attention.cpp: the standard's, in 3 or 4 dimensions, with a cache or without
std::vector<Node> attention(Graph& graph, const Node& node);

// expansions_attention_runtime.cpp: the runtimes', which are the standard's with projections and masks
std::vector<Node> projected_attention(Graph& graph, const Node& node);
std::vector<Node> quantized_attention(Graph& graph, const Node& node);
std::vector<Node> multi_head_attention(Graph& graph, const Node& node);
std::vector<Node> group_query_attention(Graph& graph, const Node& node);

// expansions_rotary.cpp
std::vector<Node> rotary_embedding(Graph& graph, const Node& node);
std::vector<Node> runtime_rotary_embedding(Graph& graph, const Node& node);

// expansions_normalization.cpp
std::vector<Node> rms_normalization(Graph& graph, const Node& node);
std::vector<Node> skip_layer_normalization(Graph& graph, const Node& node);
std::vector<Node> skip_rms_normalization(Graph& graph, const Node& node);
std::vector<Node> embedding_normalization(Graph& graph, const Node& node);

// expansions_fused.cpp: operators that runtimes fuse
std::vector<Node> bias_gelu(Graph& graph, const Node& node);
std::vector<Node> quick_gelu(Graph& graph, const Node& node);
std::vector<Node> gemm_gelu(Graph& graph, const Node& node);
std::vector<Node> fused_product(Graph& graph, const Node& node);
std::vector<Node> fused_gemm(Graph& graph, const Node& node);
std::vector<Node> fused_convolution(Graph& graph, const Node& node);

// expansions_quantized.cpp: of operands and results with scales and zero points, which stay with them
std::vector<Node> quantized_function(Graph& graph, const Node& node);
std::vector<Node> quantized_pair(Graph& graph, const Node& node);
std::vector<Node> quantized_choice(Graph& graph, const Node& node);
std::vector<Node> quantized_concatenation(Graph& graph, const Node& node);
std::vector<Node> quantized_pool(Graph& graph, const Node& node);
std::vector<Node> quantized_softmax(Graph& graph, const Node& node);
std::vector<Node> quantized_gemm(Graph& graph, const Node& node);
std::vector<Node> convolution_channels_last(Graph& graph, const Node& node);

// expansions_integer.cpp: products of integers, and what gives a tensor fewer bits
std::vector<Node> dynamic_quantization(Graph& graph, const Node& node);
std::vector<Node> integer_product(Graph& graph, const Node& node);
std::vector<Node> integer_multiplication(Graph& graph, const Node& node);
std::vector<Node> product_of_floats(Graph& graph, const Node& node);
std::vector<Node> product_to_floats(Graph& graph, const Node& node);
std::vector<Node> product_of_few_bits(Graph& graph, const Node& node);
std::vector<Node> quantized_and_back(Graph& graph, const Node& node);
std::vector<Node> bipolar(Graph& graph, const Node& node);
std::vector<Node> shifted_requantization(Graph& graph, const Node& node);

// expansions_reduction.cpp
std::vector<Node> reduce_l1(Graph& graph, const Node& node);
std::vector<Node> reduce_l2(Graph& graph, const Node& node);
std::vector<Node> reduce_log_sum(Graph& graph, const Node& node);
std::vector<Node> reduce_log_sum_exp(Graph& graph, const Node& node);
std::vector<Node> reduce_sum_square(Graph& graph, const Node& node);
std::vector<Node> place_of_largest(Graph& graph, const Node& node);
std::vector<Node> hardmax(Graph& graph, const Node& node);
std::vector<Node> lp_normalization(Graph& graph, const Node& node);
std::vector<Node> largest_elements(Graph& graph, const Node& node);

// expansions_groups.cpp
std::vector<Node> instance_normalization(Graph& graph, const Node& node);
std::vector<Node> group_normalization(Graph& graph, const Node& node);
std::vector<Node> mean_variance_normalization(Graph& graph, const Node& node);

// expansions_loss.cpp
std::vector<Node> negative_log_likelihood(Graph& graph, const Node& node);
std::vector<Node> softmax_cross_entropy(Graph& graph, const Node& node);

// expansions_parts.cpp
std::vector<Node> evenly_spaced(Graph& graph, const Node& node);
std::vector<Node> scatter_parts(Graph& graph, const Node& node);
std::vector<Node> scatter_elements(Graph& graph, const Node& node);
std::vector<Node> scatter_along(Graph& graph, const Node& node);
std::vector<Node> tiles(Graph& graph, const Node& node);
std::vector<Node> masked_triangle(Graph& graph, const Node& node);
std::vector<Node> one_hot(Graph& graph, const Node& node);
std::vector<Node> chosen(Graph& graph, const Node& node);
std::vector<Node> reverse_sequence(Graph& graph, const Node& node);
std::vector<Node> center_crop_pad(Graph& graph, const Node& node);
std::vector<Node> cropping_pad(Graph& graph, const Node& node);

// expansions_image.cpp
std::vector<Node> grid_sample(Graph& graph, const Node& node);
std::vector<Node> affine_grid(Graph& graph, const Node& node);
std::vector<Node> regions(Graph& graph, const Node& node);
std::vector<Node> max_unpool(Graph& graph, const Node& node);
std::vector<Node> image_of_columns(Graph& graph, const Node& node);
std::vector<Node> non_maximum_suppression(Graph& graph, const Node& node);

// expansions_pool.cpp
std::vector<Node> composed_pool(Graph& graph, const Node& node);
std::vector<Node> global_pool(Graph& graph, const Node& node);
std::vector<Node> lp_pool(Graph& graph, const Node& node);
std::vector<Node> global_lp_pool(Graph& graph, const Node& node);

// expansions_convolution.cpp
std::vector<Node> composed_convolution(Graph& graph, const Node& node);
std::vector<Node> flipped_convolution(Graph& graph, const Node& node);
std::vector<Node> deformed_convolution(Graph& graph, const Node& node);

// expansions_spectrum.cpp
std::vector<Node> fourier_transform(Graph& graph, const Node& node);
std::vector<Node> short_fourier_transform(Graph& graph, const Node& node);

// expansions_recurrent.cpp
std::vector<Node> recurrent_batch(Graph& graph, const Node& node);
std::vector<Node> plain_recurrent(Graph& graph, const Node& node);

// expansions_einsum.cpp
std::vector<Node> einsum(Graph& graph, const Node& node);

// expansions_names.cpp: standard operators by other names
std::vector<Node> cast_like(Graph& graph, const Node& node);
std::vector<Node> standard_twin(Graph& graph, const Node& node);  // of the same name and inputs
std::vector<Node> integer_twin(Graph& graph, const Node& node);
std::vector<Node> integer_mean(Graph& graph, const Node& node);

}  // namespace apollo::workloads::importer
