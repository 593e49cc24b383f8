#include "workloads/onnx/expansions.h"

// Reductions of functions of each element, and what is found by comparing with a reduction.
namespace apollo::workloads::importer {
namespace {

// The node's reduction, of another type and of another value than its input.
std::string reduction(Body* body, const Node& node, const std::string& type, const std::string& x) {
  return body->add(type, {x, input(node, 1)}, node.attributes);
}

// Of one dimension, or of some, which stay with the size 1.
std::string reduction(Body* body, const std::string& type, const std::string& x, Dims axes) {
  return body->add(type, {x}, {{"axes", attribute_of(std::move(axes))}, {"keepdims", attribute_of(1)}});
}

std::string square(Body* body, const std::string& x) { return body->add("Mul", {x, x}); }

}  // namespace

std::vector<Node> reduce_l1(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, reduction(&body, node, "ReduceSum", body.add("Abs", {input(node, 0)})));
  return body.nodes();
}

std::vector<Node> reduce_sum_square(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, reduction(&body, node, "ReduceSum", square(&body, input(node, 0))));
  return body.nodes();
}

std::vector<Node> reduce_l2(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string sum = reduction(&body, node, "ReduceSum", square(&body, input(node, 0)));
  body.give(0, body.add("Sqrt", {sum}));
  return body.nodes();
}

std::vector<Node> reduce_log_sum(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add("Log", {reduction(&body, node, "ReduceSum", input(node, 0))}));
  return body.nodes();
}

std::vector<Node> reduce_log_sum_exp(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string sum = reduction(&body, node, "ReduceSum", body.add("Exp", {input(node, 0)}));
  body.give(0, body.add("Log", {sum}));
  return body.nodes();
}

// The place of the largest element costs what the largest element costs.
std::vector<Node> place_of_largest(Graph& graph, const Node& node) {
  if (graph.values) throw Unsupported("places, which the chip does not find");
  Body body(graph, node);
  graph.notes.push_back(node.name + ": gives the largest element instead of its place");
  body.give(0, body.add("ReduceMax", {input(node, 0)},
                        {{"axes", attribute_of(integer(node, "axis", 0))},
                         {"keepdims", attribute_of(integer(node, "keepdims", 1))}}));
  return body.nodes();
}

// Whether each element is the largest of its row.
std::vector<Node> hardmax(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string x = input(node, 0);
  const std::size_t rank = graph.dims_of(x).size();
  const bool one_axis = graph.opset() >= 13;
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", one_axis ? -1 : 1), rank);
  Dims axes;
  for (std::size_t i = axis; i < (one_axis ? axis + 1 : rank); ++i)
    axes.push_back(static_cast<std::int64_t>(i));
  body.give(0, body.add("Equal", {x, reduction(&body, "ReduceMax", x, axes)}));
  return body.nodes();
}

// x over its norm along a dimension.
std::vector<Node> lp_normalization(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string x = input(node, 0);
  const std::string type = integer(node, "p", 2) == 1 ? "ReduceL1" : "ReduceL2";
  body.give(0, body.add("Div", {x, reduction(&body, type, x, {integer(node, "axis", -1)})}));
  return body.nodes();
}

// The k largest along a dimension of n, as the largest of each of k sets of n / k elements; in any order if n
// is below 2 k. Their places cost the same once more only where they are read instead.
std::vector<Node> largest_elements(Graph& graph, const Node& node) {
  if (graph.values) throw Unsupported("an order, which the chip does not find");
  Body body(graph, node);
  const std::string x = input(node, 0);
  Dims dims = graph.dims_of(x);
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", -1), dims.size());
  const Dims wanted = integers_of(graph, node, "k", 1).value_or(Dims());
  const std::int64_t n = dims[axis];
  if (wanted.size() != 1 || wanted[0] < 1 || wanted[0] > n)
    graph.fail(node, "k must be one number from 1 to " + std::to_string(n));
  const std::int64_t k = wanted[0], sets = n / k;
  const auto place = static_cast<std::int64_t>(axis);
  std::string result;
  if (sets == 1) {
    result = body.add("Gather", {x, body.weights({k})}, {{"axis", attribute_of(place)}});
  } else {
    const std::string part =
        body.add("Slice", {x, body.integers({0}), body.integers({k * sets}), body.integers({place})});
    dims[axis] = sets;
    dims.insert(dims.begin() + place + 1, k);
    const std::string rows = body.add("Reshape", {part, body.integers(dims)});
    result = body.add("ReduceMax", {rows}, {{"axes", attribute_of(place)}, {"keepdims", attribute_of(0)}});
  }
  graph.notes.push_back(node.name + ": gives the largest of each of " + std::to_string(k) + " sets");
  body.give(0, result);
  body.give(1, result);
  return body.nodes();
}

}  // namespace apollo::workloads::importer
