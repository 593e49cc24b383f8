#include "flat_values.h"
#include "import_errors.h"

namespace apollo::workloads::importer::attention_test {
namespace {

constexpr std::int64_t kDepth = 8;  // elements of a head

// The sizes of an attention.
struct Sizes {
  std::int64_t batch = 1, heads = 4, key_heads = 4, queries = 5, keys = 6, past = 0;
  std::int64_t all_keys() const { return past + keys; }
  // Every score and every output is a sum of products.
  std::uint64_t macs() const {
    return static_cast<std::uint64_t>(2 * batch * heads * queries * all_keys() * kDepth);
  }
};

struct Operands {
  std::string q, k, v, mask, past_k, past_v;
};

Operands operands(ModelBuilder* model, const Sizes& s, const Dims& mask) {
  Operands o;
  o.q = flat_input(model, "q", {s.batch, s.queries, s.heads * kDepth});
  o.k = flat_input(model, "k", {s.batch, s.keys, s.key_heads * kDepth});
  o.v = flat_input(model, "v", {s.batch, s.keys, s.key_heads * kDepth});
  if (!mask.empty()) o.mask = flat_input(model, "mask", mask);
  if (s.past > 0) {
    o.past_k = flat_input(model, "past_k", {s.batch, s.key_heads, s.past, kDepth});
    o.past_v = flat_input(model, "past_v", {s.batch, s.key_heads, s.past, kDepth});
  }
  return o;
}

Attributes heads(const Sizes& s, Attributes more = {}) {
  more["q_num_heads"] = s.heads;
  more["kv_num_heads"] = s.key_heads;
  return more;
}

// The standard's operator, all of whose outputs are the model's.
ModelBuilder fused(const Sizes& s, const Dims& mask, const Attributes& more = {}) {
  ModelBuilder model(23);
  const Operands o = operands(&model, s, mask);
  for (const std::string& name :
       model.nodes("Attention", {o.q, o.k, o.v, o.mask, o.past_k, o.past_v}, heads(s, more), 4))
    flat_output(&model, name);
  return model;
}

// The same as the standard's text has it: keys and values are repeated for the heads that share them.
ModelBuilder written_out(const Sizes& s, const Dims& mask, bool capped, std::size_t stage) {
  ModelBuilder model(23);
  const Operands o = operands(&model, s, mask);
  const auto by_heads = [&](const std::string& x, std::int64_t positions, std::int64_t count) {
    return model.node("Transpose",
                      {model.node("Reshape", {x, model.integers({s.batch, positions, count, kDepth})})},
                      {{"perm", Dims{0, 2, 1, 3}}});
  };
  const auto with_past = [&](const std::string& past, const std::string& x) {
    return past.empty() ? x : model.node("Concat", {past, x}, {{"axis", std::int64_t{2}}});
  };
  const auto repeated = [&](const std::string& x) {
    if (s.heads == s.key_heads) return x;
    const std::int64_t shared = s.heads / s.key_heads;
    const std::string one =
        model.node("Reshape", {x, model.integers({s.batch, s.key_heads, 1, s.all_keys(), kDepth})});
    const std::string all =
        model.node("Expand", {one, model.integers({s.batch, s.key_heads, shared, s.all_keys(), kDepth})});
    return model.node("Reshape", {all, model.integers({s.batch, s.heads, s.all_keys(), kDepth})});
  };
  const std::string q = by_heads(o.q, s.queries, s.heads);
  const std::string k = with_past(o.past_k, by_heads(o.k, s.keys, s.key_heads)),
                    v = with_past(o.past_v, by_heads(o.v, s.keys, s.key_heads));
  const std::string transposed = model.node("Transpose", {repeated(k)}, {{"perm", Dims{0, 1, 3, 2}}});
  std::vector<std::string> stages{model.node("MatMul", {q, transposed})};
  stages.push_back(capped ? model.node("Tanh", {stages[0]}) : stages[0]);
  stages.push_back(o.mask.empty() ? stages[1] : model.node("Add", {stages[1], o.mask}));
  stages.push_back(model.node("Softmax", {stages[2]}));
  const std::string y =
      model.node("Transpose", {model.node("MatMul", {stages[3], repeated(v)})}, {{"perm", Dims{0, 2, 1, 3}}});
  for (const std::string& name : {y, k, v, stages[stage]}) flat_output(&model, name);
  return model;
}

TEST(OnnxAttention, IsWhatTheStandardWritesOut) {
  const Sizes s;
  const Network network = expect_twins(fused(s, {}), written_out(s, {}, false, 0));
  EXPECT_EQ(network.macs(), s.macs());
}

TEST(OnnxAttention, MasksAreAddedToTheScores) {
  const Sizes s;
  for (const Dims& mask : {Dims{5, 6}, Dims{1, 1, 5, 6}, Dims{4, 5, 6}, Dims{1, 4, 5, 6}, Dims{1, 6}})
    expect_twins(fused(s, mask), written_out(s, mask, false, 0));
}

TEST(OnnxAttention, HeadsThatShareKeysRepeatNothing) {
  for (const std::int64_t key_heads : {1, 2}) {
    Sizes s;
    s.key_heads = key_heads;
    const Network network = expect_twins(fused(s, {}), written_out(s, {}, false, 0));
    EXPECT_EQ(network.macs(), s.macs());
    for (const Layer& layer : network.layers) {
      EXPECT_NE(layer.type, LayerType::resize);
      if (layer.type == LayerType::matmul) {
        EXPECT_EQ(layer.groups, key_heads);
      }
    }
  }
}

TEST(OnnxAttention, NewRowsFollowThePastOnes) {
  for (const std::int64_t key_heads : {4, 2}) {
    Sizes s;
    s.key_heads = key_heads;
    s.past = 7;
    const Network network = expect_twins(fused(s, {5, 13}), written_out(s, {5, 13}, false, 0));
    EXPECT_EQ(network.macs(), s.macs());
    EXPECT_EQ(output_shape(network, 1).elements(), key_heads * 13 * kDepth);
  }
}

TEST(OnnxAttention, SeveralBatches) {
  Sizes s;
  s.batch = 2;
  s.key_heads = 2;
  s.past = 3;
  EXPECT_EQ(expect_twins(fused(s, {}), written_out(s, {}, false, 0)).macs(), s.macs());
}

TEST(OnnxAttention, TheScoresAreAnOutputAtAnyStage) {
  const Sizes s;
  for (const std::int64_t stage : {0, 1, 2, 3})
    expect_twins(fused(s, {5, 6}, {{"softcap", 2.0F}, {"qk_matmul_output_mode", stage}}),
                 written_out(s, {5, 6}, true, static_cast<std::size_t>(stage)));
}

// Operands of four dimensions, as the projections of a layer give them.
Network by_heads(std::int64_t queries, const Attributes& attributes, std::int64_t past = 0,
                 bool lengths = false) {
  ModelBuilder model(24);
  std::vector<std::string> inputs;
  for (int i = 0; i < 3; ++i) {
    const std::string x = model.node(
        "MatMul", {model.input("x" + std::to_string(i), {1, queries, 32}), model.weights({32, 4 * kDepth})});
    inputs.push_back(model.node("Transpose",
                                {model.node("Reshape", {x, model.integers({1, queries, 4, kDepth})})},
                                {{"perm", Dims{0, 2, 1, 3}}}));
  }
  inputs.push_back("");
  for (const std::string name : {"past_k", "past_v"})
    inputs.push_back(past == 0 ? "" : model.input(name, {1, 4, past, kDepth}));
  if (lengths) inputs.push_back(model.input("lengths", {1}));
  for (const std::string& name : model.nodes("Attention", inputs, attributes, past == 0 ? 1 : 3))
    model.output(name);
  return imported(model).network;
}

TEST(OnnxAttention, NothingMovesBetweenProjectionsAndHeads) {
  EXPECT_EQ(types(by_heads(5, {})), "fully_connected fully_connected fully_connected matmul softmax matmul");
}

// A decoder's step: the rows of the cache stay where they are.
TEST(OnnxAttention, ACacheIsReadAndJoinedAsItLies) {
  const Network network = by_heads(1, {{"is_causal", std::int64_t{1}}}, 9);
  EXPECT_EQ(
      types(network),
      "fully_connected fully_connected fully_connected concatenation concatenation matmul softmax matmul");
  EXPECT_EQ(output_shape(network, 1), (Shape{1, 10, 4 * kDepth}));
}

TEST(OnnxAttention, PositionsAreMaskedByOneConstant) {
  const Attributes causal{{"is_causal", std::int64_t{1}}}, window{{"left_window_size", std::int64_t{2}}};
  const std::uint64_t projections = by_heads(5, {}).parameters();
  EXPECT_EQ(by_heads(5, causal).parameters(), projections + 5 * 5);
  EXPECT_EQ(by_heads(5, window).parameters(), projections + 5 * 5);
  EXPECT_EQ(by_heads(5, {}, 0, true).parameters(), projections + 5 * 5);
  // The only query comes after all keys.
  EXPECT_EQ(by_heads(1, causal, 9).parameters(), projections);
}

TEST(OnnxAttention, AMaskOfFewerKeysIsFilledUp) {
  Sizes s;
  s.past = 3;
  const Network network = imported(fused(s, {5, 6})).network;
  EXPECT_EQ(network.parameters(), 5U * 3);
  EXPECT_EQ(network.macs(), s.macs());
}

TEST(OnnxAttention, HeadsMustFit) {
  const auto error = [](std::int64_t heads, std::int64_t key_heads) {
    ModelBuilder model(23);
    const std::string q = model.input("q", {1, 5, 32}), k = model.input("k", {1, 6, 16});
    model.output(model.node("Attention", {q, k, k}, {{"q_num_heads", heads}, {"kv_num_heads", key_heads}}));
    return import_error(model);
  };
  testing::expect_contains(error(5, 2), "q_num_heads is 5; must divide 32");
  testing::expect_contains(error(4, 0), "kv_num_heads is 0; must divide 16");
  testing::expect_contains(error(2, 4), "2 query heads must be a multiple of the others");
}

}  // namespace
}  // namespace apollo::workloads::importer::attention_test
