#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"

// Fourier transforms as products with their matrices, real and imaginary parts side by side.
namespace apollo::workloads::importer {
namespace {

// An input that is one number; the fallback if it is absent.
std::int64_t known_number(Graph& graph, const Node& node, std::size_t index, std::int64_t fallback) {
  const Dims values = known_integers(graph, node, index).value_or(Dims{fallback});
  if (values.size() != 1) graph.fail(node, "input " + std::to_string(index) + " must be one number");
  return values[0];
}

// How many frequencies, or steps, a transform gives, and of how many parts each.
Dims result_of(const Node& node, std::int64_t length) {
  const bool one_sided = integer(node, "onesided", 0) != 0, inverse = integer(node, "inverse", 0) != 0;
  if (one_sided && inverse) return {length, 1};
  return {one_sided ? length / 2 + 1 : length, 2};
}

}  // namespace

// Along one dimension of values that have one or two parts, the last dimension.
std::vector<Node> fourier_transform(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  const std::size_t rank = dims.size();
  const std::int64_t attribute = integer(node, "axis", graph.opset() < 20 ? 1 : -2);
  const std::size_t axis = axis_of(graph, node, known_number(graph, node, 2, attribute), rank);
  if (axis + 1 >= rank || dims.back() > 2)
    graph.fail(node, "input must have an axis and, last, one or two parts of its values");
  const bool half = integer(node, "onesided", 0) != 0 && integer(node, "inverse", 0) != 0;
  const std::int64_t length =
      graph.extent(node, known_number(graph, node, 1, half ? (dims[axis] - 1) * 2 : dims[axis]));
  const Dims result = result_of(node, length);
  Dims order, others;
  for (std::size_t i = 0; i + 1 < rank; ++i) {
    if (i == axis) continue;
    order.push_back(static_cast<std::int64_t>(i));
    others.push_back(dims[i]);
  }
  Dims back = order;
  back.insert(back.begin() + static_cast<std::ptrdiff_t>(axis), static_cast<std::int64_t>(rank) - 2);
  for (std::size_t i = axis + 1; i < back.size(); ++i) back[i] = static_cast<std::int64_t>(i) - 1;
  order.push_back(static_cast<std::int64_t>(axis));
  for (Dims* list : {&order, &back}) list->push_back(static_cast<std::int64_t>(rank) - 1);
  const std::int64_t terms = dims[axis] * dims.back();
  Body body(graph, node);
  const std::string rows = body.reshaped(body.transposed(input(node, 0), order), {-1, terms});
  const std::string product = body.add("MatMul", {rows, body.weights({terms, result[0] * result[1]})});
  others.insert(others.end(), result.begin(), result.end());
  body.give(0, body.transposed(body.reshaped(product, others), back));
  return body.nodes();
}

// Of frames of a signal, N x SAMPLES x 1: a convolution of one channel.
std::vector<Node> short_fourier_transform(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  const std::int64_t step = graph.extent(node, known_number(graph, node, 1, 1));
  std::int64_t length = 0;
  if (const std::string window = input(node, 2); !window.empty()) length = product(graph.dims_of(window));
  length = graph.extent(node, known_number(graph, node, 3, length));
  if (dims.size() < 2 || (dims.size() > 2 && dims[2] != 1)) throw Unsupported("a signal of two parts");
  const std::int64_t bins = integer(node, "onesided", 1) != 0 ? length / 2 + 1 : length;
  Body body(graph, node);
  const std::string signal = body.reshaped(input(node, 0), {dims[0], 1, dims[1]});
  const std::string frames = body.add("Conv", {signal, body.weights({bins * 2, 1, length})},
                                      {{"strides", attribute_of(Dims{step})}});
  const std::string last = body.transposed(frames, {0, 2, 1});
  body.give(0, body.reshaped(last, {dims[0], -1, bins, 2}));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
