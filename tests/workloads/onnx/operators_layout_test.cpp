// Operators that only name a tensor's elements otherwise. That they name the right ones:
// import_values_test.cpp.
#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

// conv (image 4 x 6 x 8) -> the node -> activation, so that whatever the node costs is between the two.
std::string between(const std::string& type, const std::vector<Dims>& constants, const Attributes& attributes,
                    int opset = 13) {
  ModelBuilder model(opset);
  const std::string x = model.node("Conv", {model.input("x", {1, 3, 4, 6}), model.weights({8, 3, 1, 1})});
  std::vector<std::string> inputs{x};
  for (std::size_t i = 0; i < constants.size(); ++i)
    inputs.push_back(model.integers(constants[i], i % 2 == 0));
  model.output(model.node("Relu", {model.node(type, inputs, attributes)}));
  const Network network = imported(model).network;
  EXPECT_EQ(output_shape(network).elements(), 4 * 6 * 8);
  return types(network);
}

constexpr const char* kNothing = "convolution activation";

TEST(OnnxReshape, CostsNothing) {
  EXPECT_EQ(between("Reshape", {{1, 8, 24}}, {}), kNothing);
  EXPECT_EQ(between("Reshape", {{0, 2, 4, -1}}, {}), kNothing);
  EXPECT_EQ(between("Reshape", {{0, 0, -1}}, {}), kNothing);
  EXPECT_EQ(between("Reshape", {{-1}}, {}), kNothing);
  EXPECT_EQ(between("Reshape", {{1, 8, 4, 6}}, {{"allowzero", std::int64_t{1}}}, 14), kNothing);
}

TEST(OnnxFlatten, CostsNothing) {
  for (std::int64_t axis = -3; axis <= 4; ++axis)
    EXPECT_EQ(between("Flatten", {}, {{"axis", axis}}), kNothing);
  EXPECT_EQ(between("Flatten", {}, {}), kNothing);
}

TEST(OnnxTranspose, CostsNothingByItself) {
  EXPECT_EQ(between("Transpose", {}, {}), kNothing);
  EXPECT_EQ(between("Transpose", {}, {{"perm", Dims{0, 2, 3, 1}}}), kNothing);
}

TEST(OnnxSqueeze, InBothForms) {
  EXPECT_EQ(between("Squeeze", {}, {{"axes", Dims{0}}}, 11), kNothing);
  EXPECT_EQ(between("Squeeze", {{0}}, {}), kNothing);
  EXPECT_EQ(between("Squeeze", {{-4}}, {}), kNothing);
  EXPECT_EQ(between("Squeeze", {}, {}), kNothing);
}

TEST(OnnxUnsqueeze, InBothForms) {
  EXPECT_EQ(between("Unsqueeze", {}, {{"axes", Dims{0, 5}}}, 11), kNothing);
  EXPECT_EQ(between("Unsqueeze", {{5, 0}}, {}), kNothing);
  EXPECT_EQ(between("Unsqueeze", {{-1}}, {}), kNothing);
}

TEST(OnnxIdentity, AndDropoutCostNothing) {
  EXPECT_EQ(between("Identity", {}, {}), kNothing);
  EXPECT_EQ(between("Dropout", {}, {{"ratio", 0.5F}}, 10), kNothing);
  EXPECT_EQ(between("Cast", {}, {{"to", std::int64_t{1}}}), kNothing);
  ModelBuilder model(13);
  const std::string x = model.node("Relu", {model.input("x", {1, 8})});
  model.output(model.node("Dropout", {x, model.scalar(0.5F)}));
  EXPECT_EQ(types(imported(model).network), "activation");
}

TEST(OnnxDepthToSpace, MovesBytesWhenSomebodyWantsAnImage) {
  EXPECT_EQ(between("DepthToSpace", {}, {{"blocksize", std::int64_t{2}}}), kNothing);
  ModelBuilder model;
  const std::string x = model.node("Conv", {model.input("x", {1, 3, 4, 6}), model.weights({8, 3, 1, 1})});
  const std::string y = model.node("DepthToSpace", {x}, {{"blocksize", std::int64_t{2}}});
  model.output(model.node("Conv", {y, model.weights({5, 2, 1, 1})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution rearrange convolution");
  // Channels are block row, block column, channel; a position's rows and columns come before its block's.
  const Layer layer = the(network, LayerType::rearrange);
  EXPECT_EQ(layer.split, (std::vector<int>{4, 6, 2, 2, 2}));
  EXPECT_EQ(layer.order, (std::vector<int>{0, 2, 1, 3, 4}));
  EXPECT_EQ(layer.shape, (Shape{8, 12, 2}));
}

TEST(OnnxSpaceToDepth, MovesBytesWhenSomebodyWantsAnImage) {
  ModelBuilder model;
  const std::string x = model.node("Conv", {model.input("x", {1, 3, 4, 6}), model.weights({8, 3, 1, 1})});
  const std::string y = model.node("SpaceToDepth", {x}, {{"blocksize", std::int64_t{2}}});
  model.output(model.node("Conv", {y, model.weights({5, 32, 1, 1})}));
  const Layer layer = the(imported(model).network, LayerType::rearrange);
  EXPECT_EQ(layer.split, (std::vector<int>{2, 2, 3, 2, 8}));
  EXPECT_EQ(layer.order, (std::vector<int>{0, 2, 1, 3, 4}));
  EXPECT_EQ(layer.shape, (Shape{2, 3, 32}));
}

TEST(OnnxTranspose, ThereAndBackMovesNothing) {
  ModelBuilder model;
  const std::string x = model.node("Conv", {model.input("x", {1, 3, 4, 6}), model.weights({8, 3, 1, 1})});
  const std::string there = model.node("Transpose", {x}, {{"perm", Dims{0, 2, 3, 1}}});
  const std::string relu = model.node("Relu", {there});
  const std::string back = model.node("Transpose", {relu}, {{"perm", Dims{0, 3, 1, 2}}});
  model.output(model.node("Conv", {back, model.weights({5, 8, 1, 1})}));
  EXPECT_EQ(types(imported(model).network), "convolution activation convolution");
}

TEST(OnnxTranspose, OneRearrangementServesAllItsReaders) {
  ModelBuilder model;
  const std::string x = model.node("Conv", {model.input("x", {1, 3, 4, 6}), model.weights({8, 3, 1, 1})});
  const std::string y = model.node("Transpose", {x}, {{"perm", Dims{0, 1, 3, 2}}});
  model.output(model.node("Conv", {y, model.weights({5, 8, 1, 1})}));
  model.output(model.node("Conv", {y, model.weights({7, 8, 1, 1})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution rearrange convolution convolution");
  const Layer layer = the(network, LayerType::rearrange);
  EXPECT_EQ(layer.split, (std::vector<int>{4, 6, 8}));
  EXPECT_EQ(layer.order, (std::vector<int>{1, 0, 2}));
  EXPECT_EQ(layer.shape, (Shape{6, 4, 8}));
}

}  // namespace
}  // namespace apollo::workloads::importer
