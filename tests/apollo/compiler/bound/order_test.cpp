#include "apollo/compiler/bound/order.h"

#include <gtest/gtest.h>

#include "workloads/network_builder.h"

namespace apollo::compiler::bound {
namespace {

using workloads::Layer;
using workloads::layer_of;
using workloads::LayerType;
using workloads::NetworkBuilder;

Order order(const workloads::Network& network) {
  const lower::LoweredNetwork lowered = lower::lower(network);
  std::vector<bool> constants;
  for (const lower::LoweredBuffer& buffer : lowered.buffers) {
    constants.push_back(false);
    for (const int t : network.constants)
      if (t == buffer.tensor) constants.back() = true;
  }
  return order_of(lowered, reads_of(lowered), constants);
}

Layer convolution(int input, int window, int channels) {
  Layer layer = layer_of(LayerType::convolution, {input});
  layer.kernel = {window, window};
  layer.channels = channels;
  return layer;
}

TEST(OrderOf, AChainBeginsWithALoadAndEndsWithAStore) {
  NetworkBuilder b("chain");
  const int hidden = b.add(convolution(b.input("x", {8, 8, 4}), 3, 8));
  const Order o = order(b.finish({b.add(convolution(hidden, 3, 8))}));
  EXPECT_TRUE(o.begins_with_load);
  EXPECT_TRUE(o.ends_with_store);
  EXPECT_EQ(o.stored, (std::vector<bool>{false, true}));
  ASSERT_EQ(o.dependences.size(), 1U);
  EXPECT_EQ(o.dependences[0].from, 0);
  EXPECT_EQ(o.dependences[0].to, 1);
  EXPECT_FALSE(o.dependences[0].through_dram);
}

TEST(OrderOf, PaddingNeedsNoLoad) {
  NetworkBuilder b("pad");
  Layer pad = layer_of(LayerType::pad, {b.input("x", {4, 4, 4})});
  pad.padding = {1, 1, 1, 1};
  EXPECT_FALSE(order(b.finish({b.add(pad)})).begins_with_load);
}

TEST(OrderOf, WhatIsMadeOfConstantsAloneNeedsNoLoad) {
  NetworkBuilder b("constants");
  const int x = b.input("x", {4, 4, 4});
  const int made = b.add(convolution(b.constant("c", {4, 4, 4}), 1, 4));
  EXPECT_FALSE(order(b.finish({b.add(convolution(x, 1, 4)), made})).begins_with_load);
}

TEST(OrderOf, AResultThatNobodyNeedsWholeMayComeLast) {
  NetworkBuilder b("strided");
  const int hidden = b.add(convolution(b.input("x", {8, 8, 4}), 1, 8));
  Layer strided = convolution(hidden, 1, 8);
  strided.stride = {2, 2};
  const Order o = order(b.finish({b.add(strided)}));
  EXPECT_FALSE(o.ends_with_store);
  EXPECT_TRUE(o.dependences.empty());
}

}  // namespace
}  // namespace apollo::compiler::bound
