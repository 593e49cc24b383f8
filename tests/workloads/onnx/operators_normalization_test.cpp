#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

std::string batch_normalization(ModelBuilder& model, const std::string& x, std::int64_t channels) {
  std::vector<std::string> inputs{x};
  for (int i = 0; i < 4; ++i) inputs.push_back(model.weights({channels}));
  return model.node("BatchNormalization", inputs, {{"epsilon", 1e-5F}});
}

TEST(OnnxBatchNormalization, FoldsIntoWeights) {
  ModelBuilder model;
  const std::string y = model.node("Conv", {model.input("x", kImage), model.weights({6, 8, 3, 3})});
  model.output(batch_normalization(model, y, 6));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution");
  EXPECT_EQ(network.parameters(), 6U * 8 * 9 + 6);
}

TEST(OnnxBatchNormalization, FoldsAfterAGemm) {
  ModelBuilder model;
  const std::string y = model.node("Gemm", {model.input("x", {1, 64}), model.weights({64, 10})});
  model.output(batch_normalization(model, y, 10));
  EXPECT_EQ(types(imported(model).network), "fully_connected");
}

TEST(OnnxBatchNormalization, AloneIsAConvolutionOfEachChannel) {
  OneNode one(kImage);
  one.model.output(batch_normalization(one.model, one.x, 8));
  const Network network = imported(one.model).network;
  const Layer layer = the(network, LayerType::convolution);
  EXPECT_EQ(layer.groups, 8);
  EXPECT_EQ(layer.kernel, (Pair{1, 1}));
  EXPECT_EQ(layer.macs, 4U * 5 * 8);
  EXPECT_EQ(layer.parameters, 2U * 8);
}

TEST(OnnxBatchNormalization, DoesNotFoldAfterAConcatenation) {
  ModelBuilder model;
  const std::string x = model.input("x", kImage);
  const std::string a = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
  const std::string b = model.node("Conv", {x, model.weights({4, 8, 1, 1})});
  model.output(batch_normalization(model, model.node("Concat", {a, b}, {{"axis", std::int64_t{1}}}), 10));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution convolution concatenation convolution");
  EXPECT_EQ(network.layers[3].groups, 10);
}

TEST(OnnxBatchNormalization, DoesNotFoldAfterAnActivation) {
  ModelBuilder model;
  const std::string y = model.node("Conv", {model.input("x", kImage), model.weights({6, 8, 1, 1})});
  model.output(batch_normalization(model, model.node("Relu", {y}), 6));
  EXPECT_EQ(types(imported(model).network), "convolution activation convolution");
}

TEST(OnnxBatchNormalization, ScaleAndShiftAfterItFoldToo) {
  // As Caffe's models are converted: BatchNormalization, Mul and Add with constants per channel.
  const auto scaled = [](ModelBuilder& model, const std::string& x) {
    const std::string y = model.node("Mul", {x, model.weights({8, 1, 1})});
    return model.node("Add", {y, model.weights({8, 1, 1})});
  };
  ModelBuilder folded(9);
  const std::string y = folded.node("Conv", {folded.input("x", kImage), folded.weights({8, 8, 1, 1})});
  folded.output(scaled(folded, batch_normalization(folded, y, 8)));
  EXPECT_EQ(types(imported(folded).network), "convolution");
  ModelBuilder alone(9);
  alone.output(scaled(alone, batch_normalization(alone, alone.input("x", kImage), 8)));
  const Network network = imported(alone).network;
  EXPECT_EQ(types(network), "convolution");
  EXPECT_EQ(network.parameters(), 2U * 8);
}

TEST(OnnxLayerNormalization, OneNode) {
  OneNode one({1, 7, 16}, 17);
  const std::string scale = one.model.weights({16}), bias = one.model.weights({16});
  const Network network = one.run("LayerNormalization", {scale, bias}, {{"axis", std::int64_t{-1}}});
  EXPECT_EQ(types(network), "layer_norm");
  EXPECT_EQ(network.parameters(), 2U * 16);
  EXPECT_EQ(output_shape(network), (Shape{1, 7, 16}));
}

TEST(OnnxLayerNormalization, OverSeveralDimensions) {
  OneNode one({1, 7, 4, 6}, 17);
  const Network network =
      one.run("LayerNormalization", {one.model.weights({4, 6})}, {{"axis", std::int64_t{2}}});
  EXPECT_EQ(output_shape(network), (Shape{1, 7, 24}));
}

TEST(OnnxSoftmax, OverTheLastDimension) {
  OneNode one({1, 7, 16});
  const Network network = one.run("Softmax", {}, {{"axis", std::int64_t{-1}}});
  EXPECT_EQ(types(network), "softmax");
  EXPECT_EQ(network.layers[0].groups, 1);
  EXPECT_EQ(output_shape(network), (Shape{1, 7, 16}));
}

TEST(OnnxSoftmax, BeforeOperatorSet13FlattensFromItsAxisOn) {
  OneNode flat({1, 4, 6}, 11);
  const Network network = flat.run("Softmax", {}, {{"axis", std::int64_t{1}}});
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 24}));
  OneNode one({1, 4, 6}, 13);
  EXPECT_EQ(output_shape(one.run("Softmax", {}, {{"axis", std::int64_t{1}}})), (Shape{1, 6, 4}));
  OneNode by_default({1, 4, 6}, 11);
  EXPECT_EQ(output_shape(by_default.run("Softmax")), (Shape{1, 1, 24}));
  OneNode now({1, 4, 6}, 13);
  EXPECT_EQ(output_shape(now.run("Softmax")), (Shape{1, 4, 6}));
}

TEST(OnnxSoftmax, OfTheChannelsOfAnImageMovesNothing) {
  ModelBuilder model;
  const std::string y = model.node("Conv", {model.input("x", kImage), model.weights({6, 8, 1, 1})});
  model.output(model.node("Softmax", {y}, {{"axis", std::int64_t{1}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution softmax");
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 6}));
}

TEST(OnnxLrn, OverChannels) {
  OneNode one(kImage);
  const Network network =
      one.run("LRN", {}, {{"size", std::int64_t{5}}, {"alpha", 1e-4F}, {"beta", 0.75F}, {"bias", 1.0F}});
  EXPECT_EQ(the(network, LayerType::local_response_norm).window, 5);
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 8}));
}

TEST(OnnxBatchNormalization, NeedsAChannelDimension) {
  ModelBuilder model;
  model.output(batch_normalization(model, model.input("x", {8}), 8));
  testing::expect_contains(import_error(model), "input must have a channel dimension");
}

TEST(OnnxSoftmax, OfEveryAxisHasRowsOfItsSize) {
  const Dims dims{2, 3, 4, 5};
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    OneNode one({dims.begin(), dims.end()});
    const Network network = one.run("Softmax", {}, {{"axis", static_cast<std::int64_t>(axis)}});
    const Layer layer = the(network, LayerType::softmax);
    EXPECT_EQ(output_shape(network).channels / layer.groups, dims[axis]);
    EXPECT_EQ(output_shape(network).elements(), 2 * 3 * 4 * 5);
  }
}

TEST(OnnxSoftmax, GivesProbabilitiesInSteps) {
  OneNode one({1, 7, 16});
  const Network network = one.run("Softmax");
  const Tensor& output = network.tensors[static_cast<std::size_t>(network.outputs[0])];
  EXPECT_EQ(output.quantization, (Quantization{1.0F / 256, -128}));  // from 0 to 255 / 256
}

}  // namespace
}  // namespace apollo::workloads::importer
