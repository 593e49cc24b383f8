#include "workloads/onnx/expansions.h"

// Operators of quantized operands are those of real ones between DequantizeLinear and QuantizeLinear, which
// cost nothing. An operand is three inputs: elements, scale, zero point.
namespace apollo::workloads::importer {
namespace {

std::string real(Body& body, const Node& node, std::size_t operand) {
  return body.add("DequantizeLinear",
                  {input(node, operand), input(node, operand + 1), input(node, operand + 2)});
}

// Gives the node's output, whose scale is input `scale`.
void give_quantized(Body& body, const Node& node, const std::string& value, std::size_t scale) {
  body.give(0, body.add("QuantizeLinear", {value, input(node, scale), input(node, scale + 1)}));
}

// "Add" of "com.microsoft.QLinearAdd".
std::string real_type(const Node& node) {
  static const std::string prefix = "QLinear";
  return node.type.substr(node.type.rfind(prefix) + prefix.size());
}

}  // namespace

std::vector<Node> quantized_unary(Graph& graph, const Node& node) {
  if (integer(node, "channels_last", 0) != 0) throw Unsupported("channels last");
  Body body(graph, node);
  give_quantized(body, node, body.add(real_type(node), {real(body, node, 0)}, node.attributes), 3);
  return body.nodes();
}

std::vector<Node> quantized_binary(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string a = real(body, node, 0), b = real(body, node, 3);
  give_quantized(body, node, body.add(real_type(node), {a, b}), 6);
  return body.nodes();
}

std::vector<Node> quantized_concatenation(Graph& graph, const Node& node) {
  Body body(graph, node);
  std::vector<std::string> parts;
  for (std::size_t operand = 2; operand < node.inputs.size(); operand += 3)
    parts.push_back(real(body, node, operand));
  give_quantized(body, node, body.add("Concat", parts, node.attributes), 0);
  return body.nodes();
}

}  // namespace apollo::workloads::importer
