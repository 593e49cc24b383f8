#include <gtest/gtest.h>

#include "apollo/compiler/compiler.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/machine/baselines.h"
#include "workloads/network_builder.h"
#include "workloads/zoo/builtin.h"

// How close compiled networks come to the MAC bound of a small array with ample memory.
namespace apollo::compiler {
namespace {

double share_of_mac_bound(const std::string& name) {
  const auto network = zoo::load_network(name);
  const auto a = machine::macs_256();
  const auto compiled = compile(network, a);
  EXPECT_TRUE(std::holds_alternative<program::Program>(compiled));
  const auto counters = fast::simulate(std::get<program::Program>(compiled), {}).counters;
  return static_cast<double>(network.macs()) / static_cast<double>(a.macs_per_cycle()) /
         static_cast<double>(counters.cycles);
}

TEST(Quality, ResNet50ReachesMostOfTheMacBound) { EXPECT_GE(share_of_mac_bound("resnet50"), 0.85); }
TEST(Quality, MobileNetV2ReachesMostOfTheMacBound) { EXPECT_GE(share_of_mac_bound("mobilenet_v2"), 0.60); }

// The least that any schedule moves is the input once and the output once.
TEST(Quality, ADepthwiseLayerTakesHardlyLongerThanItsBytesOnDram) {
  constexpr int kSize = 56, kChannels = 144;
  workloads::NetworkBuilder b("depthwise");
  workloads::Layer l;
  l.type = workloads::LayerType::convolution;
  l.inputs = {b.input("x", {kSize, kSize, kChannels})};
  l.channels = l.groups = kChannels;
  l.kernel = {3, 3};
  l.padding = {1, 1, 1, 1};
  const auto network = b.finish({b.add(l)});
  for (const double gbps : {5.0, 10.0, 20.0}) {
    auto a = machine::macs_256();
    a.configuration.dram_bandwidth_gbps = gbps;
    const auto compiled = compile(network, a);
    const auto counters = fast::simulate(std::get<program::Program>(compiled), {}).counters;
    const auto dram = static_cast<double>(a.dram_cycles(std::int64_t{2} * kSize * kSize * kChannels));
    EXPECT_LE(static_cast<double>(counters.cycles), 1.1 * dram) << gbps;
  }
}

// Convolutions on large images, of which PE memories hold a fraction of what one hands to the next.
TEST(Quality, WhatDoesNotFitNeedNotGoThroughDram) {
  constexpr int kSize = 256, kWide = 64;
  workloads::NetworkBuilder b("wide");
  int x = b.input("x", {kSize, kSize, 4});
  for (const int channels : {kWide, kWide, 4}) {
    workloads::Layer layer = workloads::layer_of(workloads::LayerType::convolution, {x});
    layer.channels = channels;
    x = b.add(layer);
  }
  const auto a = machine::edge_baseline();
  constexpr std::int64_t kHanded = std::int64_t{kSize} * kSize * kWide;  // bytes
  ASSERT_GT(kHanded, std::int64_t{a.configuration.pe_memory_bytes} * a.pes() * 3 / 4);
  const auto program = std::get<program::Program>(compile(b.finish({x}), a));
  const auto counters = fast::simulate(program, {}).counters;
  EXPECT_LT(counters.cycles, a.dram_cycles(2 * 2 * kHanded)) << "each written and read";
  EXPECT_LT(counters.dram_read_bytes + counters.dram_write_bytes, 2 * kHanded);
}

TEST(Quality, CompilingTwiceGivesTheSameProgram) {
  const auto network = zoo::load_network("mobilenet_v2");
  const auto first = std::get<program::Program>(compile(network, machine::edge_baseline()));
  const auto second = std::get<program::Program>(compile(network, machine::edge_baseline()));
  ASSERT_EQ(first.instructions.size(), second.instructions.size());
  EXPECT_EQ(difference(fast::simulate(first, {}).counters, fast::simulate(second, {}).counters), "");
}

}  // namespace
}  // namespace apollo::compiler
