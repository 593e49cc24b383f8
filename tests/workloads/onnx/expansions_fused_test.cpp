#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxFused, GeluWithABias) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", {1, 7, 8})});
  model.output(model.node("com.microsoft.BiasGelu", {x, model.weights({8})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "activation add activation");
  EXPECT_EQ(network.layers.back().activation, Activation::gelu);
}

TEST(OnnxFused, QuickGeluIsASwish) {
  ModelBuilder model;
  model.output(model.node("com.microsoft.QuickGelu", {model.node("Relu", {model.input("x", {1, 7, 8})})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "activation activation");
  EXPECT_EQ(network.layers.back().activation, Activation::swish);
}

// a and b as products take them, the last two dimensions exchanged, and the first one before the last.
TEST(OnnxFused, OperandsOfAProductMayBeTransposed) {
  const auto macs = [](const Dims& a, const Dims& b, const Attributes& attributes) {
    ModelBuilder model;
    const std::string left = model.input("a", {a.begin(), a.end()});
    model.output(
        model.node("com.microsoft.FusedMatMul", {left, model.input("b", {b.begin(), b.end()})}, attributes));
    return imported(model).network.macs();
  };
  const std::int64_t yes = 1;
  const std::uint64_t products = 3U * 5 * 8 * 6;
  EXPECT_EQ(macs({1, 3, 5, 8}, {1, 3, 8, 6}, {{"alpha", 0.5F}}), products);
  EXPECT_EQ(macs({1, 3, 8, 5}, {1, 3, 8, 6}, {{"transA", yes}}), products);
  EXPECT_EQ(macs({1, 3, 5, 8}, {1, 3, 6, 8}, {{"transB", yes}}), products);
  EXPECT_EQ(macs({5, 1, 3, 8}, {1, 3, 8, 6}, {{"transBatchA", yes}}), products);
  EXPECT_EQ(macs({8, 1, 3, 5}, {8, 1, 3, 6}, {{"transBatchA", yes}, {"transA", yes}, {"transBatchB", yes}}),
            products);
}

TEST(OnnxFused, WeightsOfAProductMayBeTransposed) {
  OneNode one({1, 7, 64});
  const Network network =
      one.run("com.microsoft.FusedMatMul", {one.model.weights({10, 64})}, {{"transB", std::int64_t{1}}});
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(network.macs(), 7U * 640);
}

TEST(OnnxFused, ActivationsOfProducts) {
  const auto product = [](const std::string& type, const Attributes& attributes) {
    OneNode one({5, 64});
    return one.run("com.microsoft." + type, {one.model.weights({64, 10})}, attributes);
  };
  for (const std::string type : {"FusedGemm", "FusedMatMulActivation"}) {
    const Network network = product(type, {{"activation", std::string("LeakyRelu")}});
    EXPECT_EQ(types(network), "fully_connected activation") << type;
    EXPECT_EQ(network.layers.back().activation, Activation::leaky_relu) << type;
  }
  EXPECT_EQ(product("GemmFastGelu", {}).layers.back().activation, Activation::gelu);
}

// The summand is added before the activation.
TEST(OnnxFused, AConvolutionWithASummandAndAnActivation) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10}), z = model.input("z", {1, 16, 7, 8});
  model.output(model.node("com.microsoft.FusedConv",
                          {x, model.weights({16, 8, 3, 3}), model.weights({16}), z},
                          {{"activation", std::string("Relu")}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution add activation");
  EXPECT_EQ(network.layers.back().activation, Activation::relu);
  EXPECT_EQ(network.macs(), 7U * 8 * 16 * 8 * 3 * 3);
}

TEST(OnnxFused, BoundsOfAClip) {
  OneNode one({1, 8, 9, 10});
  one.run("com.microsoft.FusedConv", {one.model.weights({16, 8, 3, 3})},
          {{"activation", std::string("Clip")}, {"activation_params", std::vector<float>{0, 6}}});
  EXPECT_TRUE(one.notes.empty());  // as relu6
}

TEST(OnnxFused, ActivationsThatNobodyKnows) {
  ModelBuilder model;
  model.output(model.node("com.microsoft.FusedConv",
                          {model.input("x", {1, 8, 9, 10}), model.weights({16, 8, 3, 3})},
                          {{"activation", std::string("Sine")}}));
  testing::expect_contains(import_error(model), "com.microsoft.FusedConv with the activation Sine");
}

TEST(OnnxFused, SwishIsOneActivation) {
  OneNode one({1, 7, 8}, 24);
  const Network network = one.run("Swish", {}, {{"alpha", 1.0F}});
  EXPECT_EQ(types(network), "activation");
  EXPECT_EQ(network.layers[0].activation, Activation::swish);
}

}  // namespace
}  // namespace apollo::workloads::importer
