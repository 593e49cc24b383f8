#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "one_layer.h"
#include "workloads/network.h"

namespace apollo::workloads {
namespace {

Network fully_connected(int inputs, int outputs) {
  Layer layer = layer_of(LayerType::fully_connected);
  layer.channels = outputs;
  Network network = one_layer(layer, {input_of({1, 1, inputs})});
  validate(network, "test");
  return network;
}

// Pins the generator: other machines and later versions must give the same values.
TEST(SyntheticParameters, AreTheSameEverywhere) {
  const Network network = fully_connected(4, 2);
  const Parameters parameters = synthetic_parameters(network, network.layers[0], 0);
  EXPECT_EQ(parameters.weights, (Values{-73, 72, -84, 36, -82, 66, 95, -95}));
  EXPECT_EQ(parameters.bias, (std::vector<std::int32_t>{-423, 45}));
  EXPECT_EQ(synthetic_input(network, 0, 1), (Values{-21, -115, -95, -60}));
}

TEST(SyntheticParameters, CoverTheirRangeAndCenterOnZero) {
  const Network network = fully_connected(1000, 100);
  const Parameters parameters = synthetic_parameters(network, network.layers[0], 0);
  ASSERT_EQ(parameters.weights.size(), 100000U);
  ASSERT_EQ(parameters.bias.size(), 100U);
  const std::set<Value> values(parameters.weights.begin(), parameters.weights.end());
  EXPECT_EQ(values.size(), 255U);
  EXPECT_EQ(*values.begin(), -127);
  double sum = 0, squares = 0;
  for (const Value weight : parameters.weights) {
    sum += weight;
    squares += weight * weight;
  }
  EXPECT_NEAR(sum / 1e5, 0, 1);                      // standard error 73 / sqrt(1e5) = 0.23
  EXPECT_NEAR(std::sqrt(squares / 1e5), 73.6, 0.5);  // sqrt((255^2 - 1) / 12)
}

TEST(SyntheticParameters, CoverTheRangeOfTheirWidth) {
  Network network = fully_connected(1000, 100);
  for (const int bits : {4, 16}) {
    network.layers[0].weight_bits = bits;
    const Values weights = synthetic_parameters(network, network.layers[0], 0).weights;
    const auto [lowest, highest] = std::minmax_element(weights.begin(), weights.end());
    const int most = highest_value(bits), slack = most / 1000;  // none of four bits
    EXPECT_NEAR(*lowest, -most, slack) << bits;
    EXPECT_NEAR(*highest, most, slack) << bits;
  }
  network.tensors[0].quantization.bits = 16;
  const Values input = synthetic_input(network, 0, 1);
  EXPECT_LT(*std::min_element(input.begin(), input.end()), -32000);
  EXPECT_GT(*std::max_element(input.begin(), input.end()), 32000);
}

TEST(SyntheticParameters, DifferByNetworkLayerAndSet) {
  Layer layer = layer_of(LayerType::gru);
  layer.channels = 5;
  Network network = one_layer(layer, {input_of({1, 6, 5}), input_of({1, 1, 5})});
  validate(network, "test");
  const Parameters input = synthetic_parameters(network, network.layers[0], 0);
  const Parameters recurrent = synthetic_parameters(network, network.layers[0], 1);
  EXPECT_EQ(input.weights.size(), recurrent.weights.size());
  EXPECT_NE(input.weights, recurrent.weights);
  EXPECT_EQ(recurrent.bias, std::vector<std::int32_t>(15, 0));
  network.layers[0].name = "other";
  EXPECT_NE(synthetic_parameters(network, network.layers[0], 0).weights, input.weights);
  network.name = "other";
  network.layers[0].name = "layer";
  EXPECT_NE(synthetic_parameters(network, network.layers[0], 0).weights, input.weights);
}

TEST(SyntheticParameters, AreEmptyForLayersWithoutAny) {
  Network network = one_layer(layer_of(LayerType::softmax), {input_of({1, 1, 8})});
  validate(network, "test");
  EXPECT_TRUE(synthetic_parameters(network, network.layers[0], 0).weights.empty());
  EXPECT_TRUE(synthetic_parameters(network, network.layers[0], 1).weights.empty());
  const Network full = fully_connected(4, 2);
  EXPECT_TRUE(synthetic_parameters(full, full.layers[0], 1).weights.empty());
}

TEST(SyntheticParameters, LayerNormHasGammaThenBeta) {
  Network network = one_layer(layer_of(LayerType::layer_norm), {input_of({1, 3, 8})});
  validate(network, "test");
  const Parameters parameters = synthetic_parameters(network, network.layers[0], 0);
  EXPECT_EQ(parameters.weights.size(), 16U);
  EXPECT_TRUE(parameters.bias.empty());
}

TEST(SyntheticInput, DependsOnTheSeed) {
  const Network network = fully_connected(100, 2);
  EXPECT_EQ(synthetic_input(network, 0, 1), synthetic_input(network, 0, 1));
  EXPECT_NE(synthetic_input(network, 0, 1), synthetic_input(network, 0, 2));
}

TEST(StoredValues, AreTakenInsteadOfSyntheticOnes) {
  Network network = fully_connected(4, 2);
  const Layer& layer = network.layers[0];
  EXPECT_EQ(parameters_of(network, layer, 0).weights, synthetic_parameters(network, layer, 0).weights);
  EXPECT_EQ(constant_of(network, 0), synthetic_input(network, 0, 0));
  StoredValues stored;
  stored.parameters[layer.name] = {{1, 2, 3, 4, 5, 6, 7, 8}, {9, 10}, {0.5F, 0.25F}, {0, -1}};
  stored.constants[network.tensors[0].name] = {1, 2, 3, 4};
  network.stored = std::make_shared<StoredValues>(stored);
  EXPECT_EQ(parameters_of(network, layer, 0).weights, stored.parameters[layer.name].weights);
  EXPECT_EQ(constant_of(network, 0), stored.constants[network.tensors[0].name]);
  network.stored = std::make_shared<StoredValues>();
  EXPECT_EQ(parameters_of(network, layer, 0).weights, synthetic_parameters(network, layer, 0).weights);
}

}  // namespace
}  // namespace apollo::workloads
