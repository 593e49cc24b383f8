#include "workloads/network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "one_layer.h"

namespace apollo::workloads {
namespace {

TEST(ReductionTerms, CountTheProductsOfOneOutput) {
  const auto terms = [](const Layer& layer, const std::vector<Tensor>& inputs) {
    const Network network = one_layer(layer, inputs);
    return reduction_terms(network, network.layers[0]);
  };
  Layer layer = layer_of(LayerType::convolution);
  layer.channels = 8;
  layer.groups = 2;
  layer.kernel = {3, 5};
  EXPECT_EQ(terms(layer, {input_of({9, 9, 8})}), 3U * 5 * 4);
  layer.type = LayerType::transposed_convolution;
  layer.stride = {2, 2};
  EXPECT_EQ(terms(layer, {input_of({9, 9, 8})}), 2U * 3 * 4);  // every second kernel element meets an output
}

TEST(DefaultWeightScale, DividesByTheSpreadOfTheSum) {
  EXPECT_FLOAT_EQ(default_weight_scale(1), 1.0F / 73);
  EXPECT_FLOAT_EQ(default_weight_scale(64), 1.0F / (73 * 8));
  Layer layer = layer_of(LayerType::fully_connected);
  layer.channels = 10;
  Network network = one_layer(layer, {input_of({1, 1, 64})});
  validate(network, "test");
  EXPECT_FLOAT_EQ(network.layers[0].weight_scale, 1.0F / (73 * 8));
}

TEST(DefaultWeightScale, FollowsTheWidthOfTheWeights) {
  // Uniform over 2 n + 1 integers: the standard deviation is sqrt(n (n + 1) / 3).
  EXPECT_FLOAT_EQ(default_weight_scale(1, 4), static_cast<float>(1 / std::sqrt(7 * 8 / 3.0)));
  EXPECT_FLOAT_EQ(default_weight_scale(1, 16), static_cast<float>(1 / std::sqrt(32767.0 * 32768 / 3)));
  Network network = one_layer(layer_of(LayerType::matmul), {input_of({1, 2, 8}), input_of({1, 8, 3})});
  network.tensors[1].quantization.bits = 16;  // matmul's weights
  EXPECT_EQ(default_weight_scale(network, network.layers[0]), default_weight_scale(8, 16));
}

TEST(ReductionTerms, OfTheOtherTypes) {
  const auto terms = [](LayerType type, const std::vector<Tensor>& inputs, int groups = 1) {
    Layer layer = layer_of(type);
    layer.groups = groups;
    const Network network = one_layer(layer, inputs);
    return reduction_terms(network, network.layers[0]);
  };
  EXPECT_EQ(terms(LayerType::fully_connected, {input_of({1, 7, 3})}), 3U);          // at each position
  EXPECT_EQ(terms(LayerType::fully_connected, {input_of({2, 7, 3})}), 2U * 7 * 3);  // one vector
  EXPECT_EQ(terms(LayerType::matmul, {input_of({1, 5, 12}), input_of({1, 7, 12})}, 3), 12U / 3);
  EXPECT_EQ(terms(LayerType::lstm, {input_of({1, 6, 9})}), 9U);
  EXPECT_EQ(terms(LayerType::max_pool, {input_of({4, 4, 9})}), 1U);
}

TEST(Shape, HasTheElementsOfItsDimensions) {
  EXPECT_EQ((Shape{3, 4, 5}).elements(), 3 * 4 * 5);
  EXPECT_EQ((Shape{1 << 20, 1 << 20, 1}).elements(), std::int64_t{1} << 40);  // more than an int
  EXPECT_EQ((Shape{3, 4, 5}), (Shape{3, 4, 5}));
  for (const Shape& other : {Shape{2, 4, 5}, Shape{3, 3, 5}, Shape{3, 4, 4}})
    EXPECT_NE((Shape{3, 4, 5}), other);
}

TEST(Network, CountsItsLayersAndConstants) {
  Network network;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    Layer layer;
    layer.macs = i * 10;
    layer.parameters = i;
    network.layers.push_back(layer);
  }
  EXPECT_EQ(network.macs(), 10U + 20 + 30);
  EXPECT_EQ(network.parameters(), 1U + 2 + 3);
  network.tensors = {{"x", {9, 9, 9}, {}}, {"table", {1, 7, 5}, {}}};
  network.constants = {1};
  EXPECT_EQ(network.parameters(), 1U + 2 + 3 + 7 * 5);
}

}  // namespace
}  // namespace apollo::workloads
