#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {
namespace {

// The sizes of an attention: `keys` with those of a cache, `shared`: query heads that share one of the keys'.
struct AttentionSizes {
  std::int64_t batch = 0, heads = 0, shared = 1, queries = 0, keys = 0;
};

// The heads that an operand has in its second dimension, or in its last one, where the attribute says how
// many they are.
std::int64_t heads_of(Graph& graph, const Node& node, const Dims& dims, const std::string& attribute) {
  if (dims.size() == 4) return dims[1];
  if (dims.size() != 3) graph.fail(node, "operands must have 3 or 4 dimensions");
  const std::int64_t heads = integer(node, attribute, 0);
  if (heads < 1 || dims[2] % heads != 0)
    graph.fail(node, attribute + " is " + std::to_string(heads) + "; must divide " + std::to_string(dims[2]));
  return heads;
}

// An operand as batch, heads, positions, elements of a head.
std::string by_heads(Body& body, const std::string& x, const Dims& dims, std::int64_t heads) {
  if (dims.size() == 4) return x;
  return body.transposed(body.reshaped(x, {dims[0], dims[1], heads, dims[2] / heads}), {0, 2, 1, 3});
}

// Past rows before the new ones; the new ones alone where nothing is past.
std::string with_past(Body& body, const std::string& past, const std::string& x) {
  return past.empty() ? x : body.add("Concat", {past, x}, {{"axis", attribute_of(2)}});
}

// The mask of a node as something to add to the scores, whose last dimension it fills; "" for none. What
// follows from positions alone is a constant; one query after all keys sees them all.
std::string mask_of(Graph& graph, const Node& node, Body& body, const AttentionSizes& sizes) {
  const std::string given = input(node, 3);
  const bool windowed = integer(node, "left_window_size", -1) >= 0,
             causal = integer(node, "is_causal", 0) != 0 && sizes.queries > 1;
  std::string mask = given;
  if (!given.empty()) {
    Dims rest = graph.dims_of(given);
    if (!rest.empty() && rest.back() > 1 && rest.back() < sizes.keys) {
      rest.back() = sizes.keys - rest.back();
      mask = body.add("Concat", {given, body.weights(rest)}, {{"axis", attribute_of(-1)}});
    }
  }
  if (!windowed && !causal && input(node, 6).empty()) return mask;
  const std::string positions = body.weights({sizes.queries, sizes.keys});
  return mask.empty() ? positions : body.add("Add", {mask, positions});
}

// Sums over the elements of a head, for every head: query heads that share others count as more positions.
std::string by_groups(Body& body, const AttentionSizes& sizes, const std::string& a, const Dims& a_rows,
                      const std::string& b, const Dims& b_rows) {
  if (sizes.shared == 1) return body.add("MatMul", {a, b});
  const auto grouped = [&](const std::string& x, std::int64_t shared, const Dims& rows) {
    return body.reshaped(x, {sizes.batch, sizes.heads, shared, rows[0], rows[1]});
  };
  const std::string result = body.add("MatMul", {grouped(a, sizes.shared, a_rows), grouped(b, 1, b_rows)});
  return body.reshaped(result, {sizes.batch, sizes.heads * sizes.shared, a_rows[0], b_rows[1]});
}

}  // namespace

// Inputs: q, k, v, [mask], [past keys], [past values], [lengths]; outputs: y, all keys, all values, scores.
// softmax(softcap(q * k) + mask) * v, where the scale is a matter of quantization.
std::vector<Node> attention(Graph& graph, const Node& node) {
  const Dims q = graph.dims_of(input(node, 0)), k = graph.dims_of(input(node, 1)),
             v = graph.dims_of(input(node, 2));
  const std::int64_t heads = heads_of(graph, node, q, "q_num_heads");
  AttentionSizes sizes;
  sizes.batch = q[0];
  sizes.heads = heads_of(graph, node, k, "kv_num_heads");
  if (heads % sizes.heads != 0 || heads_of(graph, node, v, "kv_num_heads") != sizes.heads)
    graph.fail(node, std::to_string(heads) + " query heads must be a multiple of the others");
  sizes.shared = heads / sizes.heads;
  const auto row = [&](const Dims& dims, std::int64_t parts) {
    return dims.size() == 4 ? dims[3] : dims[2] / parts;
  };
  const auto positions = [](const Dims& dims) { return dims[dims.size() - 2]; };
  sizes.queries = positions(q);
  sizes.keys = positions(k);
  if (const std::string past = input(node, 4); !past.empty()) {
    const Dims rows = graph.dims_of(past);
    if (rows.size() != 4) graph.fail(node, "past keys must have 4 dimensions");
    sizes.keys += rows[2];
  }
  const std::int64_t depth = row(q, heads), width = row(v, sizes.heads);

  Body body(graph, node);
  const std::string query = by_heads(body, input(node, 0), q, heads);
  const std::string keys = with_past(body, input(node, 4), by_heads(body, input(node, 1), k, sizes.heads));
  const std::string values = with_past(body, input(node, 5), by_heads(body, input(node, 2), v, sizes.heads));
  const std::string raw = by_groups(body, sizes, query, {sizes.queries, depth},
                                    body.transposed(keys, {0, 1, 3, 2}), {depth, sizes.keys});
  const std::string capped = number(node, "softcap", 0) == 0 ? raw : body.add("Tanh", {raw});
  const std::string mask = mask_of(graph, node, body, sizes);
  const std::string scores = mask.empty() ? capped : body.add("Add", {capped, mask});
  const std::string weights = body.add("Softmax", {scores}, {{"axis", attribute_of(3)}});
  std::string y = by_groups(body, sizes, weights, {sizes.queries, sizes.keys}, values, {sizes.keys, width});
  if (q.size() == 3)
    y = body.reshaped(body.transposed(y, {0, 2, 1, 3}), {sizes.batch, sizes.queries, heads * width});
  body.give(0, y);
  body.give(1, keys);
  body.give(2, values);
  const std::string stages[] = {raw, capped, scores, weights};
  const std::int64_t stage = integer(node, "qk_matmul_output_mode", 0);
  body.give(3, stages[stage >= 0 && stage < 4 ? stage : 0]);
  return body.nodes();
}

}  // namespace apollo::workloads::importer
