#include "import_checks.h"

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

TEST(OnnxFused, TheSumOfASkipIsAnOutputToo) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 7, 8}), skip = model.input("skip", {1, 7, 8});
  const auto outputs = model.nodes("com.microsoft.SkipLayerNormalization",
                                   {x, skip, model.weights({8}), model.weights({8})}, {}, 4);
  model.output(outputs[0]);
  model.output(outputs[3]);
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "add layer_norm");
  EXPECT_EQ(network.outputs.size(), 2U);
}

}  // namespace
}  // namespace apollo::workloads::importer
