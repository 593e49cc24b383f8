// Concat, Split, Slice, Gather. That they take the right elements: import_values_test.cpp.
#include <onnx/onnx_pb.h>

#include <limits>

#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

const std::vector<Dim> kDividedImage{1, 8, 4, 6};

TEST(OnnxConcat, AlongTheAxesOfAnImage) {
  for (const auto& [axis, where] :
       {std::pair(1, Axis::channels), std::pair(2, Axis::height), std::pair(-1, Axis::width)}) {
    ModelBuilder model;
    std::vector<std::string> parts;
    for (const char* name : {"a", "b"})
      parts.push_back(model.node("Conv", {model.input(name, kDividedImage), model.weights({8, 8, 1, 1})}));
    model.output(model.node("Concat", parts, {{"axis", std::int64_t{axis}}}));
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "convolution convolution concatenation");
    EXPECT_EQ(network.layers[2].axis, where);
  }
}

TEST(OnnxConcat, AClassTokenBeforeAllOthers) {
  ModelBuilder model;
  const std::string tokens = model.node("MatMul", {model.input("x", {1, 7, 16}), model.weights({16, 8})});
  model.output(model.node("Concat", {model.weights({1, 1, 8}), tokens}, {{"axis", std::int64_t{1}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "fully_connected concatenation");
  EXPECT_EQ(network.layers[1].axis, Axis::width);
  EXPECT_EQ(output_shape(network), (Shape{1, 8, 8}));
  EXPECT_EQ(network.parameters(), 16U * 8 + 8 + 8);
}

TEST(OnnxConcat, OfOneIsNothing) {
  OneNode one(kDividedImage);
  one.model.output(one.model.node("Concat", {one.model.node("Relu", {one.x})}, {{"axis", std::int64_t{1}}}));
  EXPECT_EQ(types(imported(one.model).network), "activation");
}

// The outputs of a Split of an image's channels, each read by an activation.
Network split(int opset, const std::vector<Dims>& input, const Attributes& attributes, std::size_t parts) {
  ModelBuilder model(opset);
  std::vector<std::string> inputs{model.input("x", kDividedImage)};
  for (const Dims& sizes : input) inputs.push_back(model.integers(sizes));
  for (const std::string& part : model.nodes("Split", inputs, attributes, parts))
    model.output(model.node("Relu", {part}));
  return imported(model).network;
}

TEST(OnnxSplit, InAllForms) {
  const std::int64_t axis = 1;
  for (const Network& network : {split(11, {}, {{"axis", axis}, {"split", Dims{2, 6}}}, 2),
                                 split(13, {{2, 6}}, {{"axis", axis}}, 2)}) {
    EXPECT_EQ(types(network), "slice slice activation activation");
    EXPECT_EQ(network.layers[1].begin, (std::array<int, 3>{0, 0, 2}));
    EXPECT_EQ(output_shape(network, 0), (Shape{4, 6, 2}));
    EXPECT_EQ(output_shape(network, 1), (Shape{4, 6, 6}));
  }
  const Network equal = split(13, {}, {{"axis", axis}}, 4);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(output_shape(equal, i), (Shape{4, 6, 2}));
  const Network uneven = split(18, {}, {{"axis", axis}, {"num_outputs", std::int64_t{3}}}, 3);
  EXPECT_EQ(output_shape(uneven, 0), (Shape{4, 6, 3}));  // ceil(8 / 3); the last takes what is left
  EXPECT_EQ(output_shape(uneven, 2), (Shape{4, 6, 2}));
}

TEST(OnnxSplit, AnEmptyPartIsPassedOverByConcat) {
  for (const Dims& sizes : {Dims{0, 2, 6}, Dims{2, 0, 6}, Dims{2, 6, 0}}) {
    ModelBuilder model;
    const std::string x = model.node("Relu", {model.input("x", kDividedImage)});
    const Attributes along_channels = {{"axis", std::int64_t{1}}};
    const auto parts = model.nodes("Split", {x, model.integers(sizes)}, along_channels, 3);
    model.output(model.node("Concat", parts, along_channels));
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "activation slice slice concatenation");
    EXPECT_EQ(output_shape(network), (Shape{4, 6, 8}));
  }
}

TEST(OnnxSplit, IntoAllAndNothingIsNothing) {
  for (const Dims& sizes : {Dims{0, 8}, Dims{8, 0}}) {
    ModelBuilder model;
    const Attributes along_channels = {{"axis", std::int64_t{1}}};
    const auto parts =
        model.nodes("Split", {model.input("x", kDividedImage), model.integers(sizes)}, along_channels, 2);
    model.output(model.node("Relu", {model.node("Concat", parts, along_channels)}));
    EXPECT_EQ(types(imported(model).network), "activation");
  }
}

TEST(OnnxSplit, WhoeverNeedsElementsOfAnEmptyPartSaysSo) {
  ModelBuilder model;
  const auto parts = model.nodes("Split", {model.input("x", kDividedImage), model.integers({0, 8})},
                                 {{"axis", std::int64_t{1}}}, 2);
  model.output(model.node("Softmax", {parts[0]}));
  model.output(parts[1]);
  testing::expect_contains(import_error(model),
                           "tensor \"" + parts[0] + "\" has a dimension of 0; must be at least 1");
}

TEST(OnnxSplit, AnUnusedPartCostsNothing) {
  ModelBuilder model;
  const auto parts = model.nodes("Split", {model.input("x", kDividedImage)}, {{"axis", std::int64_t{1}}}, 2);
  model.output(model.node("Relu", {parts[1]}));
  EXPECT_EQ(types(imported(model).network), "slice activation");
}

// A slice of an image's dimensions, by inputs.
Network sliced(const Dims& starts, const Dims& ends, const Dims& axes, const Dims& steps = {}) {
  OneNode one(kDividedImage);
  std::vector<std::string> inputs{one.model.integers(starts), one.model.integers(ends),
                                  one.model.integers(axes)};
  if (!steps.empty()) inputs.push_back(one.model.integers(steps));
  return one.run("Slice", inputs);
}

TEST(OnnxSlice, FromTheEndAndToIt) {
  constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
  const Network network = sliced({-3, 1}, {kEnd, -1}, {2, 1});
  EXPECT_EQ(output_shape(network), (Shape{3, 6, 6}));
  EXPECT_EQ(types(sliced({1}, {4}, {3})), "slice");
  EXPECT_EQ(sliced({1}, {4}, {-1}).layers[0].begin, (std::array<int, 3>{0, 1, 0}));
}

TEST(OnnxSlice, ByAttributes) {
  OneNode one(kDividedImage, 9);
  const Network network =
      one.run("Slice", {}, {{"starts", Dims{2}}, {"ends", Dims{1000}}, {"axes", Dims{1}}});
  EXPECT_EQ(types(network), "slice");
  EXPECT_EQ(output_shape(network), (Shape{4, 6, 6}));
}

TEST(OnnxSlice, OfEverythingIsNothing) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", kDividedImage)});
  model.output(model.node("Slice", {x, model.integers({0}), model.integers({8}), model.integers({1})}));
  EXPECT_EQ(types(imported(model).network), "activation");
}

TEST(OnnxSlice, Steps) {
  const Network network = sliced({1, 0}, {6, 4}, {3, 2}, {2, 2});  // columns 1, 3, 5; rows 0, 2
  EXPECT_EQ(output_shape(network), (Shape{2, 3, 8}));
  EXPECT_EQ(network.macs(), 0U);
}

// Indices that are computed, of two dimensions, in the place of any dimension of an image.
TEST(OnnxSlice, DownwardsMovesWhatItTakes) {
  const auto sliced = [](const Dims& starts, const Dims& ends) {
    OneNode one(kDividedImage);
    return one.run("Slice", {one.model.integers(starts), one.model.integers(ends), one.model.integers({3}),
                             one.model.integers({-1})});
  };
  EXPECT_EQ(output_shape(sliced({5}, {2})), (Shape{4, 3, 8}));  // columns 5, 4 and 3
  EXPECT_EQ(types(sliced({5}, {2})), "resize");
  EXPECT_EQ(output_shape(sliced({3}, {2})), (Shape{4, 1, 8}));
  EXPECT_EQ(types(sliced({3}, {2})), "slice");
}

TEST(OnnxConcat, OfInputsThatDoNotFitIsMalformed) {
  const auto error_with = [](const std::vector<Dim>& other) {
    ModelBuilder model;
    const std::string a = model.input("a", kDividedImage), b = model.input("b", other);
    model.output(model.node("Concat", {a, b}, {{"axis", std::int64_t{1}}}));
    return import_error(model);
  };
  testing::expect_contains(error_with({1, 8, 4}), "inputs must have as many dimensions");
  testing::expect_contains(error_with({1, 8, 5, 6}), "inputs must be equal in the other dimensions");
}

TEST(OnnxConcat, SumsTheSizesAlongItsAxis) {
  ModelBuilder model;
  std::vector<std::string> parts;
  constexpr std::int64_t kChannels[] = {8, 3, 5};
  for (const std::int64_t channels : kChannels)
    parts.push_back(model.input("x" + std::to_string(channels), {1, channels, 4, 6}));
  model.output(model.node("Concat", parts, {{"axis", std::int64_t{-3}}}));
  EXPECT_EQ(output_shape(imported(model).network), (Shape{4, 6, 8 + 3 + 5}));
}

}  // namespace
}  // namespace apollo::workloads::importer
