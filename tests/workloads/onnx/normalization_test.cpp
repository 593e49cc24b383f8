#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

const std::vector<Dim> image{1, 8, 4, 5};

std::string batch_normalization(ModelBuilder& model, const std::string& x, std::int64_t channels) {
  std::vector<std::string> inputs{x};
  for (int i = 0; i < 4; ++i) inputs.push_back(model.weights({channels}));
  return model.node("BatchNormalization", inputs, {{"epsilon", 1e-5F}});
}

TEST(OnnxBatchNormalization, FoldsIntoWeights) {
  ModelBuilder model;
  const std::string y = model.node("Conv", {model.input("x", image), model.weights({6, 8, 3, 3})});
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
  OneNode one(image);
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
  const std::string x = model.input("x", image);
  const std::string a = model.node("Conv", {x, model.weights({6, 8, 1, 1})});
  const std::string b = model.node("Conv", {x, model.weights({4, 8, 1, 1})});
  model.output(batch_normalization(model, model.node("Concat", {a, b}, {{"axis", std::int64_t{1}}}), 10));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution convolution concatenation convolution");
  EXPECT_EQ(network.layers[3].groups, 10);
}

TEST(OnnxBatchNormalization, DoesNotFoldAfterAnActivation) {
  ModelBuilder model;
  const std::string y = model.node("Conv", {model.input("x", image), model.weights({6, 8, 1, 1})});
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
  const std::string y = folded.node("Conv", {folded.input("x", image), folded.weights({8, 8, 1, 1})});
  folded.output(scaled(folded, batch_normalization(folded, y, 8)));
  EXPECT_EQ(types(imported(folded).network), "convolution");
  ModelBuilder alone(9);
  alone.output(scaled(alone, batch_normalization(alone, alone.input("x", image), 8)));
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

enum class Square { power, product };
enum class Axes { attribute, initializer, node };

std::string decomposed(ModelBuilder& model, const std::string& x, std::int64_t axis, std::int64_t size,
                       Square square, Axes form) {
  const auto mean = [&](const std::string& of) {
    if (form == Axes::attribute) return model.node("ReduceMean", {of}, {{"axes", Dims{axis}}});
    const std::string axes = form == Axes::initializer
                                 ? model.integers({axis})
                                 : model.node("Constant", {}, {{"value", TensorValue{{1}, {axis}, {}}}});
    return model.node("ReduceMean", {of, axes});
  };
  const std::string centred = model.node("Sub", {x, mean(x)});
  const std::string squared = square == Square::power ? model.node("Pow", {centred, model.scalar(2)})
                                                      : model.node("Mul", {centred, centred});
  const std::string deviation = model.node("Sqrt", {model.node("Add", {mean(squared), model.scalar(1e-5F)})});
  const std::string normal = model.node("Div", {centred, deviation});
  return model.node("Add", {model.node("Mul", {normal, model.weights({size})}), model.weights({size})});
}

TEST(OnnxLayerNormalization, Decomposed) {
  for (const Square square : {Square::power, Square::product}) {
    ModelBuilder model;
    model.output(decomposed(model, model.input("x", {1, 7, 16}), -1, 16, square, Axes::attribute));
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "layer_norm");
    EXPECT_EQ(network.parameters(), 2U * 16);
  }
}

TEST(OnnxLayerNormalization, DecomposedInOperatorSet18) {
  for (const Axes form : {Axes::initializer, Axes::node}) {
    ModelBuilder model(18);
    model.output(decomposed(model, model.input("x", {1, 7, 16}), -1, 16, Square::power, form));
    EXPECT_EQ(types(imported(model).network), "layer_norm");
  }
}

TEST(OnnxLayerNormalization, DecomposedOverTheChannelsOfAnImage) {
  // Over C alone, not over C, H and W: at each position.
  ModelBuilder model;
  const std::string x = model.input("x", image);
  const auto mean = [&](const std::string& of) {
    return model.node("ReduceMean", {of}, {{"axes", Dims{1}}});
  };
  const std::string centred = model.node("Sub", {x, mean(x)});
  const std::string variance = mean(model.node("Pow", {centred, model.scalar(2)}));
  const std::string deviation = model.node("Sqrt", {model.node("Add", {variance, model.scalar(1e-6F)})});
  const std::string normal =
      model.node("Mul", {model.node("Div", {centred, deviation}), model.weights({8, 1, 1})});
  model.output(model.node("Add", {normal, model.weights({8, 1, 1})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "layer_norm");
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 8}));
  EXPECT_EQ(network.parameters(), 2U * 8);
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
  const std::string y = model.node("Conv", {model.input("x", image), model.weights({6, 8, 1, 1})});
  model.output(model.node("Softmax", {y}, {{"axis", std::int64_t{1}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution softmax");
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 6}));
}

TEST(OnnxLrn, OverChannels) {
  OneNode one(image);
  const Network network =
      one.run("LRN", {}, {{"size", std::int64_t{5}}, {"alpha", 1e-4F}, {"beta", 0.75F}, {"bias", 1.0F}});
  EXPECT_EQ(the(network, LayerType::local_response_norm).window, 5);
  EXPECT_EQ(output_shape(network), (Shape{4, 5, 8}));
}

}  // namespace
}  // namespace apollo::workloads::importer
