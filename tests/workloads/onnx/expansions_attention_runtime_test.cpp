#include "flat_values.h"
#include "import_errors.h"

namespace apollo::workloads::importer::runtime_attention_test {
namespace {

constexpr std::int64_t kQueries = 5, kHeads = 4, kDepth = 8, kHidden = kHeads * kDepth;

// Scores and outputs of one attention over so many keys.
std::uint64_t attention_macs(std::int64_t queries, std::int64_t keys) {
  return static_cast<std::uint64_t>(2 * kHeads * queries * keys * kDepth);
}

TEST(OnnxRuntimeAttention, ProjectsOnceForAllThree) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, kQueries, 16});
  model.output(model.node("com.microsoft.Attention",
                          {x, model.weights({16, 3 * kHidden}), model.weights({3 * kHidden})},
                          {{"num_heads", kHeads}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "fully_connected slice slice slice matmul softmax matmul");
  EXPECT_EQ(network.macs(), kQueries * 16 * 3 * kHidden + attention_macs(kQueries, kQueries));
  EXPECT_EQ(output_shape(network), (Shape{1, kQueries, kHidden}));
}

TEST(OnnxRuntimeAttention, ValuesMayHaveAnotherSize) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, kQueries, 16});
  model.output(model.node("com.microsoft.Attention", {x, model.weights({16, 2 * kHidden + 12})},
                          {{"num_heads", kHeads}, {"qkv_hidden_sizes", Dims{kHidden, kHidden, 12}}}));
  EXPECT_EQ(output_shape(imported(model).network), (Shape{1, kQueries, 12}));
}

TEST(OnnxRuntimeAttention, PastAndPresentAreOneTensor) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 1, 16}), past = model.input("past", {2, 1, kHeads, 9, kDepth});
  const auto outputs =
      model.nodes("com.microsoft.Attention", {x, model.weights({16, 3 * kHidden}), "", "", past},
                  {{"num_heads", kHeads}, {"unidirectional", std::int64_t{1}}}, 2);
  for (const std::string& name : outputs) model.output(name);
  const Network network = imported(model).network;
  EXPECT_EQ(network.macs(), 16 * 3 * kHidden + attention_macs(1, 10));
  EXPECT_EQ(output_shape(network, 1).elements(), 2 * kHeads * 10 * kDepth);
}

TEST(OnnxRuntimeAttention, QuantizedIsTheSame) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, kQueries, 16}), scale = model.scalar(0.5F);
  model.output(model.node("com.microsoft.QAttention",
                          {x, model.weights({16, 3 * kHidden}), model.weights({3 * kHidden}), scale, scale},
                          {{"num_heads", kHeads}}));
  EXPECT_EQ(types(imported(model).network), "fully_connected slice slice slice matmul softmax matmul");
}

// Masks over keys, over queries and keys, and lengths; the last as a constant of 0 and less.
TEST(OnnxRuntimeAttention, Masks) {
  const auto network = [](const std::vector<Dim>& mask) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, kQueries, 16});
    model.output(model.node("com.microsoft.Attention",
                            {x, model.weights({16, 3 * kHidden}), "", model.input("mask", mask)},
                            {{"num_heads", kHeads}}));
    return imported(model).network;
  };
  const std::uint64_t weights = 3 * kHidden * (16 + 1);
  for (const std::vector<Dim>& mask : {std::vector<Dim>{1, kQueries}, {1, kQueries, kQueries}}) {
    EXPECT_EQ(network(mask).parameters(), weights);
    EXPECT_EQ(the(network(mask), LayerType::add).inputs.size(), 2U);
  }
  EXPECT_EQ(network({1}).parameters(), weights + kQueries * kQueries);
}

// One operand each, packed in one, and packed in two.
ModelBuilder multi_head(int operands, bool biased) {
  ModelBuilder model;
  const Dims packed = {1, kQueries, kHeads, 3, kDepth}, pair = {1, kQueries, kHeads, 2, kDepth},
             single = {1, kQueries, kHidden};
  std::vector<std::string> inputs{flat_input(&model, "q", operands == 1 ? packed : single), "", ""};
  if (operands > 1) inputs[1] = flat_input(&model, "k", operands == 2 ? pair : single);
  if (operands > 2) inputs[2] = flat_input(&model, "v", single);
  inputs.push_back(biased ? flat_input(&model, "bias", {3 * kHidden}) : "");
  flat_output(&model, model.node("com.microsoft.MultiHeadAttention", inputs, {{"num_heads", kHeads}}));
  return model;
}

