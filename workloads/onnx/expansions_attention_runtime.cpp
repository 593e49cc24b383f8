#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {
namespace {

// What a runtime's attention asks of the standard's.
struct Attended {
  std::string query, keys, values, mask, past_keys, past_values, lengths;
  std::int64_t heads = 1, shared = 1;  // query heads by those of the keys
  bool causal = false;
};

// Outputs: y, all keys, all values, scores after the softmax.
std::vector<std::string> attended(Body& body, const Node& node, const Attended& a) {
  NodeAttributes attributes = {{"q_num_heads", attribute_of(a.heads)},
                               {"kv_num_heads", attribute_of(a.heads / a.shared)},
                               {"is_causal", attribute_of(a.causal ? 1 : 0)},
                               {"qk_matmul_output_mode", attribute_of(3)}};
  if (const auto cap = node.attributes.find("softcap"); cap != node.attributes.end()) attributes.insert(*cap);
  if (integer(node, "local_window_size", -1) >= 0)
    attributes["left_window_size"] = attribute_of(integer(node, "local_window_size", -1));
  return body.add("Attention", {a.query, a.keys, a.values, a.mask, a.past_keys, a.past_values, a.lengths},
                  std::move(attributes), 4);
}

void give_all(Body& body, const std::vector<std::string>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) body.give(i, outputs[i]);
}

std::int64_t heads_attribute(Graph& graph, const Node& node, const std::string& name) {
  const std::int64_t heads = integer(node, name, 0);
  if (heads < 1) graph.fail(node, name + " is " + std::to_string(heads) + "; must be at least 1");
  return graph.extent(node, heads);
}

// A mask over keys, or over queries and keys, as one to add for all heads; lengths of the sequences, and
// masks of other sizes than the scores, are taken apart when the network runs: they cost what a constant
// does.
void take_mask(Graph& graph, Body& body, const std::string& mask, const std::string& bias, Attended* a) {
  a->mask = bias;
  if (mask.empty()) return;
  const Dims dims = graph.dims_of(mask);
  if (dims.size() != 2 && dims.size() != 3) {
    a->lengths = mask;
    return;
  }
  const std::string by_head = body.reshaped(
      mask, dims.size() == 2 ? Dims{dims[0], 1, 1, dims[1]} : Dims{dims[0], 1, dims[1], dims[2]});
  a->mask = bias.empty() ? by_head : body.add("Add", {bias, by_head});
}

// An operand of a MultiHeadAttention: batch, positions, elements of all heads; or batch, heads, positions,
// elements of one.
struct AttentionOperand {
  std::string name;
  Dims dims;
  std::int64_t width() const { return dims.size() == 4 ? dims[1] * dims[3] : dims.back(); }
};

// The operands that are packed in one: batch, positions, heads, operands, elements.
std::vector<AttentionOperand> unpacked_operands(Graph& graph, const Node& node, Body& body,
                                                const AttentionOperand& packed, std::size_t count) {
  const Dims& d = packed.dims;
  if (d.size() != 5 || d[3] != static_cast<std::int64_t>(count))
    graph.fail(node, "a packed operand must have 5 dimensions, the fourth of " + std::to_string(count));
  std::vector<AttentionOperand> result;
  for (const std::string& part : body.parts(packed.name, 3, Dims(count, 1))) {
    const Dims dims = {d[0], d[1], d[2] * d[4]};
    result.push_back({body.reshaped(part, dims), dims});
  }
  return result;
}

// Query, keys and values, with the bias of their projections.
std::vector<AttentionOperand> attention_operands(Graph& graph, const Node& node, Body& body) {
  std::vector<AttentionOperand> given;
  for (std::size_t i = 0; i < 3 && !input(node, i).empty(); ++i)
    given.push_back({input(node, i), graph.dims_of(input(node, i))});
  for (const AttentionOperand& operand : given)
    if (operand.dims.size() < 3) graph.fail(node, "operands must have at least 3 dimensions");
  if (given.size() < 3) {
    const std::vector<AttentionOperand> last =
        unpacked_operands(graph, node, body, given.back(), 4 - given.size());
    given.pop_back();
    given.insert(given.end(), last.begin(), last.end());
  }
  const std::string bias = input(node, 3);
  if (bias.empty()) return given;
  const std::vector<std::string> parts =
      body.parts(bias, 0, {given[0].width(), given[1].width(), given[2].width()});
  for (std::size_t i = 0; i < 3; ++i)  // those by heads have it already
    if (given[i].dims.size() == 3) given[i].name = body.add("Add", {given[i].name, parts[i]});
  return given;
}

}  // namespace

