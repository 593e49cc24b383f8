#include "import_checks.h"

// Conditions, comparisons and repetition, and how inputs that are no images lie.
namespace apollo::workloads::importer {
namespace {

TEST(OnnxChoice, MaskedScoresAreASumOfScoresAndMask) {
  ModelBuilder model;
  const std::string q = model.input("q", {1, 2, 6, 4}), k = model.input("k", {1, 2, 4, 6});
  const std::string scores = model.node("MatMul", {q, k});
  const std::string mask = model.input("mask", {1, 1, 6, 6});
  model.output(model.node("Softmax", {model.node("Where", {mask, scores, model.scalar(-1e4F)})},
                          {{"axis", std::int64_t{-1}}}));
  const Imported result = parse_onnx(model.bytes(), "m");
  EXPECT_EQ(result.network.macs(), 2U * 6 * 4 * 6);
  EXPECT_EQ(result.network.layers.back().type, LayerType::softmax);
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("instead of choosing"), std::string::npos);
}

TEST(OnnxChoice, BetweenTwoValuesTakesTwoLayers) {
  ModelBuilder model;
  const std::string a = model.input("a", {1, 8, 4, 4}), b = model.input("b", {1, 8, 4, 4});
  const std::string condition = model.node("Greater", {a, model.scalar(0)});
  model.output(model.node("Where", {condition, a, b}));
  EXPECT_EQ(types(parse_onnx(model.bytes(), "m").network), "activation add add");
}

TEST(OnnxComparison, Relu6WrittenAsMinAndMaxIsTwoActivations) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 4, 4});
  model.output(model.node("Min", {model.node("Max", {x, model.scalar(0)}), model.scalar(6)}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "activation activation");
  EXPECT_EQ(network.layers[0].activation, Activation::relu);
  EXPECT_EQ(network.layers[1].activation, Activation::relu6);
}

TEST(OnnxExpand, RepeatsWhatItBroadcasts) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 1, 1});
  const std::string wide = model.node("Expand", {x, model.integers({1, 8, 4, 5})});
  model.output(model.node("Relu", {wide}));
  const Network network = imported(model).network;
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 8}));
}

TEST(OnnxActivation, AnyOtherFunctionOfOneValueCostsTheSame) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  model.output(model.node("Softplus", {x}));
  const Imported result = imported(model);
  EXPECT_EQ(types(result.network), "activation");
  EXPECT_EQ(result.notes.size(), 1U);
}

TEST(OnnxInputs, WithPreprocessingBeforeATransposeLieWithChannelsLast) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 10, 3});
  const std::string centred = model.node("Sub", {x, model.weights({3})});
  const std::string moved = model.node("Transpose", {centred}, {{"perm", Dims{0, 3, 1, 2}}});
  model.output(model.node("Conv", {moved, model.weights({4, 3, 1, 1})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "subtract convolution");
  EXPECT_EQ(input_shape(network), (Shape{8, 10, 3}));
}

TEST(OnnxInputs, OfTokensInTwoDimensionsLieWithChannelsLast) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 8, 32});
  model.output(model.node("MatMul", {x, model.weights({32, 16})}));
  const Network network = imported(model).network;
  EXPECT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.macs(), 64U * 32 * 16);
}

TEST(OnnxInputs, ABatchIsNotedWhereItIsTakenForPositions) {
  ModelBuilder model;
  model.output(model.node("MatMul", {model.input("x", {4, 16}), model.weights({16, 8})}));
  const Imported result = imported(model);
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("4x16 is one inference"), std::string::npos);
}

}  // namespace
}  // namespace apollo::workloads::importer