// The same of the standard.
ModelBuilder standard(int operands, bool biased) {
  ModelBuilder model(23);
  const auto cut = [&](const std::string& x, std::int64_t axis, std::int64_t begin, std::int64_t end) {
    return model.node("Slice", {x, model.integers({begin}), model.integers({end}), model.integers({axis})});
  };
  const auto part = [&](const std::string& x, std::int64_t i) {
    return model.node("Reshape", {cut(x, 3, i, i + 1), model.integers({1, kQueries, kHidden})});
  };
  std::vector<std::string> qkv;
  if (operands == 1) {
    const std::string all = flat_input(&model, "q", {1, kQueries, kHeads, 3, kDepth});
    for (std::int64_t i = 0; i < 3; ++i) qkv.push_back(part(all, i));
  } else {
    qkv.push_back(flat_input(&model, "q", {1, kQueries, kHidden}));
    const std::string k = flat_input(
        &model, "k", operands == 2 ? Dims{1, kQueries, kHeads, 2, kDepth} : Dims{1, kQueries, kHidden});
    qkv.push_back(operands == 2 ? part(k, 0) : k);
    qkv.push_back(operands == 2 ? part(k, 1) : flat_input(&model, "v", {1, kQueries, kHidden}));
  }
  if (biased) {
    const std::string bias = flat_input(&model, "bias", {3 * kHidden});
    for (std::int64_t i = 0; i < 3; ++i)
      qkv[static_cast<std::size_t>(i)] =
          model.node("Add", {qkv[static_cast<std::size_t>(i)], cut(bias, 0, i * kHidden, (i + 1) * kHidden)});
  }
  flat_output(&model, model.node("Attention", qkv, {{"q_num_heads", kHeads}, {"kv_num_heads", kHeads}}));
  return model;
}

TEST(OnnxRuntimeAttention, MultiHeadIsTheStandardsOfUnpackedOperands) {
  for (const int operands : {1, 2, 3})
    for (const bool biased : {false, true}) {
      const Network network = expect_twins(multi_head(operands, biased), standard(operands, biased));
      EXPECT_EQ(network.macs(), attention_macs(kQueries, kQueries)) << operands;
    }
}

TEST(OnnxRuntimeAttention, KeysOfAnEncoderComeByHeads) {
  ModelBuilder model;
  const std::string q = model.input("q", {1, kQueries, kHidden}),
                    k = model.input("k", {1, kHeads, 7, kDepth});
  model.output(model.node("com.microsoft.MultiHeadAttention", {q, k, k, model.weights({3 * kHidden})},
                          {{"num_heads", kHeads}}));
  EXPECT_EQ(imported(model).network.macs(), attention_macs(kQueries, 7));
}

// A decoder's step with grouped queries; q, k and v in one, or each alone.
Network group_query(bool packed, std::int64_t queries, bool rotary) {
  const std::int64_t shared = kHidden / 2;  // two query heads each
  ModelBuilder model;
  const auto projected = [&](const std::string& x, std::int64_t width) {
    return model.node("MatMul", {x, model.weights({16, width})});
  };
  const std::string x = model.input("x", {1, queries, 16});
  std::vector<std::string> inputs{projected(x, packed ? kHidden + 2 * shared : kHidden), "", ""};
  if (!packed) inputs[1] = projected(x, shared), inputs[2] = projected(x, shared);
  for (const std::string name : {"past_k", "past_v"})
    inputs.push_back(model.input(name, {1, kHeads / 2, 9, kDepth}));
  inputs.push_back(model.input("lengths", {1}));
  inputs.push_back(model.input("total", {1}));
  const std::string table = model.weights({100, kDepth / 2});
  inputs.insert(inputs.end(), {table, table});
  for (const std::string& name : model.nodes(
           "com.microsoft.GroupQueryAttention", inputs,
           {{"num_heads", kHeads}, {"kv_num_heads", kHeads / 2}, {"do_rotary", std::int64_t{rotary}}}, 3))
    model.output(name);
  return imported(model).network;
}

TEST(OnnxRuntimeAttention, GroupedQueries) {
  for (const bool packed : {false, true})
    for (const std::int64_t queries : {std::int64_t{1}, kQueries}) {
      const Network network = group_query(packed, queries, false);
      const auto projection = static_cast<std::uint64_t>(queries * 16 * 2 * kHidden);
      EXPECT_EQ(network.macs(), projection + attention_macs(queries, 9 + queries));
      ASSERT_EQ(network.outputs.size(), 3U);
      EXPECT_EQ(output_shape(network).elements(), queries * kHidden);
      EXPECT_EQ(output_shape(network, 1), (Shape{1, static_cast<int>(9 + queries), kHidden / 2}));
      EXPECT_EQ(network.inputs.size(), 3U);  // x and the cache
    }
}

