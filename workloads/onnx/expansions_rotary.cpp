#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {
namespace {

// What a rotary embedding works on: x as batch, positions, heads, elements of a head, of which the first
// `rotated` turn, in pairs.
struct Rotation {
  std::string x, cosines, sines, positions;
  std::int64_t batch = 0, length = 0, heads = 0, depth = 0, rotated = 0;
  bool neighbours = false;  // pairs: else an element of the first half and one of the second
};

bool is_input(Graph& graph, const std::string& name) {
  return !graph.constant(name) && !graph.producer(graph.value(name).tensor);
}

// The rows of a table of angles, one for each position, which the host looks up, unless they are given as
// such; repeated for all heads.
std::string angles(Graph& graph, Body& body, const Rotation& r, const std::string& table) {
  const Dims dims = graph.dims_of(table);
  const std::int64_t half = r.rotated / 2;
  const bool looked_up = dims.size() == 2,
             by_rows = !r.positions.empty() && graph.dims_of(r.positions).size() == 2;
  const std::int64_t batch = !looked_up ? dims[0] : by_rows ? graph.dims_of(r.positions)[0] : 1;
  std::string rows = table;
  if (looked_up && by_rows && !is_input(graph, table)) {
    rows = body.shared("Gather", {table, r.positions});
  } else if (looked_up) {
    rows = body.given(table + " of the positions", {batch * r.length, half});
  }
  if (r.heads == 1) return body.reshaped(rows, {batch, r.length, 1, half});
  const std::string repeated = body.add("Expand", {body.reshaped(rows, {batch * r.length, 1, half}),
                                                   body.integers({batch * r.length, r.heads, half})});
  return body.reshaped(repeated, {batch, r.length, r.heads, half});
}

// The pairs lie apart while they turn: the first and the second elements of all, one after the other.
std::string turned(Graph& graph, Body& body, const Rotation& r, const std::string& x) {
  const std::int64_t half = r.rotated / 2;
  const Dims pairs =
      r.neighbours ? Dims{r.batch, r.length, r.heads, half, 2} : Dims{r.batch, r.length, r.heads, 2, half};
  const Dims apart = r.neighbours ? Dims{4, 0, 1, 2, 3} : Dims{3, 0, 1, 2, 4},
             back = r.neighbours ? Dims{1, 2, 3, 4, 0} : Dims{1, 2, 3, 0, 4};
  std::vector<std::string> parts = body.parts(body.transposed(body.reshaped(x, pairs), apart), 0, {1, 1});
  const std::string cosines = angles(graph, body, r, r.cosines), sines = angles(graph, body, r, r.sines);
  for (std::string& part : parts) part = body.reshaped(part, {r.batch, r.length, r.heads, half});
  const auto times = [&](std::size_t part, const std::string& by) {
    return body.add("Mul", {parts[part], by});
  };
  const std::string real = body.add("Sub", {times(0, cosines), times(1, sines)}),
                    imaginary = body.add("Add", {times(0, sines), times(1, cosines)});
  std::vector<std::string> both;
  for (const std::string& part : {real, imaginary})
    both.push_back(body.reshaped(part, {1, r.batch, r.length, r.heads, half}));
  const std::string joined = body.add("Concat", both, {{"axis", attribute_of(0)}});
  return body.reshaped(body.transposed(joined, back), {r.batch, r.length, r.heads, r.rotated});
}

std::vector<Node> rotary(Graph& graph, const Node& node, const std::string& cosines, const std::string& sines,
                         const std::string& positions) {
  const std::string name = input(node, 0);
  const Dims dims = graph.dims_of(name), table = graph.dims_of(cosines);
  if (dims.size() != 3 && dims.size() != 4) graph.fail(node, "input must have 3 or 4 dimensions");
  if ((table.size() != 2 && table.size() != 3) || table.back() < 1)
    graph.fail(node, "cosines must have 2 or 3 dimensions, none of them 0");
  Rotation r;
  r.batch = dims[0];
  r.length = dims.size() == 4 ? dims[2] : dims[1];
  const std::int64_t given = integer(node, "num_heads", 0);
  if (dims.size() == 4) {
    r.heads = dims[1];
    r.depth = dims[3];
  } else {
    r.heads = given > 0 ? given : dims[2] / (2 * table.back());
    if (r.heads < 1 || dims[2] % r.heads != 0)
      graph.fail(node,
                 "num_heads is " + std::to_string(r.heads) + "; must divide " + std::to_string(dims[2]));
    r.depth = dims[2] / r.heads;
  }
  r.rotated = 2 * table.back();
  if (r.rotated > r.depth)
    graph.fail(node, "turns " + std::to_string(r.rotated) + " elements of a head of " +
                         std::to_string(r.depth) + "; must be at most as many");
  r.cosines = cosines, r.sines = sines, r.positions = positions;
  r.neighbours = integer(node, "interleaved", 0) != 0;

  Body body(graph, node);
  const std::string x = dims.size() == 4 ? body.transposed(name, {0, 2, 1, 3})
                                         : body.reshaped(name, {r.batch, r.length, r.heads, r.depth});
  std::string y;
  if (r.rotated == r.depth) {
    y = turned(graph, body, r, x);
  } else {
    const std::vector<std::string> parts = body.parts(x, 3, {r.rotated, r.depth - r.rotated});
    y = body.add("Concat", {turned(graph, body, r, parts[0]), parts[1]}, {{"axis", attribute_of(3)}});
  }
  body.give(0, dims.size() == 4 ? body.transposed(y, {0, 2, 1, 3}) : body.reshaped(y, dims));
  return body.nodes();
}

}  // namespace

std::vector<Node> rotary_embedding(Graph& graph, const Node& node) {
  return rotary(graph, node, input(node, 1), input(node, 2), input(node, 3));
}

std::vector<Node> runtime_rotary_embedding(Graph& graph, const Node& node) {
  return rotary(graph, node, input(node, 2), input(node, 3), input(node, 1));
}

}  // namespace apollo::workloads::importer
