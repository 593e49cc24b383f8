#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

constexpr std::int64_t kWidth = 48, kHeads = 4, kDepth = kWidth / kHeads, kHidden = 96;

int count(const Network& network, LayerType type) {
  int result = 0;
  for (const Layer& layer : network.layers) result += layer.type == type ? 1 : 0;
  return result;
}

// As exporters write them before operator set 17.
std::string layer_norm(ModelBuilder& model, const std::string& x) {
  const auto mean = [&](const std::string& of) {
    return model.node("ReduceMean", {of}, {{"axes", Dims{-1}}});
  };
  const std::string centred = model.node("Sub", {x, mean(x)});
  const std::string variance = mean(model.node("Pow", {centred, model.scalar(2)}));
  const std::string normal =
      model.node("Div", {centred, model.node("Sqrt", {model.node("Add", {variance, model.scalar(1e-5F)})})});
  return model.node("Add", {model.node("Mul", {normal, model.weights({kWidth})}), model.weights({kWidth})});
}

std::string linear(ModelBuilder& model, const std::string& x, std::int64_t in, std::int64_t out) {
  return model.node("Add", {model.weights({out}), model.node("MatMul", {x, model.weights({in, out})})});
}

std::string gelu(ModelBuilder& model, const std::string& x) {
  const std::string erf = model.node("Erf", {model.node("Div", {x, model.scalar(1.41421356F)})});
  const std::string product = model.node("Mul", {x, model.node("Add", {erf, model.scalar(1)})});
  return model.node("Mul", {product, model.scalar(0.5F)});
}

std::string mlp(ModelBuilder& model, const std::string& x) {
  return linear(model, gelu(model, linear(model, x, kWidth, kHidden)), kHidden, kWidth);
}

// softmax(q k / sqrt(depth) + mask) v of 1 x heads x tokens x depth; keys 1 x heads x depth x tokens.
// The softmax of operator set 11 flattens from its axis on: for the last one that is the same.
std::string attention(ModelBuilder& model, const std::string& q, const std::string& k, const std::string& v,
                      const std::string& mask) {
  std::string scores = model.node("Div", {model.node("MatMul", {q, k}), model.scalar(3.46F)});
  if (!mask.empty()) scores = model.node("Add", {scores, mask});
  return model.node("MatMul", {model.node("Softmax", {scores}, {{"axis", std::int64_t{3}}}), v});
}

std::string merged(ModelBuilder& model, const std::string& x, std::int64_t kTokens) {
  return model.node("Reshape", {model.node("Transpose", {x}, {{"perm", Dims{0, 2, 1, 3}}}),
                                model.integers({1, kTokens, kWidth})});
}

// Of a block: query, key and value, products of two activations, projection, and the two layers of the MLP.
std::uint64_t block_macs(std::uint64_t kTokens) {
  return kTokens * kWidth * 3 * kWidth + 2 * kHeads * kTokens * kTokens * kDepth + kTokens * kWidth * kWidth +
         2 * kTokens * kWidth * kHidden;
}

constexpr std::uint64_t kBlockParameters = (kWidth * 3 * kWidth + 3 * kWidth) + (kWidth * kWidth + kWidth) +
                                           (kWidth * kHidden + kHidden) + (kHidden * kWidth + kWidth) +
                                           2 * 2 * kWidth;

