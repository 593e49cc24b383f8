#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

// Two inputs of the network and one node.
Network of_two(const std::string& type, const std::vector<Dim>& a, const std::vector<Dim>& b) {
  ModelBuilder model;
  const std::string left = model.input("a", a), right = model.input("b", b);
  model.output(model.node(type, {left, right}));
  return imported(model).network;
}

TEST(OnnxElementWise, EachTypeIsALayer) {
  EXPECT_EQ(types(of_two("Add", kImage, kImage)), "add");
  EXPECT_EQ(types(of_two("Sub", kImage, kImage)), "subtract");
  EXPECT_EQ(types(of_two("Mul", kImage, kImage)), "multiply");
  EXPECT_EQ(types(of_two("Div", kImage, kImage)), "divide");
  EXPECT_EQ(output_shape(of_two("Add", kImage, kImage)), (Shape{4, 5, 8}));
}

TEST(OnnxElementWise, OneValuePerChannelIsBroadcastByTheLayer) {
  const Network network = of_two("Mul", kImage, {1, 8, 1, 1});
  EXPECT_EQ(types(network), "multiply");
  EXPECT_EQ(input_shape(network, 1), (Shape{1, 1, 8}));
  EXPECT_EQ(types(of_two("Mul", {1, 8, 1, 1}, kImage)), "multiply");  // operands swapped
  EXPECT_EQ(types(of_two("Add", {1, 7, 8}, {8})), "add");
}

TEST(OnnxElementWise, ASubtractionDoesNotSwapItsOperands) {
  // The first operand is repeated along height and width.
  EXPECT_EQ(types(of_two("Sub", {1, 8, 1, 1}, kImage)), "resize subtract");
  EXPECT_EQ(types(of_two("Div", kImage, {1, 8, 1, 1})), "divide");
}

TEST(OnnxElementWise, OneValuePerPositionIsRepeatedByACopy) {
  const Network network = of_two("Mul", kImage, {1, 1, 4, 5});
  // A position's element becomes its channels.
  EXPECT_EQ(types(network), "resize rearrange multiply");
  EXPECT_EQ(the(network, LayerType::resize).shape, (Shape{20, 8, 1}));
}

TEST(OnnxElementWise, OperandsOfFewerDimensions) {
  EXPECT_EQ(output_shape(of_two("Add", {5}, {1, 7, 5})).elements(), 35);
  EXPECT_EQ(output_shape(of_two("Sub", {3, 1}, {1, 4})).elements(), 12);
}

TEST(OnnxElementWise, ANumberOnlyChangesTheQuantization) {
  for (const char* type : {"Add", "Sub", "Mul", "Div"}) {
    ModelBuilder model;
    const std::string x = model.input("x", kImage);
    const std::string y = model.node("Relu", {x});
    model.output(model.node(type, {y, model.scalar(3)}));
    EXPECT_EQ(types(imported(model).network), "activation") << type;
  }
}

TEST(OnnxElementWise, ANumberDividedByAValueIsADivision) {
  ModelBuilder model;
  const std::string x = model.input("x", kImage);
  const std::string y = model.node("Relu", {x});
  model.output(model.node("Div", {model.scalar(1), y}));
  const Network network = imported(model).network;
  EXPECT_EQ(the(network, LayerType::divide).inputs.size(), 2U);
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 8}));
}

TEST(OnnxElementWise, ANumberLessAValueIsASubtraction) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 7, 8});
  const std::string z = model.node("Sigmoid", {x});
  model.output(model.node("Sub", {model.scalar(1), z}));  // 1 - z, as gates have it
  the(imported(model).network, LayerType::subtract);
}

TEST(OnnxElementWise, AConstantPerChannelGoesIntoTheWeightsBeforeIt) {
  for (const char* type : {"Add", "Sub", "Mul", "Div"}) {
    ModelBuilder model;
    const std::string x = model.input("x", kImage);
    const std::string y = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
    model.output(model.node(type, {y, model.weights({1, 6, 1, 1})}));
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "convolution") << type;
    EXPECT_EQ(network.parameters(), 6U * 8 + 6);
  }
}

TEST(OnnxElementWise, AConstantDividedByAConvolutionDoesNotGoIntoItsWeights) {
  ModelBuilder model;
  const std::string x = model.input("x", kImage);
  const std::string y = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
  model.output(model.node("Div", {model.weights({1, 6, 1, 1}), y}));
  the(imported(model).network, LayerType::divide);
}

