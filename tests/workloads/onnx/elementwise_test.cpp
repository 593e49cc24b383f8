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

const std::vector<Dim> image{1, 8, 4, 5};

TEST(OnnxElementWise, EachTypeIsALayer) {
  EXPECT_EQ(types(of_two("Add", image, image)), "add");
  EXPECT_EQ(types(of_two("Sub", image, image)), "subtract");
  EXPECT_EQ(types(of_two("Mul", image, image)), "multiply");
  EXPECT_EQ(types(of_two("Div", image, image)), "divide");
  EXPECT_EQ(output_shape(of_two("Add", image, image)), (Shape{4, 5, 8}));
}

TEST(OnnxElementWise, OneValuePerChannelIsBroadcastByTheLayer) {
  const Network network = of_two("Mul", image, {1, 8, 1, 1});
  EXPECT_EQ(types(network), "multiply");
  EXPECT_EQ(input_shape(network, 1), (Shape{1, 1, 8}));
  EXPECT_EQ(types(of_two("Mul", {1, 8, 1, 1}, image)), "multiply");  // operands swapped
  EXPECT_EQ(types(of_two("Add", {1, 7, 8}, {8})), "add");
}

TEST(OnnxElementWise, ASubtractionDoesNotSwapItsOperands) {
  // The first operand is repeated along height and width.
  EXPECT_EQ(types(of_two("Sub", {1, 8, 1, 1}, image)), "resize subtract");
  EXPECT_EQ(types(of_two("Div", image, {1, 8, 1, 1})), "divide");
}

TEST(OnnxElementWise, OneValuePerPositionIsRepeatedByACopy) {
  const Network network = of_two("Mul", image, {1, 1, 4, 5});
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
    const std::string x = model.input("x", image);
    const std::string y = model.node("Relu", {x});
    model.output(model.node(type, {y, model.scalar(3)}));
    EXPECT_EQ(types(imported(model).network), "activation") << type;
  }
}

TEST(OnnxElementWise, ANumberDividedByAValueIsADivision) {
  ModelBuilder model;
  const std::string x = model.input("x", image);
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
    const std::string x = model.input("x", image);
    const std::string y = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
    model.output(model.node(type, {y, model.weights({1, 6, 1, 1})}));
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "convolution") << type;
    EXPECT_EQ(network.parameters(), 6U * 8 + 6);
  }
}

TEST(OnnxElementWise, AConstantDividedByAConvolutionDoesNotGoIntoItsWeights) {
  ModelBuilder model;
  const std::string x = model.input("x", image);
  const std::string y = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
  model.output(model.node("Div", {model.weights({1, 6, 1, 1}), y}));
  the(imported(model).network, LayerType::divide);
}

TEST(OnnxElementWise, AConstantPerChannelElsewhereIsStoredWithTheWeights) {
  ModelBuilder model;
  const std::string x = model.input("x", image);
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
  const std::string x = model.input("x", image);
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
  for (const char* name : {"a", "b", "c"}) inputs.push_back(model.input(name, image));
  model.output(model.node("Sum", inputs));
  EXPECT_EQ(types(imported(model).network), "add add");
  OneNode one(image);
  const std::string y = one.model.node("Relu", {one.x});
  one.model.output(one.model.node("Sum", {y}));
  EXPECT_EQ(types(imported(one.model).network), "activation");
}

TEST(OnnxPow, SquaresAndCubes) {
  OneNode square(image), cube(image);
  EXPECT_EQ(types(square.run("Pow", {square.model.scalar(2)})), "multiply");
  EXPECT_EQ(types(cube.run("Pow", {cube.model.scalar(3)})), "multiply multiply");
}

}  // namespace
}  // namespace apollo::workloads::importer
