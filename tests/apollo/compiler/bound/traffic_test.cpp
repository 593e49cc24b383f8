#include "apollo/compiler/bound/traffic.h"

#include <gtest/gtest.h>

#include <numeric>

#include "workloads/network_builder.h"

namespace apollo::compiler::bound {
namespace {

using workloads::Layer;
using workloads::layer_of;
using workloads::LayerType;
using workloads::NetworkBuilder;

constexpr int kSide = 6, kIn = 8, kOut = 16;

Traffic traffic(const workloads::Network& network) {
  const lower::LoweredNetwork lowered = lower::lower(network);
  return traffic_of(network, lowered, reads_of(lowered));
}

std::int64_t sum(const std::vector<std::int64_t>& bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
}

Layer pointwise(int input, int channels) {
  Layer layer = layer_of(LayerType::convolution, {input});
  layer.channels = channels;
  return layer;
}

TEST(TrafficOf, AChainLoadsItsInputAndStoresItsOutput) {
  NetworkBuilder b("chain");
  const int hidden = b.add(pointwise(b.input("x", {kSide, kSide, kIn}), kOut));
  const Traffic t = traffic(b.finish({b.add(pointwise(hidden, kIn))}));
  EXPECT_EQ(sum(t.loads), kSide * kSide * kIn);
  EXPECT_EQ(t.activations, kSide * kSide * kIn);
  EXPECT_EQ(sum(t.stores), kSide * kSide * kIn);
  EXPECT_EQ(t.operands, 0);
  EXPECT_EQ(t.weights, (kIn * kOut + 4 * kOut) + (kOut * kIn + 4 * kIn)) << "with biases of 4 bytes";
}

TEST(TrafficOf, WideElementsAreTwoBytes) {
  workloads::Quantization wide;
  wide.bits = 16;
  NetworkBuilder b("wide");
  const Traffic t = traffic(b.finish({b.add(pointwise(b.input("x", {kSide, kSide, kIn}, wide), kOut))}));
  EXPECT_EQ(sum(t.loads), 2 * kSide * kSide * kIn);
  EXPECT_EQ(sum(t.stores), kSide * kSide * kOut);
}

TEST(TrafficOf, AnInputOfTwoLayersIsLoadedOnce) {
  NetworkBuilder b("fork");
  const int x = b.input("x", {kSide, kSide, kIn});
  const int left = b.add(pointwise(x, kOut)), right = b.add(pointwise(x, kOut));
  EXPECT_EQ(sum(traffic(b.finish({left, right})).loads), kSide * kSide * kIn);
}

TEST(TrafficOf, ConstantsMayStayOnTheChip) {
  NetworkBuilder b("constant");
  const int x = b.input("x", {kSide, kSide, kIn}), c = b.constant("c", {kSide, kSide, kIn});
  const Traffic t = traffic(b.finish({b.add(layer_of(LayerType::add, {x, c}))}));
  EXPECT_EQ(sum(t.loads), kSide * kSide * kIn);
  EXPECT_EQ(t.constants, kSide * kSide * kIn);
}

TEST(TrafficOf, ASecondOperandOfAMatmulGoesThroughDram) {
  constexpr int kTokens = 5;
  NetworkBuilder b("matmul");
  const int x = b.input("x", {1, kTokens, kIn});
  const int key = b.add(pointwise(x, kIn));
  Layer scores = layer_of(LayerType::matmul, {b.add(pointwise(x, kIn)), key});
  scores.transpose_b = true;
  const Traffic t = traffic(b.finish({b.add(scores)}));
  EXPECT_EQ(t.operands, kTokens * kIn);
  EXPECT_EQ(t.activations, kTokens * kIn);
  EXPECT_EQ(sum(t.loads), kTokens * kIn + kTokens * kIn) << "x and the keys";
  EXPECT_EQ(sum(t.stores), kTokens * kIn + kTokens * kTokens) << "the keys and the scores";
}

TEST(TrafficOf, StepsOfARecurrentLayerShareTheirWeights) {
  constexpr int kSteps = 7, kUnits = 4, kGates = 4;
  NetworkBuilder b("lstm");
  const int x = b.input("x", {1, kSteps, kIn}), h = b.input("h", {1, 1, kUnits}),
            c = b.input("c", {1, 1, kUnits});
  Layer lstm = layer_of(LayerType::lstm, {x, h, c});
  lstm.channels = kUnits;
  const Traffic t = traffic(b.finish({b.add(lstm)}));
  EXPECT_EQ(t.weights, kGates * kUnits * (kIn + 4) + kGates * kUnits * kUnits);
  EXPECT_EQ(sum(t.stores), kSteps * kUnits);
}

}  // namespace
}  // namespace apollo::compiler::bound
