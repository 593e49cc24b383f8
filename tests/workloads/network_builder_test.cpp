#include "workloads/network_builder.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"

namespace apollo::workloads {
namespace {

const Quantization kQuantization{0.5F, 3};

TEST(NetworkBuilder, InputsAndConstantsAreTensorsInTheOrderOfCalls) {
  NetworkBuilder b("n");
  const int x = b.input("x", {2, 3, 4}, kQuantization);
  const int c = b.constant("c", {2, 3, 4});
  const int y = b.add(layer_of(LayerType::add, {x, c}));
  const Network n = b.finish({y});
  EXPECT_EQ(n.name, "n");
  EXPECT_EQ(n.inputs, std::vector<int>{x});
  EXPECT_EQ(n.constants, std::vector<int>{c});
  EXPECT_EQ(n.outputs, std::vector<int>{y});
  ASSERT_EQ(n.tensors.size(), 3U);
  EXPECT_EQ(n.tensors[x].name, "x");
  EXPECT_EQ(n.tensors[x].shape, (Shape{2, 3, 4}));
  EXPECT_EQ(n.tensors[x].quantization, kQuantization);
  EXPECT_EQ(n.tensors[c].name, "c");
}

TEST(NetworkBuilder, ALayersOutputHasItsNameAndQuantizationAndAnInferredShape) {
  NetworkBuilder b("n");
  Layer l = layer_of(LayerType::fully_connected, {b.input("x", {1, 5, 4})});
  l.name = "classifier";
  l.channels = 10;
  const int out = b.add(l, kQuantization);
  const Network n = b.finish({out});
  EXPECT_EQ(n.layers[0].outputs, std::vector<int>{out});
  EXPECT_EQ(n.tensors[out].name, "classifier");
  EXPECT_EQ(n.tensors[out].quantization, kQuantization);
  EXPECT_EQ(n.tensors[out].shape, (Shape{1, 5, 10}));
}

TEST(NetworkBuilder, NamesLayersThatHaveNone) {
  NetworkBuilder b("n");
  int x = b.input("x", {2, 3, 4});
  for (int i = 0; i < 2; ++i) x = b.add(layer_of(LayerType::pad, {x}));
  const Network n = b.finish({x});
  EXPECT_NE(n.layers[0].name, "");
  EXPECT_NE(n.layers[0].name, n.layers[1].name);
}

TEST(NetworkBuilder, RefusesWhatIsNoNetwork) {
  NetworkBuilder b("n");
  const int x = b.input("x", {2, 3, 4}), smaller = b.input("y", {1, 3, 4});
  const int sum = b.add(layer_of(LayerType::add, {x, smaller}));
  EXPECT_NE(testing::config_error([&] { b.finish({sum}); }), "");
}

}  // namespace
}  // namespace apollo::workloads
