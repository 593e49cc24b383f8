#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

// A convolution of an image 1 x 8 x 9 x 10 (N, C, H, W).
Network convolution(const Dims& weights, const Attributes& attributes) {
  OneNode one({1, 8, 9, 10});
  return one.run("Conv", {one.model.weights(weights)}, attributes);
}

TEST(OnnxConv, AKernelShapeIsThatOfTheWeights) {
  EXPECT_EQ(the(convolution({16, 8, 3, 5}, {{"kernel_shape", Dims{3, 5}}}), LayerType::convolution).kernel,
            (Pair{3, 5}));
  ModelBuilder model;
  model.output(model.node("Conv", {model.input("x", {1, 8, 9, 10}), model.weights({16, 8, 3, 5})},
                          {{"kernel_shape", Dims{3, 3}}}));
  testing::expect_contains(import_error(model), "kernel_shape is 3x3; must be 3x5, as the weights have it");
}

TEST(OnnxConv, TwoDimensional) {
  const Network network = convolution({16, 8, 3, 5}, {{"pads", Dims{1, 2, 1, 2}}, {"strides", Dims{2, 1}}});
  EXPECT_EQ(types(network), "convolution");
  const Layer& layer = network.layers[0];
  EXPECT_EQ(layer.kernel, (Pair{3, 5}));
  EXPECT_EQ(layer.stride, (Pair{2, 1}));
  EXPECT_EQ(layer.padding, (Sides{1, 2, 1, 2}));
  EXPECT_EQ(input_shape(network), (Shape{9, 10, 8}));
  EXPECT_EQ(output_shape(network), (Shape{5, 10, 16}));  // (9 + 2 - 3) / 2 + 1, 10 + 4 - 5 + 1
  EXPECT_EQ(network.macs(), 5U * 10 * 16 * 8 * 3 * 5);
  EXPECT_EQ(network.parameters(), 16U * 8 * 3 * 5 + 16);
}

TEST(OnnxConv, ABiasIsCountedOnceWhetherGivenOrNot) {
  OneNode one({1, 8, 9, 10});
  const std::string w = one.model.weights({4, 8, 1, 1}), b = one.model.weights({4});
  EXPECT_EQ(one.run("Conv", {w, b}).parameters(), 4U * 8 + 4);
  EXPECT_EQ(convolution({4, 8, 1, 1}, {}).parameters(), 4U * 8 + 4);
}

TEST(OnnxConv, WeightsThatAreAnInputAreParameters) {
  for (const std::string type : {"Conv", "ConvTranspose"}) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, 8, 9, 10}), w = model.input("w", {8, 8, 3, 3});
    model.output(model.node(type, {x, w}));
    const Imported result = imported(model);
    ASSERT_EQ(result.network.layers.size(), 1U) << type;
    EXPECT_EQ(result.network.inputs.size(), 1U) << type;
    EXPECT_EQ(result.network.parameters(), 8U * 8 * 3 * 3 + 8) << type;
    ASSERT_EQ(result.notes.size(), 2U) << type;  // w's first dimension is none of several inferences
    EXPECT_EQ(result.notes[1], type + "0: its weights, input w, are taken as fixed");
  }
}

TEST(OnnxConv, WeightsThatALayerComputesAreRefused) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10}), w = model.input("w", {8, 8, 3, 3});
  model.output(model.node("Conv", {x, model.node("Relu", {w})}));
  testing::expect_contains(import_error(model), "Conv with weights computed when the model runs (Conv1)");
}

TEST(OnnxConv, OneDimensionalRunsAlongTheWidth) {
  OneNode one({1, 8, 20});
  const Network network = one.run("Conv", {one.model.weights({6, 8, 3})},
                                  {{"pads", Dims{2, 1}}, {"strides", Dims{2}}, {"dilations", Dims{3}}});
  const Layer layer = the(network, LayerType::convolution);
  EXPECT_EQ(layer.kernel, (Pair{1, 3}));
  EXPECT_EQ(layer.stride, (Pair{1, 2}));
  EXPECT_EQ(layer.dilation, (Pair{1, 3}));
  EXPECT_EQ(layer.padding, (Sides{0, 2, 0, 1}));
  EXPECT_EQ(input_shape(network), (Shape{1, 20, 8}));
  EXPECT_EQ(output_shape(network), (Shape{1, 9, 6}));  // (20 + 3 - 7) / 2 + 1
}

TEST(OnnxConv, GroupsAndDepthwise) {
  const Network groups = convolution({12, 2, 3, 3}, {{"group", std::int64_t{4}}});
  EXPECT_EQ(groups.layers[0].groups, 4);
  EXPECT_EQ(groups.macs(), 7U * 8 * 12 * 2 * 3 * 3);
  const Network depthwise = convolution({8, 1, 3, 3}, {{"group", std::int64_t{8}}});
  EXPECT_EQ(depthwise.layers[0].groups, 8);
  EXPECT_EQ(depthwise.parameters(), 8U * 3 * 3 + 8);
}

