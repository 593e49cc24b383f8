#include "workloads/onnx/values.h"

#include "tests/files/error_of.h"
#include "workloads/network_builder.h"

namespace apollo::workloads::importer {
namespace {

constexpr Quantization kInput{0.5F, -3}, kOutput{0.25F, 7};

Layer dense(int input, int channels) {
  Layer layer = workloads::layer_of(LayerType::fully_connected, {input});
  layer.name = "dense";
  layer.channels = channels;
  return layer;
}

// A layer of weights by a vector of three, and what is known of it.
struct Dense {
  explicit Dense(LayerWeights weights) {
    NetworkBuilder b("network");
    const int x = b.input("x", {1, 1, 3});
    const int y = b.add(dense(x, static_cast<int>(weights.steps.size())));
    network = b.finish({y});
    values.quantization = {{x, kInput}, {y, kOutput}};
    values.weights[y] = std::move(weights);
  }
  void store() { store_values(values, "model.onnx", &network); }
  std::string error() {
    return testing::error_of([&] { store(); });
  }
  const Parameters& parameters() const { return network.stored->parameters.at("dense"); }

  Network network;
  ModelValues values;
};

TEST(OnnxValues, WeightsAreMultiplesOfTheirChannelsStep) {
  Dense d({{0.5, -1, 63.5, 10, -20, 30}, {0.5, 10}, {0, 0}});
  d.store();
  EXPECT_EQ(std::vector<int>(d.parameters().weights.begin(), d.parameters().weights.end()),
            (std::vector<int>{1, -2, 127, 1, -2, 3}));
  EXPECT_EQ(d.parameters().scales, (std::vector<float>{0.5F, 10}));
  EXPECT_EQ(d.parameters().zero_points, (std::vector<int>{0, 0}));
}

TEST(OnnxValues, WeightsLessTheirZeroPointFitEightBitsByAnother) {
  for (const double shift : {-255.0, -130.0, 0.0}) {
    Dense d({{shift, shift + 100, shift + 255}, {1}, {0}});
    d.store();
    const Parameters& p = d.parameters();
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_EQ(p.weights[i] - p.zero_points[0], d.values.weights.begin()->second.weights[i]) << shift;
  }
}

TEST(OnnxValues, ABiasIsInUnitsOfInputAndWeight) {
  Dense d({{1, 1, 1}, {2}, {77}});
  d.store();
  EXPECT_EQ(d.parameters().bias[0], 77 / (kInput.scale * 2));
}

TEST(OnnxValues, TensorsHaveTheModelsQuantization) {
  Dense d({{1, 1, 1}, {2}, {0}});
  d.store();
  EXPECT_TRUE(d.network.tensors[0].quantization == kInput);
  EXPECT_TRUE(d.network.tensors[1].quantization == kOutput);
}

TEST(OnnxValues, WhatTheChipCannotComputeWithIsRefused) {
  testing::expect_contains(Dense({{0, 0, 256}, {1}, {0}}).error(), "model.onnx: layer \"dense\"");
  testing::expect_contains(Dense({{0, 0, 256}, {1}, {0}}).error(), "do not fit 8 bits");
  testing::expect_contains(Dense({{1, 1, 1}, {1}, {2e9}}).error(), "beyond what the chip holds");
  testing::expect_contains(Dense({{1, 1, 1}, {0}, {0}}).error(), "scale is out of range");
  Dense no_weights({{1, 1, 1}, {1}, {0}});
  no_weights.values.weights.clear();
  testing::expect_contains(no_weights.error(), "the values of its weights are not taken over");
  Dense no_scale({{1, 1, 1}, {1}, {0}});
  no_scale.values.quantization.erase(0);
  testing::expect_contains(no_scale.error(), "tensor \"x\" has no scale");
}

// x -> dense -> relu -> slice: only the ends are known.
TEST(OnnxValues, LayersThatMoveValuesPassTheirQuantizationOn) {
  NetworkBuilder b("network");
  const int x = b.input("x", {1, 1, 3});
  const int sum = b.add(dense(x, 4));
  Layer relu = workloads::layer_of(LayerType::activation, {sum});
  relu.activation = Activation::relu;
  const int positive = b.add(relu);
  Layer part = workloads::layer_of(LayerType::slice, {positive});
  part.shape = {1, 1, 2};
  const int y = b.add(part);
  Network network = b.finish({y});
  ModelValues values;
  values.quantization = {{x, kInput}, {y, kOutput}};
  values.weights[sum] = {std::vector<double>(12, 1), {1, 1, 1, 1}, {0, 0, 0, 0}};
  store_values(values, "model.onnx", &network);
  for (const int tensor : {sum, positive, y})
    EXPECT_TRUE(network.tensors[static_cast<std::size_t>(tensor)].quantization == kOutput) << tensor;
}

TEST(OnnxValues, ALayerThatComputesOtherwiseThanTheModelIsRefused) {
  for (const Activation activation : {Activation::sigmoid, Activation::relu}) {
    NetworkBuilder b("network");
    const int x = b.input("x", {1, 1, 3});
    Layer layer = workloads::layer_of(LayerType::activation, {x});
    layer.activation = activation;
    const int y = b.add(layer);
    Network network = b.finish({y});
    ModelValues values;
    values.quantization = {{x, kInput}, {y, kOutput}};
    const auto store = [&] { store_values(values, "model.onnx", &network); };
    if (activation == Activation::sigmoid)
      testing::expect_contains(testing::error_of(store), "another scale or zero point than its input");
    else
      store();
    values.quantization[y] = kInput;
    store();
    values.sums.insert(x);
    testing::expect_contains(testing::error_of(store), "takes sums of 32 bits");
  }
}

// x + constant
struct Sum {
  explicit Sum(const Constant& constant) {
    NetworkBuilder b("network");
    const int x = b.input("x", {1, 1, 3}), c = b.constant("c", {1, 1, 3});
    const int y = b.add(workloads::layer_of(LayerType::add, {x, c}));
    network = b.finish({y});
    values.quantization = {{x, kInput}, {y, kOutput}};
    values.constants[c] = constant;
  }
  std::vector<double> reals() {
    store_values(values, "model.onnx", &network);
    const Quantization q = network.tensors[1].quantization;
    std::vector<double> result;
    for (const int code : network.stored->constants.at("c"))
      result.push_back(q.scale * (code - q.zero_point));
    return result;
  }
  Network network;
  ModelValues values;
};

TEST(OnnxValues, ConstantsKeepTheirReals) {
  const std::vector<double> reals{-1, 126.5, 50};
  EXPECT_EQ(Sum({{3}, reals, false, kFloat, std::vector<double>(3, 0.5)}).reals(), reals);
}

TEST(OnnxValues, AConstantOfOneNumberIsItsOwnScale) {
  const std::vector<double> reals{0.7F, -0.7F, 0};
  const std::vector<double> stored = Sum({{3}, reals, false, kFloat}).reals();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FLOAT_EQ(stored[i], reals[i]);
  testing::expect_contains(testing::error_of([] {
                             Sum({{3}, std::vector<double>{1, 2, 3}}).reals();
                           }),
                           "tensor \"c\" has no scale");
}

}  // namespace
}  // namespace apollo::workloads::importer