// The cache of one step is neither repeated nor moved but to be joined, whether its new row turns or not.
TEST(OnnxRuntimeAttention, AStepMovesOnlyItsNewRow) {
  for (const bool rotary : {false, true}) {
    const Network network = group_query(true, 1, rotary);
    for (const Layer& layer : network.layers) {
      if (layer.type != LayerType::rearrange && layer.type != LayerType::resize) continue;
      EXPECT_LE(network.tensors[static_cast<std::size_t>(layer.outputs[0])].shape.elements(), kHidden)
          << layer.name;
    }
    EXPECT_EQ(network.inputs.size(), rotary ? 4U : 3U);  // one table for both functions, in this test
  }
}

// A layer of a decoder as runtimes write it, weights of 4 bits and all, over so many new tokens.
Network decoder_layer(std::int64_t tokens, std::int64_t past, std::int64_t inner) {
  ModelBuilder model;
  const auto projected = [&](const std::string& x, std::int64_t terms, std::int64_t columns) {
    return model.node(
        "com.microsoft.MatMulNBits",
        {x, model.weights({columns, terms / 32, 16}), model.weights({columns, terms / 32})},
        {{"K", terms}, {"N", columns}, {"bits", std::int64_t{4}}, {"block_size", std::int64_t{32}}});
  };
  const std::string x = model.input("x", {1, tokens, kHidden}), table = model.weights({100, kDepth / 2});
  const std::string norm = model.node("SimplifiedLayerNormalization", {x, model.weights({kHidden})});
  std::vector<std::string> inputs{projected(norm, kHidden, 2 * kHidden), "", ""};
  for (const std::string name : {"past_k", "past_v"})
    inputs.push_back(model.input(name, {1, kHeads / 2, past, kDepth}));
  inputs.insert(inputs.end(), {model.input("lengths", {1}), model.input("total", {1}), table, table});
  const auto attended =
      model.nodes("com.microsoft.GroupQueryAttention", inputs,
                  {{"num_heads", kHeads}, {"kv_num_heads", kHeads / 2}, {"do_rotary", std::int64_t{1}}}, 3);
  const auto skip =
      model.nodes("com.microsoft.SkipSimplifiedLayerNormalization",
                  {x, projected(attended[0], kHidden, kHidden), model.weights({kHidden})}, {}, 4);
  const std::string gate = projected(skip[0], kHidden, inner);
  const std::string silu = model.node("Mul", {gate, model.node("Sigmoid", {gate})});
  const std::string product = model.node("Mul", {silu, projected(skip[0], kHidden, inner)});
  model.output(model.node("Add", {skip[3], projected(product, inner, kHidden)}));
  for (std::size_t i = 1; i < 3; ++i) model.output(attended[i]);
  // The checker knows no SimplifiedLayerNormalization, which is not the standard's.
  return parse_onnx(model.bytes(), "model.onnx").network;
}

TEST(OnnxRuntimeAttention, ALayerOfADecoder) {
  const std::int64_t inner = 3 * kHidden, past = 9;
  for (const std::int64_t tokens : {std::int64_t{1}, kQueries}) {
    const Network network = decoder_layer(tokens, past, inner);
    const std::int64_t weights = kHidden * (2 * kHidden + kHidden + 3 * inner);
    EXPECT_EQ(network.macs(),
              static_cast<std::uint64_t>(tokens * weights) + attention_macs(tokens, past + tokens));
    EXPECT_EQ(network.outputs.size(), 3U);
    EXPECT_EQ(network.inputs.size(), 4U);  // x, the cache, angles
    if (tokens > 1) continue;
    for (const Layer& layer : network.layers) {
      if (layer.type != LayerType::rearrange) continue;
      EXPECT_LE(network.tensors[static_cast<std::size_t>(layer.outputs[0])].shape.elements(), kHidden);
    }
  }
}

TEST(OnnxRuntimeAttention, HeadsMustBeGiven) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, kQueries, kHidden});
  model.output(model.node("com.microsoft.MultiHeadAttention", {x, x, x}));
  testing::expect_contains(import_error(model), "num_heads is 0; must be at least 1");
}

}  // namespace
}  // namespace apollo::workloads::importer::runtime_attention_test