// Inputs: x, weights, [bias], [mask], [past of keys and values], [bias of scores]; outputs: y, [present].
std::vector<Node> projected_attention(Graph& graph, const Node& node) {
  if (integer(node, "do_rotary", 0) != 0) throw Unsupported("do_rotary");
  const Dims x = graph.dims_of(input(node, 0)), w = graph.dims_of(input(node, 1));
  if (x.size() != 3 || w.size() != 2) graph.fail(node, "input must have 3 dimensions, weights 2");
  const Dims sizes = integers(node, "qkv_hidden_sizes", Dims(3, w[1] / 3));
  Attended a;
  a.heads = heads_attribute(graph, node, "num_heads");
  a.causal = integer(node, "unidirectional", 0) != 0;
  Body body(graph, node);
  std::string projected = body.add("MatMul", {input(node, 0), input(node, 1)});
  if (const std::string bias = input(node, 2); !bias.empty()) projected = body.add("Add", {projected, bias});
  const std::vector<std::string> qkv = body.parts(projected, 2, sizes);
  if (qkv.size() != 3) graph.fail(node, "qkv_hidden_sizes must be 3");
  a.query = qkv[0], a.keys = qkv[1], a.values = qkv[2];
  take_mask(graph, body, input(node, 3), input(node, 5), &a);
  if (const std::string past = input(node, 4); !past.empty()) {
    const auto at = [&](std::int64_t index) {
      return body.add(
          "Squeeze",
          {body.add("Slice", {past, body.integers({index}), body.integers({index + 1}), body.integers({0})}),
           body.integers({0})});
    };
    a.past_keys = at(0), a.past_values = at(1);
  }
  const std::vector<std::string> y = attended(body, node, a);
  body.give(0, y[0]);
  if (node.outputs.size() > 1 && !node.outputs[1].empty()) {
    const auto whole = [&](const std::string& part) {
      return body.add("Unsqueeze", {part, body.integers({0})});
    };
    body.give(1, body.add("Concat", {whole(y[1]), whole(y[2])}, {{"axis", attribute_of(0)}}));
  }
  return body.nodes();
}

// Inputs: x, weights, bias, their scales, [mask], zero points, [past].
std::vector<Node> quantized_attention(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string x = body.add("DequantizeLinear", {input(node, 0), input(node, 3), input(node, 6)}),
                    w = body.add("DequantizeLinear", {input(node, 1), input(node, 4), input(node, 7)});
  give_all(body, body.add("com.microsoft.Attention", {x, w, input(node, 2), input(node, 5), input(node, 8)},
                          node.attributes, 2));
  return body.nodes();
}

// Inputs: q, [k], [v], [bias], [mask of keys], [bias of scores], [past keys], [past values]; q may have all
// three, and k have v. Outputs: y, [keys], [values], [scores].
std::vector<Node> multi_head_attention(Graph& graph, const Node& node) {
  if (input(node, 0).empty()) graph.fail(node, "has no query");
  Attended a;
  a.heads = heads_attribute(graph, node, "num_heads");
  a.causal = integer(node, "unidirectional", 0) != 0;
  Body body(graph, node);
  const std::vector<AttentionOperand> qkv = attention_operands(graph, node, body);
  a.query = qkv[0].name, a.keys = qkv[1].name, a.values = qkv[2].name;
  take_mask(graph, body, input(node, 4), input(node, 5), &a);
  a.past_keys = input(node, 6), a.past_values = input(node, 7);
  give_all(body, attended(body, node, a));
  return body.nodes();
}

// Inputs: q, [k], [v], [past keys], [past values], lengths, total length, [cosines], [sines], [positions],
// [bias of scores]; q may have all three. Outputs as of the other. A query sees itself and what is before it.
std::vector<Node> group_query_attention(Graph& graph, const Node& node) {
  Attended a;
  a.heads = heads_attribute(graph, node, "num_heads");
  const std::int64_t others = heads_attribute(graph, node, "kv_num_heads");
  if (a.heads % others != 0) graph.fail(node, "num_heads must be a multiple of kv_num_heads");
  a.shared = a.heads / others;
  a.causal = true;
  Body body(graph, node);
  a.query = input(node, 0), a.keys = input(node, 1), a.values = input(node, 2);
  if (a.keys.empty()) {
    const Dims packed = graph.dims_of(a.query);
    if (packed.size() != 3) graph.fail(node, "a packed operand must have 3 dimensions");
    const std::int64_t depth = packed.back() / (a.heads + 2 * others);
    const std::vector<std::string> parts = body.parts(a.query, static_cast<std::int64_t>(packed.size()) - 1,
                                                      {a.heads * depth, others * depth, others * depth});
    a.query = parts[0], a.keys = parts[1], a.values = parts[2];
  }
  if (integer(node, "do_rotary", 0) != 0) {
    const auto rotated = [&](const std::string& x, std::int64_t heads) {
      return body.add("com.microsoft.RotaryEmbedding", {x, input(node, 9), input(node, 7), input(node, 8)},
                      {{"num_heads", attribute_of(heads)},
                       {"interleaved", attribute_of(integer(node, "rotary_interleaved", 0))}});
    };
    a.query = rotated(a.query, a.heads);
    a.keys = rotated(a.keys, others);
  }
  a.mask = input(node, 10);
  a.past_keys = input(node, 3), a.past_values = input(node, 4);
  give_all(body, attended(body, node, a));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