TEST(OnnxConv, Dilation) {
  const Network network = convolution({4, 8, 3, 3}, {{"dilations", Dims{2, 3}}});
  EXPECT_EQ(network.layers[0].dilation, (Pair{2, 3}));
  EXPECT_EQ(output_shape(network), (Shape{5, 4, 4}));  // 9 - 5 + 1, 10 - 7 + 1
}

TEST(OnnxConv, PadsOfEachSide) {
  const Network network = convolution({4, 8, 3, 3}, {{"pads", Dims{0, 1, 2, 0}}});
  EXPECT_EQ(network.layers[0].padding, (Sides{0, 1, 2, 0}));
  EXPECT_EQ(output_shape(network), (Shape{9, 9, 4}));
}

TEST(OnnxConv, AutoPad) {
  // 9 rows at stride 2: ceil(9 / 2) = 5 windows need (5 - 1) * 2 + 4 = 12, 3 more than there are; 10 columns:
  // 5 windows need 12, 2 more.
  const Attributes shared{{"strides", Dims{2, 2}}};
  const auto with = [&](const std::string& how) {
    Attributes attributes = shared;
    attributes["auto_pad"] = how;
    return convolution({4, 8, 4, 4}, attributes);
  };
  EXPECT_EQ(with("SAME_UPPER").layers[0].padding, (Sides{1, 1, 2, 1}));
  EXPECT_EQ(with("SAME_LOWER").layers[0].padding, (Sides{2, 1, 1, 1}));
  EXPECT_EQ(with("VALID").layers[0].padding, (Sides{0, 0, 0, 0}));
  EXPECT_EQ(output_shape(with("SAME_UPPER")), (Shape{5, 5, 4}));
  EXPECT_EQ(output_shape(with("VALID")), (Shape{3, 4, 4}));
}

TEST(OnnxConv, AutoPadPadsNothingWhereWindowsDoNotOverlap) {
  const Network network =
      convolution({4, 8, 1, 1}, {{"auto_pad", std::string("SAME_UPPER")}, {"strides", Dims{3, 3}}});
  EXPECT_EQ(network.layers[0].padding, (Sides{0, 0, 0, 0}));
  EXPECT_EQ(output_shape(network), (Shape{3, 4, 4}));  // ceil(9 / 3), ceil(10 / 3)
}

TEST(OnnxConv, PaddingAsWideAsTheKernelIsALayerOfItsOwn) {
  const Network network = convolution({4, 8, 1, 1}, {{"pads", Dims{1, 1, 1, 1}}});
  EXPECT_EQ(types(network), "pad convolution");
  EXPECT_EQ(network.layers[0].padding, (Sides{1, 1, 1, 1}));
  EXPECT_EQ(network.layers[1].padding, (Sides{0, 0, 0, 0}));
  EXPECT_EQ(output_shape(network), (Shape{11, 12, 4}));
}

TEST(OnnxConv, KernelShapeMayBeGivenToo) {
  EXPECT_EQ(convolution({4, 8, 3, 3}, {{"kernel_shape", Dims{3, 3}}}).layers[0].kernel, (Pair{3, 3}));
}

TEST(OnnxConv, APadBeforeItIsFolded) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10});
  const std::string padded = model.node("Pad", {x, model.integers({0, 0, 0, 1, 0, 0, 1, 2})});
  model.output(model.node("Conv", {padded, model.weights({4, 8, 3, 3})}, {{"pads", Dims{1, 0, 0, 0}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution");
  EXPECT_EQ(network.layers[0].padding, (Sides{1, 1, 1, 2}));
}

TEST(OnnxConv, APadThatOthersReadIsNotFolded) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10});
  const std::string padded = model.node("Pad", {x, model.integers({0, 0, 1, 1, 0, 0, 1, 1})});
  model.output(model.node("Conv", {padded, model.weights({4, 8, 3, 3})}));
  model.output(model.node("MaxPool", {padded}, {{"kernel_shape", Dims{2, 2}}}));
  EXPECT_EQ(types(imported(model).network), "pad convolution max_pool");
}

// A transposed convolution of an image 1 x 8 x 5 x 6.
Network transposed(const Dims& weights, const Attributes& attributes) {
  OneNode one({1, 8, 5, 6});
  return one.run("ConvTranspose", {one.model.weights(weights)}, attributes);
}

TEST(OnnxConvTranspose, DoublesAnImage) {
  const Network network = transposed({8, 4, 2, 2}, {{"strides", Dims{2, 2}}});
  const Layer layer = the(network, LayerType::transposed_convolution);
  EXPECT_EQ(layer.channels, 4);
  EXPECT_EQ(layer.stride, (Pair{2, 2}));
  EXPECT_EQ(output_shape(network), (Shape{10, 12, 4}));
  EXPECT_EQ(network.macs(), 5U * 6 * 8 * 4 * 2 * 2);
  EXPECT_EQ(network.parameters(), 8U * 4 * 2 * 2 + 4);
}

