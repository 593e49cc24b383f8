#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxRmsNormalization, IsALayerNorm) {
  for (const std::string type :
       {"RMSNormalization", "SimplifiedLayerNormalization", "com.microsoft.SimplifiedLayerNormalization"}) {
    OneNode one({1, 7, 8}, 23);
    const Network network = one.run(type, {one.model.weights({8})});
    EXPECT_EQ(types(network), "layer_norm") << type;
    ASSERT_EQ(one.notes.size(), 1U) << type;
    EXPECT_NE(one.notes[0].find("takes the mean away too"), std::string::npos);
  }
}

TEST(OnnxRmsNormalization, RunsOverAllDimensionsFromItsAxisOn) {
  OneNode one({1, 3, 4, 5}, 23);
  const Network network =
      one.run("RMSNormalization", {one.model.weights({4, 5})}, {{"axis", std::int64_t{2}}});
  const Layer layer = the(network, LayerType::layer_norm);
  EXPECT_EQ(layer.parameters, 2U * 4 * 5);
  EXPECT_EQ(output_shape(network), (Shape{1, 3, 4 * 5}));
}

TEST(OnnxSkipNormalization, TheSumOfASkipIsAnOutputToo) {
  for (const std::string type :
       {"com.microsoft.SkipLayerNormalization", "com.microsoft.SkipSimplifiedLayerNormalization"}) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, 7, 8}), skip = model.input("skip", {1, 7, 8});
    const auto outputs = model.nodes(type, {x, skip, model.weights({8})}, {}, 4);
    model.output(outputs[0]);
    model.output(outputs[3]);
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "add layer_norm") << type;
    EXPECT_EQ(network.outputs.size(), 2U) << type;
  }
}

// The bias follows the beta, which only one of them has.
TEST(OnnxSkipNormalization, ABiasIsAddedToTheSum) {
  const std::map<std::string, std::size_t> bias = {{"com.microsoft.SkipLayerNormalization", 4},
                                                   {"com.microsoft.SkipSimplifiedLayerNormalization", 3}};
  for (const auto& [type, index] : bias) {
    ModelBuilder model;
    std::vector<std::string> inputs{model.input("x", {1, 7, 8}), model.input("skip", {1, 7, 8})};
    while (inputs.size() <= index) inputs.push_back(model.weights({8}));
    model.output(model.node(type, inputs));
    EXPECT_EQ(types(imported(model).network), "add add layer_norm") << type;
  }
}

// Sums of rows that the host looks up: of words, [of segments]; and rows of positions, which are known.
TEST(OnnxEmbedding, IsANormOfTheSumOfRows) {
  for (const bool segments : {false, true}) {
    ModelBuilder model;
    const std::string words = model.input("words", {1, 7});
    std::vector<std::string> inputs{words, segments ? model.input("segments", {1, 7}) : "",
                                    model.weights({100, 8}), model.weights({50, 8}),
                                    segments ? model.weights({2, 8}) : ""};
    for (int i = 0; i < 2; ++i) inputs.push_back(model.weights({8}));
    const auto outputs = model.nodes("com.microsoft.EmbedLayerNormalization", inputs, {}, 3);
    model.output(outputs[0]);
    model.output(outputs[2]);
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), segments ? "add add layer_norm" : "add layer_norm");
    EXPECT_EQ(network.inputs.size(), segments ? 2U : 1U);
    EXPECT_EQ(network.parameters(), 7U * 8 + 2 * 8);  // of the table of positions, seven rows
    EXPECT_EQ(output_shape(network, 1).elements(), 7 * 8);
  }
}

TEST(OnnxEmbedding, GivenPositionsAreLookedUp) {
  ModelBuilder model;
  const std::string words = model.input("words", {1, 7}), positions = model.input("positions", {1, 7});
  model.output(model.node("com.microsoft.EmbedLayerNormalization",
                          {words, "", model.weights({100, 8}), model.weights({50, 8}), "", model.weights({8}),
                           model.weights({8}), "", positions}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "add layer_norm");
  EXPECT_EQ(network.parameters(), 2U * 8);
}

// Its number of words is a mask for the attention after it.
TEST(OnnxEmbedding, AMaskIsCounted) {
  ModelBuilder model;
  const std::string words = model.input("words", {1, 7}), mask = model.input("mask", {1, 7});
  const auto outputs = model.nodes("com.microsoft.EmbedLayerNormalization",
                                   {words, "", model.weights({100, 8}), model.weights({50, 8}), "",
                                    model.weights({8}), model.weights({8}), mask},
                                   {}, 2);
  model.output(model.node("com.microsoft.Attention", {outputs[0], model.weights({8, 24}), "", outputs[1]},
                          {{"num_heads", std::int64_t{2}}}));
  EXPECT_EQ(imported(model).network.macs(), 7U * 8 * 24 + 2 * 2 * 7 * 7 * 4);
}

}  // namespace
}  // namespace apollo::workloads::importer