TEST(OnnxTransformer, AVisionTransformerWithOneBlock) {
  ModelBuilder model(13);
  // 4 x 5 patches of 8 x 8, and a class token.
  constexpr std::int64_t kTokens = 21;
  const std::string patches =
      model.node("Conv", {model.input("image", {1, 3, 32, 40}), model.weights({kWidth, 3, 8, 8})},
                 {{"strides", Dims{8, 8}}});
  std::string x = model.node("Transpose", {model.node("Reshape", {patches, model.integers({1, kWidth, 20})})},
                             {{"perm", Dims{0, 2, 1}}});
  x = model.node("Concat", {model.weights({1, 1, kWidth}), x}, {{"axis", std::int64_t{1}}});
  x = model.node("Add", {x, model.weights({1, kTokens, kWidth})});
  std::string y = linear(model, layer_norm(model, x), kWidth, 3 * kWidth);
  y = model.node("Reshape", {y, model.integers({1, kTokens, 3, kHeads, kDepth})});
  y = model.node("Transpose", {y}, {{"perm", Dims{2, 0, 3, 1, 4}}});
  const auto part = [&](std::int64_t index) {
    return model.node("Gather", {y, model.tensor({{}, {index}, {}})}, {{"axis", std::int64_t{0}}});
  };
  const std::string q = part(0), k = model.node("Transpose", {part(1)}, {{"perm", Dims{0, 1, 3, 2}}}),
                    v = part(2);
  x = model.node("Add",
                 {x, linear(model, merged(model, attention(model, q, k, v, ""), kTokens), kWidth, kWidth)});
  x = model.node("Add", {x, mlp(model, layer_norm(model, x))});
  const std::string first =
      model.node("Gather", {x, model.tensor({{}, {0}, {}})}, {{"axis", std::int64_t{1}}});
  model.output(model.node("Gemm", {first, model.weights({10, kWidth}), model.weights({10})},
                          {{"transB", std::int64_t{1}}}));
  const Network network = imported(model).network;

  EXPECT_EQ(network.macs(), 20U * kWidth * 3 * 8 * 8 + block_macs(kTokens) + kWidth * 10);
  EXPECT_EQ(network.parameters(), (kWidth * 3 * 8 * 8 + kWidth) + kWidth + kTokens * kWidth +
                                      kBlockParameters + (kWidth * 10 + 10));
  EXPECT_EQ(
      types(network),
      "convolution rearrange concatenation add layer_norm fully_connected slice slice slice matmul softmax "
      "matmul "
      "fully_connected add layer_norm fully_connected activation fully_connected add slice fully_connected");
  EXPECT_EQ(the(network, LayerType::activation).activation, Activation::gelu);
  EXPECT_EQ(the(network, LayerType::softmax).groups, kHeads);
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 10}));
}

TEST(OnnxTransformer, ABertBlockWithAMask) {
  ModelBuilder model(11);
  constexpr std::int64_t kTokens = 16;
  std::string x = model.input("x", {1, kTokens, kWidth});
  const std::string mask = model.input("mask", {1, 1, 1, kTokens});
  const auto projected = [&](const Dims& order) {
    const std::string y =
        model.node("Reshape", {linear(model, x, kWidth, kWidth), model.integers({0, 0, kHeads, kDepth})});
    return model.node("Transpose", {y}, {{"perm", order}});
  };
  const std::string q = projected({0, 2, 1, 3}), k = projected({0, 2, 3, 1}), v = projected({0, 2, 1, 3});
  const std::string mixed = merged(model, attention(model, q, k, v, mask), kTokens);
  x = layer_norm(model, model.node("Add", {x, linear(model, mixed, kWidth, kWidth)}));
  model.output(layer_norm(model, model.node("Add", {x, mlp(model, x)})));
  const Network network = imported(model).network;

  EXPECT_EQ(network.macs(), block_macs(kTokens));
  EXPECT_EQ(network.parameters(), kBlockParameters);
  EXPECT_EQ(count(network, LayerType::matmul), 2);
  EXPECT_EQ(count(network, LayerType::fully_connected), 6);
  EXPECT_EQ(count(network, LayerType::layer_norm), 2);
  EXPECT_EQ(count(network, LayerType::add), 3);
  // The mask of one value for each key is repeated for each head, which shares the channels; nothing else
  // moves.
  EXPECT_EQ(count(network, LayerType::resize), 1);
  EXPECT_LE(count(network, LayerType::rearrange), 1);
  EXPECT_EQ(output_shape(network), (Shape{1, kTokens, kWidth}));
}

}  // namespace
}  // namespace apollo::workloads::importer