TEST(OnnxConvTranspose, OutputPaddingTakesFromThePadsAtTheEnd) {
  const Network network = transposed(
      {8, 4, 3, 3}, {{"strides", Dims{2, 2}}, {"pads", Dims{1, 1, 1, 1}}, {"output_padding", Dims{1, 1}}});
  EXPECT_EQ(the(network, LayerType::transposed_convolution).padding, (Sides{1, 1, 0, 0}));
  EXPECT_EQ(output_shape(network), (Shape{10, 12, 4}));  // (5 - 1) * 2 + 3 - 1
}

TEST(OnnxConvTranspose, OutputShapeSetsThePads) {
  const Network network = transposed({8, 4, 4, 4}, {{"strides", Dims{2, 2}}, {"output_shape", Dims{10, 12}}});
  // (5 - 1) * 2 + 4 = 12 rows, 2 too many; 14 columns, 2 too many.
  EXPECT_EQ(the(network, LayerType::transposed_convolution).padding, (Sides{1, 1, 1, 1}));
  EXPECT_EQ(output_shape(network), (Shape{10, 12, 4}));
}

TEST(OnnxConvTranspose, OutputShapePutsAnOddPadAtTheStart) {
  const Network network = transposed({8, 4, 4, 4}, {{"strides", Dims{2, 2}}, {"output_shape", Dims{11, 13}}});
  EXPECT_EQ(the(network, LayerType::transposed_convolution).padding, (Sides{1, 1, 0, 0}));
  EXPECT_EQ(output_shape(network), (Shape{11, 13, 4}));
}

// Kernels of 2 with a stride of 2 reach 10 rows and 12 columns.
TEST(OnnxConvTranspose, OutputShapeCropsWhatPaddingCannot) {
  constexpr int kRows = 10, kColumns = 12;
  for (const auto& [rows, columns] :
       {std::pair(6, kColumns), std::pair(kRows, 7), std::pair(5, 6), std::pair(7, 8)}) {
    const Network network =
        transposed({8, 4, 2, 2}, {{"strides", Dims{2, 2}}, {"output_shape", Dims{rows, columns}}});
    EXPECT_EQ(types(network), "transposed_convolution slice");
    EXPECT_EQ(output_shape(network), (Shape{rows, columns, 4}));
    const Layer convolution = the(network, LayerType::transposed_convolution),
                crop = the(network, LayerType::slice);
    // The larger half at the start, of the padding and of the slice together.
    EXPECT_EQ(convolution.padding[0] + crop.begin[0], (kRows - rows + 1) / 2);
    EXPECT_EQ(convolution.padding[1] + crop.begin[1], (kColumns - columns + 1) / 2);
  }
}

TEST(OnnxConvTranspose, OutputShapeAddsAtTheEnd) {
  const Network network = transposed({8, 4, 2, 2}, {{"strides", Dims{2, 2}}, {"output_shape", Dims{11, 14}}});
  EXPECT_EQ(types(network), "transposed_convolution pad");
  EXPECT_EQ(the(network, LayerType::pad).padding, (Sides{0, 0, 1, 2}));
  EXPECT_EQ(output_shape(network), (Shape{11, 14, 4}));
}

TEST(OnnxConvTranspose, OutputPaddingBeyondThePadsAddsAtTheEnd) {
  const Network network = transposed({8, 4, 3, 3}, {{"strides", Dims{2, 2}}, {"output_padding", Dims{1, 0}}});
  EXPECT_EQ(the(network, LayerType::pad).padding, (Sides{0, 0, 1, 0}));
  EXPECT_EQ(output_shape(network), (Shape{(5 - 1) * 2 + 3 + 1, (6 - 1) * 2 + 3, 4}));
}

TEST(OnnxConvTranspose, OutputShapeThatCannotBeIsNamed) {
  OneNode one({1, 8, 5, 6});
  one.model.output(one.model.node("ConvTranspose", {one.x, one.model.weights({8, 4, 2, 2})},
                                  {{"output_shape", Dims{0, 7}}}));
  testing::expect_contains(import_error(one.model), "output_shape has 0; must be from 1 to ");
}

TEST(OnnxConvTranspose, AutoPadMultipliesBySteps) {
  const Network network =
      transposed({8, 4, 3, 3}, {{"strides", Dims{2, 2}}, {"auto_pad", std::string("SAME_UPPER")}});
  EXPECT_EQ(output_shape(network), (Shape{10, 12, 4}));
}

TEST(OnnxConvTranspose, Groups) {
  const Network network = transposed({8, 3, 2, 2}, {{"strides", Dims{2, 2}}, {"group", std::int64_t{4}}});
  const Layer layer = the(network, LayerType::transposed_convolution);
  EXPECT_EQ(layer.groups, 4);
  EXPECT_EQ(layer.channels, 12);
  EXPECT_EQ(network.parameters(), 8U * 3 * 2 * 2 + 12);
}

TEST(OnnxConvTranspose, OneDimensional) {
  OneNode one({1, 8, 5});
  const Network network = one.run("ConvTranspose", {one.model.weights({8, 4, 3})}, {{"strides", Dims{2}}});
  EXPECT_EQ(output_shape(network), (Shape{1, 11, 4}));
}

}  // namespace
}  // namespace apollo::workloads::importer
