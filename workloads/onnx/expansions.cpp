#include "workloads/onnx/expansions.h"

#include "files/join.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {

namespace {

constexpr Expansion kExpansions[] = {
    {"Attention", attention},
    {"CastLike", cast_like},
    {"RotaryEmbedding", rotary_embedding},
    {"com.microsoft.Attention", projected_attention},
    {"com.microsoft.QAttention", quantized_attention},
    {"com.microsoft.MultiHeadAttention", multi_head_attention},
    {"com.microsoft.GroupQueryAttention", group_query_attention},
    {"com.microsoft.RotaryEmbedding", runtime_rotary_embedding},
    {"com.microsoft.Gelu", standard_twin},
    {"com.microsoft.FastGelu", bias_gelu},
    {"com.microsoft.BiasGelu", bias_gelu},
    {"com.microsoft.QuickGelu", quick_gelu},
    {"com.microsoft.SkipLayerNormalization", skip_layer_normalization},
    {"com.microsoft.QLinearAdd", quantized_binary},
    {"com.microsoft.QLinearMul", quantized_binary},
    {"com.microsoft.QLinearConcat", quantized_concatenation},
    {"com.microsoft.QLinearSigmoid", quantized_unary},
    {"com.microsoft.QLinearLeakyRelu", quantized_unary},
    {"com.microsoft.QLinearSoftmax", quantized_unary},
    {"com.microsoft.QLinearAveragePool", quantized_unary},
    {"com.microsoft.QLinearGlobalAveragePool", quantized_unary},
};

}  // namespace

const Expansion* find_expansion(const std::string& type) {
  for (const Expansion& row : kExpansions)
    if (row.type == type) return &row;
  return nullptr;
}

Attribute attribute_of(Dims values) {
  Attribute attribute;
  attribute.integers = std::move(values);
  return attribute;
}

Attribute attribute_of(std::string value) {
  Attribute attribute;
  attribute.text = std::move(value);
  return attribute;
}

std::string Body::add(const std::string& type, std::vector<std::string> inputs, NodeAttributes attributes) {
  return add(type, std::move(inputs), std::move(attributes), 1).front();
}

std::vector<std::string> Body::add(const std::string& type, std::vector<std::string> inputs,
                                   NodeAttributes attributes, std::size_t outputs) {
  Node part{type, node_.name + "." + type, std::move(inputs), {}, std::move(attributes)};
  for (std::size_t i = 0; i < outputs; ++i) part.outputs.push_back(graph_.new_name());
  nodes_.push_back(std::move(part));
  return nodes_.back().outputs;
}

std::string Body::shared(const std::string& type, const std::vector<std::string>& inputs) {
  std::string& name = graph_.shared[type + "\n" + files::join(inputs, "\n")];
  if (!graph_.knows(name)) name = add(type, inputs);
  return name;
}

std::string Body::given(const std::string& name, const Dims& dims) {
  std::string& known = graph_.shared[name + "\n" + shown(dims)];
  if (graph_.knows(known)) return known;
  Value value{-1, {}};
  for (const std::int64_t dim : dims) value.dims.push_back(graph_.factors().make(graph_.extent(node_, dim)));
  value.tensor = graph_.new_input(name, graph_.usual_storage(value));
  graph_.notes.push_back(node_.name + ": " + name + " are an input");
  known = graph_.new_name();
  graph_.define(known, value);
  return known;
}

std::string Body::transposed(const std::string& x, Dims order) {
  return add("Transpose", {x}, {{"perm", attribute_of(std::move(order))}});
}

std::vector<std::string> Body::parts(const std::string& x, std::int64_t axis, const Dims& sizes) {
  return add("Split", {x, integers(sizes)}, {{"axis", attribute_of(axis)}}, sizes.size());
}

std::string Body::integers(const Dims& values) {
  const std::string name = graph_.new_name();
  graph_.define(name, Constant{{static_cast<std::int64_t>(values.size())},
                               std::vector<double>(values.begin(), values.end()),
                               true});
  return name;
}

std::string Body::number(double value) {
  const std::string name = graph_.new_name();
  graph_.define(name, Constant{{}, std::vector<double>{value}, false});
  return name;
}

std::string Body::weights(Dims dims) {
  const std::string name = graph_.new_name();
  graph_.define(name, Constant{std::move(dims), std::nullopt, false});
  return name;
}

void Body::give(std::size_t output, const std::string& name) {
  if (output >= node_.outputs.size() || node_.outputs[output].empty()) return;
  nodes_.push_back({"Identity", node_.name, {name}, {node_.outputs[output]}, {}});
}

}  // namespace apollo::workloads::importer
