#include "apollo/compiler/bound/network_bound.h"

#include <gtest/gtest.h>

#include "simulator/machine/random_accelerator.h"
#include "workloads/network_builder.h"
#include "workloads/zoo/builtin.h"

namespace apollo::compiler::bound {
namespace {

using machine::Accelerator;
using machine::ceil_div;
using workloads::Layer;
using workloads::layer_of;
using workloads::LayerType;
using workloads::NetworkBuilder;

constexpr int kBurst = 64;

// So many fully connected layers from 64 to 64 channels, one after the other.
workloads::Network chain(int layers) {
  NetworkBuilder b("chain");
  int x = b.input("x", {1, 1, kBurst});
  for (int i = 0; i < layers; ++i) {
    Layer layer = layer_of(LayerType::fully_connected, {x});
    layer.channels = kBurst;
    x = b.add(layer);
  }
  return b.finish({x});
}

// The first request, one burst of input, its way to the PEs.
std::int64_t until_first_start(const Accelerator& a) {
  const auto& k = a.constants;
  const std::int64_t request = k.instruction_fetch_cycles + 1;
  return request + k.dram_latency_cycles + a.dram_cycles(kBurst) + 1 + a.network_latency();
}
// The way to activation memory, the store's request, one burst.
std::int64_t after_last_result(const Accelerator& a) {
  return 1 + a.network_latency() + 1 + a.dram_cycles(kBurst);
}

TEST(NetworkBound, TheArrayWorksBetweenTheFirstLoadAndTheLastStore) {
  const Accelerator a;
  constexpr int kLayers = 3;
  NetworkBound bound(chain(kLayers));
  const Bound b = bound.of(a);
  // 64 channels: a lane each of one PE, or four of each PE, 64 / 4 steps, one beat to write.
  const std::int64_t layer = a.constants.compute_startup_cycles + kBurst / a.constants.mac_ways + 1;
  EXPECT_EQ(b.array_cycles, kLayers * layer);
  EXPECT_EQ(bound.array_cycles(a), std::vector<std::int64_t>(kLayers, layer));
  EXPECT_EQ(b.array, until_first_start(a) + kLayers * layer + after_last_result(a));
  const std::int64_t least_instruction = a.constants.compute_startup_cycles + 1 + 1;
  EXPECT_EQ(b.path, until_first_start(a) + layer + (kLayers - 1) * least_instruction + after_last_result(a));
  EXPECT_EQ(b.cycles(), b.array);
}

TEST(NetworkBound, WhatMemoriesDoNotHoldComesFromDram) {
  constexpr int kLayers = 4;
  const std::int64_t weights = kLayers * (kBurst * kBurst + 4 * kBurst), ends = 2 * kBurst;
  NetworkBound bound(chain(kLayers));
  Accelerator a;
  EXPECT_EQ(bound.of(a).dram_bytes, ends);
  a.configuration.pes_x = a.configuration.pes_y = 1;
  a.configuration.pe_memory_bytes = 2048;
  a.configuration.core_memory_bytes = 1024;
  a.configuration.parameter_memory_entries = 16;
  a.configuration.activation_memory_entries = 16;
  const std::int64_t kept = 2048 + 1024 + 2 * 16 * 64;
  ASSERT_EQ((weights - kept) % kBurst, 0);
  const Bound b = bound.of(a);
  EXPECT_EQ(b.dram_bytes, ends + weights - kept);
  EXPECT_GE(b.dram, a.constants.dram_latency_cycles + a.dram_cycles(b.dram_bytes));
  const int bus = a.constants.parameter_entry_bytes;
  EXPECT_GE(b.buses, ceil_div(weights - 1024 - 2048, bus)) << "what neither cores nor PEs keep goes over it";
  // What cores do not keep goes over it too, or comes at the rate of one core while the array computes
  // nothing.
  const std::int64_t more = weights - 1024 - bus * b.array_cycles;
  ASSERT_GT(more, 0);
  EXPECT_GE(b.buses, b.array_cycles + ceil_div(more, 2 * bus));
}

TEST(NetworkBound, MatmulsWaitForTheirSecondOperandToGoThroughDram) {
  NetworkBuilder b("matmul");
  const int x = b.input("x", {1, 4, 16});
  Layer keys = layer_of(LayerType::fully_connected, {x});
  keys.channels = 16;
  Layer scores = layer_of(LayerType::matmul, {x, b.add(keys)});
  scores.transpose_b = true;
  NetworkBound bound(b.finish({b.add(scores)}));
  const Accelerator a;
  const Bound of = bound.of(a);
  EXPECT_GT(of.path, of.array + a.constants.dram_latency_cycles);
}

TEST(NetworkBound, IsTheSameWhateverItWasAskedBefore) {
  const workloads::Network network = zoo::builtin_network("ds_cnn");
  NetworkBound used(network);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Accelerator a = machine::random_accelerator(seed);
    a.constants.compute_startup_cycles = 5 + static_cast<int>(seed % 3);
    NetworkBound fresh(network);
    for (int again = 0; again < 2; ++again) {
      const Bound b = used.of(a), expected = fresh.of(a);
      EXPECT_EQ(b.cycles(), expected.cycles()) << seed;
      EXPECT_EQ(b.array_cycles, expected.array_cycles) << seed;
      EXPECT_EQ(b.dram_bytes, expected.dram_bytes) << seed;
      EXPECT_EQ(used.array_cycles(a), fresh.array_cycles(a)) << seed;
    }
  }
}

TEST(NetworkBound, MoreOfAnythingNeverRaisesIt) {
  NetworkBound bound(zoo::builtin_network("mobilenet_v2"));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Accelerator a = machine::random_accelerator(seed);
    const Bound less = bound.of(a);
    for (const auto& parameter : machine::kParameters) {
      Accelerator more = a;
      parameter.set(&more.configuration, 2 * parameter.get(a.configuration));
      EXPECT_LE(bound.of(more).array_cycles, less.array_cycles) << parameter.name << " seed " << seed;
      EXPECT_LE(bound.of(more).dram_bytes, less.dram_bytes) << parameter.name << " seed " << seed;
    }
  }
}

}  // namespace
}  // namespace apollo::compiler::bound
