#include "workloads/onnx/input_layout.h"

#include "import_checks.h"
#include "node_checks.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxInputLayout, WithPreprocessingBeforeATransposeLieWithChannelsLast) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 10, 3});
  const std::string centred = model.node("Sub", {x, model.weights({3})});
  const std::string moved = model.node("Transpose", {centred}, {{"perm", Dims{0, 3, 1, 2}}});
  model.output(model.node("Conv", {moved, model.weights({4, 3, 1, 1})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "subtract convolution");
  EXPECT_EQ(input_shape(network), (Shape{8, 10, 3}));
}

TEST(OnnxInputLayout, OfTokensInTwoDimensionsLieWithChannelsLast) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 8, 32});
  model.output(model.node("MatMul", {x, model.weights({32, 16})}));
  const Network network = imported(model).network;
  EXPECT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.macs(), 64U * 32 * 16);
}

// Whether an input x of 4 dimensions that these nodes read lies with its channels last.
bool lies_channels_last(const std::vector<Node>& nodes) {
  return channels_last({{"x", {1, 4, 5, 6}, {}}}, nodes).count("x") > 0;
}

TEST(OnnxInputLayout, IsChannelsFirstForWhatTakesImages) {
  for (const char* type : {"Conv", "MaxPool", "Resize", "BatchNormalization"})
    EXPECT_FALSE(lies_channels_last({node_of(type, {"x"})})) << type;
  EXPECT_FALSE(lies_channels_last({}));
}

TEST(OnnxInputLayout, IsChannelsLastForWhatWorksAlongTheLastDimension) {
  EXPECT_TRUE(lies_channels_last({node_of("MatMul", {"x", "w"})}));
  EXPECT_TRUE(lies_channels_last({node_of("LayerNormalization", {"x"})}));
  const auto over = [](const Dims& axes) {
    return lies_channels_last({node_of("LayerNormalization", {"x"}, {{"axes", integers_attribute(axes)}})});
  };
  EXPECT_TRUE(over({3}));
  EXPECT_FALSE(over({1}));
}

TEST(OnnxInputLayout, IsToldByATransposeToChannelsFirst) {
  const auto by = [](const Dims& perm) {
    return lies_channels_last({node_of("Transpose", {"x"}, {{"perm", integers_attribute(perm)}})});
  };
  EXPECT_TRUE(by({0, 3, 1, 2}));
  EXPECT_FALSE(by({0, 2, 3, 1}));
}

TEST(OnnxInputLayout, IsToldByTheFirstNodeThatCares) {
  const Node cast = node_of("Cast", {"x"}, {}, {"y"});
  EXPECT_TRUE(lies_channels_last({cast, node_of("MatMul", {"y", "w"}), node_of("Conv", {"x"})}));
  EXPECT_FALSE(lies_channels_last({cast, node_of("Conv", {"y"}), node_of("MatMul", {"x", "w"})}));
  EXPECT_FALSE(lies_channels_last({node_of("Shape", {"x"}, {}, {"y"}), node_of("MatMul", {"y", "w"})}));
}

TEST(OnnxInputLayout, IsAskedOfInputsOfFourDimensionsOnly) {
  EXPECT_TRUE(channels_last({{"x", {4, 5, 6}, {}}}, {node_of("MatMul", {"x", "w"})}).empty());
}

}  // namespace
}  // namespace apollo::workloads::importer
