// Parts of well-known networks, as exporters write them: layers, MACs and parameters by hand.
#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

const Attributes kSame{{"pads", Dims{1, 1, 1, 1}}};

std::string convolution(ModelBuilder& model, const std::string& x, const Dims& weights,
                        const Attributes& attributes = {}) {
  return model.node("Conv", {x, model.weights(weights)}, attributes);
}

TEST(OnnxNetworks, ConvolutionsInNhwcMoveNothing) {
  // As TensorFlow's models are converted: transposes around every convolution, and an input in NHWC.
  ModelBuilder model;
  const auto to_nchw = [&](const std::string& x) {
    return model.node("Transpose", {x}, {{"perm", Dims{0, 3, 1, 2}}});
  };
  const auto to_nhwc = [&](const std::string& x) {
    return model.node("Transpose", {x}, {{"perm", Dims{0, 2, 3, 1}}});
  };
  std::string x = model.input("image", {1, 16, 20, 3});
  x = to_nhwc(convolution(model, to_nchw(x), {8, 3, 3, 3}, kSame));
  x = model.node("Relu", {model.node("Add", {x, model.weights({8})})});
  x = to_nhwc(convolution(model, to_nchw(x), {12, 8, 3, 3},
                          {{"auto_pad", std::string("SAME_UPPER")}, {"strides", Dims{2, 2}}}));
  x = model.node("ReduceMean", {x}, {{"axes", Dims{1, 2}}, {"keepdims", std::int64_t{0}}});
  model.output(model.node("Softmax", {model.node("MatMul", {x, model.weights({12, 10})})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution activation convolution global_average_pool fully_connected softmax");
  EXPECT_EQ(input_shape(network), (Shape{16, 20, 3}));
  EXPECT_EQ(network.macs(), 16U * 20 * 8 * 27 + 8 * 10 * 12 * 72 + 120);
  EXPECT_EQ(network.parameters(), (8U * 27 + 8) + (12 * 72 + 12) + (120 + 10));
}

TEST(OnnxNetworks, TheTailOfACrnn) {
  // Features of height 1 become a sequence for a bidirectional cell, and a linear layer at each step.
  ModelBuilder model(13);
  constexpr std::int64_t kSteps = 24, kFeatures = 16, kUnits = 8, kLetters = 37;
  std::string x = convolution(model, model.input("x", {1, 4, 2, kSteps + 1}), {kFeatures, 4, 2, 2});
  x = model.node("Squeeze", {model.node("Relu", {x}), model.integers({2})});
  x = model.node("Transpose", {x}, {{"perm", Dims{2, 0, 1}}});
  x = model.nodes("LSTM",
                  {x, model.weights({2, 4 * kUnits, kFeatures}), model.weights({2, 4 * kUnits, kUnits}),
                   model.weights({2, 8 * kUnits})},
                  {{"hidden_size", kUnits}, {"direction", std::string("bidirectional")}}, 3)[0];
  x = model.node("Transpose", {x}, {{"perm", Dims{0, 2, 1, 3}}});
  x = model.node("Reshape", {x, model.integers({0, 0, -1})});
  x = model.node(
      "Add", {model.node("MatMul", {x, model.weights({2 * kUnits, kLetters})}), model.weights({kLetters})});
  model.output(model.node("LogSoftmax", {x}, {{"axis", std::int64_t{2}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution activation lstm lstm concatenation fully_connected softmax");
  EXPECT_EQ(network.macs(), kSteps * kFeatures * 16U + 2 * kSteps * 4 * kUnits * (kFeatures + kUnits) +
                                kSteps * 2 * kUnits * kLetters);
  EXPECT_EQ(network.parameters(),
            kFeatures * 17U + 2 * 4 * kUnits * (kFeatures + kUnits + 1) + (2 * kUnits + 1) * kLetters);
  EXPECT_EQ(output_shape(network), (Shape{1, kSteps, kLetters}));
}

TEST(OnnxNetworks, AShuffleNetUnit) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 24, 8, 8});
  std::string y = model.node("Relu", {convolution(model, x, {24, 8, 1, 1}, {{"group", std::int64_t{3}}})});
  y = model.node("Reshape", {y, model.integers({1, 3, 8, 8, 8})});
  y = model.node("Transpose", {y}, {{"perm", Dims{0, 2, 1, 3, 4}}});
  y = model.node("Reshape", {y, model.integers({1, 24, 8, 8})});
  Attributes depthwise = kSame;
  depthwise["group"] = std::int64_t{24};
  y = convolution(model, y, {24, 1, 3, 3}, depthwise);
  y = convolution(model, y, {24, 8, 1, 1}, {{"group", std::int64_t{3}}});
  model.output(model.node("Relu", {model.node("Add", {x, y})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution activation rearrange convolution convolution add activation");
  const Layer shuffle = the(network, LayerType::rearrange);
  EXPECT_EQ(shuffle.split, (std::vector<int>{8, 8, 3, 8}));
  EXPECT_EQ(shuffle.order, (std::vector<int>{0, 1, 3, 2}));
  EXPECT_EQ(shuffle.shape, (Shape{8, 8, 24}));
  EXPECT_EQ(network.macs(), 64U * (2 * 24 * 8 + 24 * 9));
}

TEST(OnnxNetworks, SqueezeAndExcitation) {
  ModelBuilder model(14);
  const std::string x = convolution(model, model.input("x", {1, 3, 8, 10}), {16, 3, 3, 3}, kSame);
  std::string gate = model.node("GlobalAveragePool", {x});
  gate = model.node("Relu", {convolution(model, gate, {4, 16, 1, 1})});
  gate = model.node("HardSigmoid", {convolution(model, gate, {16, 4, 1, 1})});
  model.output(model.node("Mul", {gate, x}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network),
            "convolution global_average_pool convolution activation convolution activation multiply");
  EXPECT_EQ(network.macs(), 80U * 16 * 27 + 2 * 16 * 4);
  EXPECT_EQ(output_shape(network), (Shape{8, 10, 16}));
}

TEST(OnnxNetworks, SqueezeAndExcitationWithLinearLayers) {
  // Flatten, two Gemms, and a Reshape back to an image.
  ModelBuilder model(14);
  const std::string x = convolution(model, model.input("x", {1, 3, 8, 10}), {16, 3, 3, 3}, kSame);
  std::string gate = model.node("Flatten", {model.node("GlobalAveragePool", {x})});
  gate = model.node("Relu", {model.node("Gemm", {gate, model.weights({16, 4})})});
  gate = model.node("Sigmoid", {model.node("Gemm", {gate, model.weights({4, 16})})});
  model.output(model.node("Mul", {x, model.node("Reshape", {gate, model.integers({1, 16, 1, 1})})}));
  EXPECT_EQ(types(imported(model).network),
            "convolution global_average_pool fully_connected activation fully_connected activation multiply");
}

TEST(OnnxNetworks, ASkipOfAUNet) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 3, 16, 16});
  const std::string skip = model.node("Relu", {convolution(model, x, {8, 3, 3, 3}, kSame)});
  std::string y = model.node("MaxPool", {skip}, {{"kernel_shape", Dims{2, 2}}, {"strides", Dims{2, 2}}});
  y = model.node("Relu", {convolution(model, y, {16, 8, 3, 3}, kSame)});
  y = model.node("ConvTranspose", {y, model.weights({16, 8, 2, 2}), model.weights({8})},
                 {{"strides", Dims{2, 2}}});
  y = model.node("Concat", {skip, y}, {{"axis", std::int64_t{1}}});
  model.output(convolution(model, y, {8, 16, 3, 3}, kSame));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network),
            "convolution activation max_pool convolution activation transposed_convolution concatenation "
            "convolution");
  EXPECT_EQ(network.macs(), 256U * 8 * 27 + 64 * 16 * 72 + 64 * 16 * 8 * 4 + 256 * 8 * 144);
  EXPECT_EQ(network.parameters(), (8U * 27 + 8) + (16 * 72 + 16) + (16 * 8 * 4 + 8) + (8 * 144 + 8));
}

TEST(OnnxNetworks, AResidualBlockWithoutDimensionsMoved) {
  ModelBuilder model(9);
  const std::string x = model.input("x", {1, 8, 6, 6});
  const auto normalized = [&](const std::string& from, const Dims& weights, const Attributes& attributes) {
    std::vector<std::string> inputs{convolution(model, from, weights, attributes)};
    for (int i = 0; i < 4; ++i) inputs.push_back(model.weights({weights[0]}));
    return model.node("BatchNormalization", inputs);
  };
  const Attributes halved{{"strides", Dims{2, 2}}, {"pads", Dims{1, 1, 1, 1}}};
  const std::string y = model.node("Relu", {normalized(x, {16, 8, 3, 3}, halved)});
  const std::string z = normalized(y, {16, 16, 3, 3}, kSame);
  const std::string shortcut = normalized(x, {16, 8, 1, 1}, {{"strides", Dims{2, 2}}});
  model.output(model.node("Relu", {model.node("Sum", {z, shortcut})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution activation convolution convolution add activation");
  EXPECT_EQ(network.macs(), 9U * 16 * (72 + 144 + 8));
}

}  // namespace
}  // namespace apollo::workloads::importer
