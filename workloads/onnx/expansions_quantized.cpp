#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {
namespace {

// Input `index` by the scale and the zero point that follow it.
std::string dequantized_input(Body& body, const Node& node, std::size_t index) {
  return body.add("DequantizeLinear", {input(node, index), input(node, index + 1), input(node, index + 2)});
}

// The node's output: x by the scale and the zero point at `index`; x itself where they are absent.
void give_quantized(Body& body, const Node& node, const std::string& x, std::size_t index) {
  const std::string scale = input(node, index);
  body.give(0, scale.empty() ? x : body.add("QuantizeLinear", {x, scale, input(node, index + 1)}));
}

// The type of the float operator: com.microsoft.QLinearAdd is an Add.
std::string plain_type(const Node& node) {
  const std::string prefix = "QLinear";
  return node.type.substr(node.type.rfind(prefix) + prefix.size());
}

// An image whose channels are last, as one whose channels are first, and back.
std::string to_channels_first(Body& body, const std::string& x, std::size_t rank) {
  Dims order = {0, static_cast<std::int64_t>(rank) - 1};
  for (std::size_t i = 1; i + 1 < rank; ++i) order.push_back(static_cast<std::int64_t>(i));
  return body.transposed(x, order);
}

std::string to_channels_last(Body& body, const std::string& x, std::size_t rank) {
  Dims order = {0};
  for (std::size_t i = 2; i < rank; ++i) order.push_back(static_cast<std::int64_t>(i));
  order.push_back(1);
  return body.transposed(x, order);
}

}  // namespace

// Inputs: x, its scale and zero point, those of the output.
std::vector<Node> quantized_function(Graph& graph, const Node& node) {
  Body body(graph, node);
  give_quantized(body, node, body.add(plain_type(node), {dequantized_input(body, node, 0)}, node.attributes),
                 3);
  return body.nodes();
}

// Inputs: a and b, each with scale and zero point, and those of the output.
std::vector<Node> quantized_pair(Graph& graph, const Node& node) {
  Body body(graph, node);
  give_quantized(
      body, node,
      body.add(plain_type(node), {dequantized_input(body, node, 0), dequantized_input(body, node, 3)}), 6);
  return body.nodes();
}

// Inputs: condition; a and b, each with scale and zero point; those of the output.
std::vector<Node> quantized_choice(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string chosen =
      body.add("Where", {input(node, 0), dequantized_input(body, node, 1), dequantized_input(body, node, 4)});
  give_quantized(body, node, chosen, 7);
  return body.nodes();
}

// Inputs: the output's scale and zero point, then x, scale and zero point of each part.
std::vector<Node> quantized_concatenation(Graph& graph, const Node& node) {
  Body body(graph, node);
  std::vector<std::string> parts;
  for (std::size_t i = 2; i < node.inputs.size(); i += 3) parts.push_back(dequantized_input(body, node, i));
  give_quantized(body, node, body.add("Concat", parts, node.attributes), 0);
  return body.nodes();
}

// As quantized_function(), of an image whose channels may be last.
std::vector<Node> quantized_pool(Graph& graph, const Node& node) {
  const std::size_t rank = graph.dims_of(input(node, 0)).size();
  if (rank < 3) graph.fail(node, "input must have at least 3 dimensions");
  const bool last = integer(node, "channels_last", 0) != 0;
  Body body(graph, node);
  const std::string x = dequantized_input(body, node, 0);
  const std::string y =
      body.add(plain_type(node), {last ? to_channels_first(body, x, rank) : x}, node.attributes);
  give_quantized(body, node, last ? to_channels_last(body, y, rank) : y, 3);
  return body.nodes();
}

// A convolution of an image whose channels are last, or, by an attribute, may be.
std::vector<Node> convolution_channels_last(Graph& graph, const Node& node) {
  const bool always = node.type.find("Nhwc") != std::string::npos;
  Node plain = node;
  plain.type = always ? "com.microsoft.FusedConv" : "QLinearConv";
  if (!always && integer(node, "channels_last", 0) == 0) return {plain};
  const std::size_t rank = graph.dims_of(input(node, 0)).size();
  if (rank < 3) graph.fail(node, "input must have at least 3 dimensions");
  Body body(graph, node);
  plain.inputs[0] = to_channels_first(body, input(node, 0), rank);
  if (always && !input(node, 3).empty()) plain.inputs[3] = to_channels_first(body, input(node, 3), rank);
  body.give(0, to_channels_last(body, body.add(plain.type, plain.inputs, plain.attributes), rank));
  return body.nodes();
}

// Before opset 13 a softmax is over all dimensions from its axis on.
std::vector<Node> quantized_softmax(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  const bool one_axis = integer(node, "opset", 13) >= 13;
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", one_axis ? -1 : 1), dims.size());
  Body body(graph, node);
  const std::string x = dequantized_input(body, node, 0);
  std::string y;
  if (one_axis || axis + 1 == dims.size()) {
    y = body.add("Softmax", {x}, {{"axis", attribute_of(static_cast<std::int64_t>(axis))}});
  } else {
    const auto middle = dims.begin() + static_cast<std::ptrdiff_t>(axis);
    const std::string rows =
        body.reshaped(x, {product({dims.begin(), middle}), product({middle, dims.end()})});
    y = body.reshaped(body.add("Softmax", {rows}, {{"axis", attribute_of(1)}}), dims);
  }
  give_quantized(body, node, y, 3);
  return body.nodes();
}

// Inputs: a and b, each with scale and zero point, [c], [the output's].
std::vector<Node> quantized_gemm(Graph& graph, const Node& node) {
  Body body(graph, node);
  std::string c = input(node, 6);  // in units of both scales
  if (!c.empty()) {
    const std::string unit = body.add("Mul", {input(node, 1), input(node, 4)});
    c = body.add("DequantizeLinear", {c, unit}, {{"axis", attribute_of(0)}});
  }
  // With several scales, those of b's columns.
  const std::int64_t columns = integer(node, "transB", 0) != 0 ? 0 : 1;
  const std::string b = body.add("DequantizeLinear", {input(node, 3), input(node, 4), input(node, 5)},
                                 {{"axis", attribute_of(columns)}});
  const std::string y = body.add("Gemm", {dequantized_input(body, node, 0), b, c}, node.attributes);
  give_quantized(body, node, y, 7);
  return body.nodes();
}

}  // namespace apollo::workloads::importer