TEST(OnnxElementWise, AConstantPerChannelElsewhereIsStoredWithTheWeights) {
  ModelBuilder model;
  const std::string x = model.input("x", kImage);
  const std::string y = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
  const std::string z = model.node("Relu", {y});
  model.output(model.node("Mul", {z, model.weights({6, 1, 1})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution activation multiply");
  ASSERT_EQ(network.constants.size(), 1U);
  EXPECT_EQ(network.parameters(), 6U * 8 + 6 + 6);
}

TEST(OnnxElementWise, AConvolutionThatOthersReadKeepsItsWeights) {
  ModelBuilder model;
  const std::string x = model.input("x", kImage);
  const std::string y = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
  const std::string z = model.node("Mul", {y, model.weights({1, 6, 1, 1})});
  model.output(model.node("Add", {y, z}));
  EXPECT_EQ(types(imported(model).network), "convolution multiply add");
}

TEST(OnnxElementWise, AConstantPerPositionIsAnOperand) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 7, 16});
  const std::string y = model.node("MatMul", {x, model.weights({16, 8})});
  model.output(model.node("Add", {y, model.weights({1, 7, 8})}));  // a position embedding
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "fully_connected add");
  EXPECT_EQ(network.parameters(), 16U * 8 + 8 + 7 * 8);
}

TEST(OnnxElementWise, OneConstantUsedTwiceIsStoredOnce) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 7, 8}), w = model.weights({1, 7, 8});
  model.output(model.node("Mul", {model.node("Add", {x, w}), w}));
  EXPECT_EQ(imported(model).network.parameters(), 7U * 8);
}

TEST(OnnxSum, AddsAllItsInputs) {
  ModelBuilder model;
  std::vector<std::string> inputs;
  for (const char* name : {"a", "b", "c"}) inputs.push_back(model.input(name, kImage));
  model.output(model.node("Sum", inputs));
  EXPECT_EQ(types(imported(model).network), "add add");
  OneNode one(kImage);
  const std::string y = one.model.node("Relu", {one.x});
  one.model.output(one.model.node("Sum", {y}));
  EXPECT_EQ(types(imported(one.model).network), "activation");
}

TEST(OnnxPow, SquaresAndCubes) {
  OneNode square(kImage), cube(kImage);
  EXPECT_EQ(types(square.run("Pow", {square.model.scalar(2)})), "multiply");
  EXPECT_EQ(types(cube.run("Pow", {cube.model.scalar(3)})), "multiply multiply");
}

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

TEST(OnnxComparison, WithANumberIsAnActivation) {
  for (const char* type : {"Equal", "Less", "Greater"}) {
    ModelBuilder model;
    model.output(model.node(type, {model.input("x", kImage), model.scalar(2)}));
    const Imported result = parse_onnx(model.bytes(), "m");
    EXPECT_EQ(types(result.network), "activation") << type;
    ASSERT_EQ(result.notes.size(), 1U);
    EXPECT_NE(result.notes[0].find("compares as relu6"), std::string::npos);
  }
}

TEST(OnnxComparison, OfValuesSubtractsThemOneAfterTheOther) {
  ModelBuilder model;
  std::vector<std::string> inputs;
  for (const char* name : {"a", "b", "c"}) inputs.push_back(model.input(name, kImage));
  model.output(model.node("Max", inputs));
  const Imported result = imported(model);
  EXPECT_EQ(types(result.network), "subtract subtract");
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("subtracts instead of comparing"), std::string::npos);
}

TEST(OnnxChoice, BetweenTwoNumbersIsItsCondition) {
  ModelBuilder model;
  const std::string condition = model.node("Relu", {model.input("x", kImage)});
  model.output(model.node("Where", {condition, model.scalar(0), model.scalar(1)}));
  EXPECT_EQ(types(parse_onnx(model.bytes(), "m").network), "activation");
}

TEST(OnnxExpand, ToAsManyElementsCostsNothing) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", {4, 6})});
  model.output(model.node("Expand", {x, model.integers({1, 1, 4, 6})}));
  EXPECT_EQ(types(imported(model).network), "activation");
}

TEST(OnnxPow, OfOneIsNothing) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", kImage)});
  model.output(model.node("Pow", {x, model.scalar(1)}));
  EXPECT_EQ(types(imported(model).network), "activation");
}

}  // namespace
}  // namespace apollo::workloads::importer
