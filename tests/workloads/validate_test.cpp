#include <gtest/gtest.h>

#include <tuple>

#include "one_layer.h"
#include "tests/files/error_of.h"
#include "workloads/network.h"

namespace apollo::workloads {
namespace {

// Adds of two tensors each: {name, left, right, output}. Tensor 0 is the input.
Network graph(const std::vector<std::tuple<std::string, int, int, int>>& layers) {
  Network network;
  network.name = "graph";
  for (std::size_t i = 0; i <= layers.size(); ++i)
    network.tensors.push_back({"t" + std::to_string(i), {2, 2, 3}, {}});
  for (const auto& [name, left, right, output] : layers) {
    Layer layer = layer_of(LayerType::add);
    layer.name = name;
    layer.inputs = {left, right};
    layer.outputs = {output};
    network.layers.push_back(layer);
  }
  network.inputs = {0};
  network.outputs = {static_cast<int>(layers.size())};
  return network;
}

std::vector<std::string> order(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.name);
  return names;
}

std::string error_in(Network network) {
  return testing::error_of([&] { validate(network, "net.json"); });
}

TEST(Validate, LeavesSortedLayersInPlace) {
  Network network = graph({{"a", 0, 0, 1}, {"b", 0, 0, 2}, {"c", 2, 0, 3}, {"d", 1, 3, 4}});
  validate(network, "net.json");
  EXPECT_EQ(order(network), (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(Validate, MovesProducersBeforeTheirConsumers) {
  Network network = graph({{"d", 1, 3, 4}, {"c", 2, 0, 3}, {"a", 0, 0, 1}, {"b", 0, 0, 2}});
  validate(network, "net.json");
  EXPECT_EQ(order(network), (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(Validate, IsIdempotent) {
  Layer layer = layer_of(LayerType::fully_connected);
  layer.channels = 10;
  Network network = one_layer(layer, {input_of({1, 1, 64})});
  validate(network, "net.json");
  const Layer first = network.layers[0];
  validate(network, "net.json");
  EXPECT_EQ(network.layers[0].weight_scale, first.weight_scale);
  EXPECT_EQ(network.layers[0].macs, first.macs);
  EXPECT_EQ(network.parameters(), first.parameters);
}

TEST(Validate, NamesTheLayersOfACycleInDataFlowOrder) {
  EXPECT_EQ(error_in(graph({{"a", 0, 3, 1}, {"b", 1, 0, 2}, {"c", 2, 0, 3}, {"d", 3, 0, 4}})),
            "net.json: layers form a cycle: a -> b -> c -> a; must be acyclic");
  EXPECT_EQ(error_in(graph({{"a", 0, 0, 1}, {"b", 1, 2, 2}})),
            "net.json: layers form a cycle: b -> b; must be acyclic");
}

TEST(Validate, TensorHasExactlyOneProducer) {
  testing::expect_contains(error_in(graph({{"a", 0, 0, 1}, {"b", 0, 0, 1}})),
                           "tensor t1 has more than one producer");
  testing::expect_contains(error_in(graph({{"a", 0, 0, 0}})), "tensor t0 has more than one producer");
  Network network = graph({{"a", 0, 0, 1}});
  network.tensors.push_back({"alone", {}, {}});
  testing::expect_contains(error_in(network), "tensor alone has no producer");
}

TEST(Validate, NamesAreUnique) {
  testing::expect_contains(error_in(graph({{"a", 0, 0, 1}, {"a", 1, 0, 2}})), "two layers are named a");
  testing::expect_contains(error_in(graph({{"", 0, 0, 1}})), "a layer's name is empty");
  Network network = graph({{"a", 0, 0, 1}});
  network.tensors[1].name = "t0";
  testing::expect_contains(error_in(network), "two tensors are named t0");
}

TEST(Validate, IndicesAreInRange) {
  testing::expect_contains(error_in(graph({{"a", 0, 9, 1}})),
                           "layer a refers to tensor 9; must be from 0 to 1");
  testing::expect_contains(error_in(graph({{"a", 0, -1, 1}})), "layer a refers to tensor -1");
  Network network = graph({{"a", 0, 0, 1}});
  network.outputs = {5};
  testing::expect_contains(error_in(network), "outputs refers to tensor 5");
  network.outputs = {1, 1};
  testing::expect_contains(error_in(network), "output t1 is listed twice");
}

TEST(Validate, OutputsAreComputed) {
  Network network = graph({{"a", 0, 0, 1}});
  network.outputs = {1, 0};
  EXPECT_EQ(error_in(network),
            "net.json: output t0 is an input or constant of the network; must be a layer's output");
}

TEST(Validate, NetworkHasLayersInputsAndOutputs) {
  testing::expect_contains(error_in(graph({})), "the network has no layers");
  Network network = graph({{"a", 0, 0, 1}});
  network.outputs.clear();
  testing::expect_contains(error_in(network), "the network has no outputs");
  network.inputs.clear();
  testing::expect_contains(error_in(network), "the network has no inputs");
}

TEST(Validate, InputShapesAndQuantizationsAreInRange) {
  Network network = graph({{"a", 0, 0, 1}});
  network.tensors[0].shape = {0, 2, 3};
  testing::expect_contains(error_in(network), "input t0: a dimension is 0; must be from 1 to 1048576");
  network.tensors[0].shape = {1 << 20, 1 << 20, 1 << 20};
  testing::expect_contains(error_in(network), "input t0 is too large");
  network.tensors[0].quantization.scale = -1;
  testing::expect_contains(error_in(network), "tensor t0: scale is -1");
  network.tensors[0].quantization = {1, 128};
  testing::expect_contains(error_in(network), "tensor t0: zero_point is 128; must be from -128 to 127");
}

}  // namespace
}  // namespace apollo::workloads
