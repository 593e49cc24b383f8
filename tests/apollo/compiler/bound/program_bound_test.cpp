#include "apollo/compiler/bound/program_bound.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/apollo/compiler/bound/least_cycles.h"
#include "workloads/network_builder.h"
#include "workloads/random/layer.h"
#include "workloads/zoo/builtin.h"

namespace apollo::compiler::bound {
namespace {

using machine::Accelerator;
using program::Op;
using workloads::LayerType;
using workloads::Network;
using workloads::NetworkBuilder;

// Pointwise convolutions one after the other, `ops` of them with 64 x 64 weights on 8 x 8 positions, and
// then one on one position with 64 x `wide`: little computation, many weights.
Network tail_of_weights(int ops, int wide) {
  NetworkBuilder builder("tail");
  int tensor = builder.input("in", {8, 8, 64});
  for (int i = 0; i < ops; ++i) {
    workloads::Layer layer = layer_of(LayerType::convolution, {tensor});
    layer.channels = 64;
    tensor = builder.add(layer);
  }
  workloads::Layer pool = layer_of(LayerType::global_average_pool, {tensor});
  workloads::Layer dense = layer_of(LayerType::fully_connected, {builder.add(pool)});
  dense.channels = wide;
  return builder.finish({builder.add(dense)});
}

TEST(ProgramBound, AddsTheArrayBeforeToTheWeightsThatNoMemoryHolds) {
  constexpr int kOps = 4, kWide = 100'000;
  Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  a.configuration.pe_memory_bytes = 65536;
  a.configuration.core_memory_bytes = 16384;
  a.configuration.parameter_memory_entries = 2048;
  a.configuration.activation_memory_entries = 256;
  const std::int64_t bias = 4, memories = 65536 + 16384 + 2048 * 64 + 256 * 64;
  const std::int64_t weights = std::int64_t{kWide} * (64 + bias);
  // 64 channels at 64 positions, each by all lanes, with one step of 4 channels a cycle at best.
  const std::int64_t before = std::int64_t{kOps} * 64 * 64 / a.configuration.compute_lanes * (64 / 4);
  const std::int64_t in_flight = 64 * 1024;  // more than is ever on its way
  const std::int64_t cycles = ProgramBound(tail_of_weights(kOps, kWide)).cycles(a);
  EXPECT_GT(cycles, before + a.dram_cycles(weights - memories - in_flight));
  // What all weights and all computation take one after the other is no bound.
  EXPECT_LT(cycles, before + a.dram_cycles(weights) + 10'000);
}

// A recurrent layer whose weights cores do not hold: in each step they come over the parameter bus again,
// while the array has next to nothing to do.
TEST(ProgramBound, BringsTheWeightsOfARecurrentLayerInEachStep) {
  constexpr int kSteps = 24, kUnits = 256, kGates = 4;
  NetworkBuilder b("lstm");
  const int x = b.input("x", {1, kSteps, 16}), h = b.input("h", {1, 1, kUnits}),
            c = b.input("c", {1, 1, kUnits});
  workloads::Layer lstm = layer_of(LayerType::lstm, {x, h, c});
  lstm.channels = kUnits;
  const Network network = b.finish({b.add(lstm)});
  Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  a.configuration.compute_lanes = 256;
  a.configuration.core_memory_bytes = 65536;
  a.configuration.pe_memory_bytes = 1 << 20;
  const double bytes = double{kGates} * kUnits * kUnits - 65536;
  const double bus = a.constants.parameter_entry_bytes, fill = bus;  // one core
  const double all_steps = kSteps * bytes / (bus + fill);
  const auto cycles = static_cast<double>(ProgramBound(network).cycles(a));
  EXPECT_LE(cycles, 1.2 * all_steps);
  EXPECT_GE(cycles, 0.95 * all_steps);  // a step's weights on their way when it begins
  EXPECT_LT(static_cast<double>(NetworkBound(network).of(a).cycles()), 0.7 * all_steps);
}

// By the definition, all pairs.
double flow_of(const lower::LoweredNetwork& network, const std::vector<double>& array, double held,
               double per_byte) {
  const std::size_t n = network.ops.size();
  double most = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j) {
      const bool apart = i == 0 || j + 1 == n || j - i + 2 >= lower::kLongestChain;
      if (!apart) continue;
      double before = 0, behind = 0, weights = 0;
      for (std::size_t k = 0; k < n; ++k) {
        (k < i   ? before
         : k > j ? behind
                 : weights) +=
            k < i || k > j
                ? array[k]
                : static_cast<double>(network.ops[k].parameter_layer < 0
                                          ? 0
                                          : network.ops[k].weight_bytes(network.ops[k].G, network.ops[k].K,
                                                                        network.ops[k].C, true));
      }
      most = std::max(most, before + (weights - held) * per_byte + behind);
    }
  return most;
}

TEST(ProgramBound, IsTheLargestOverAllStretchesOfOps) {
  const Network network = zoo::builtin_network("mobilenet_v2");
  const lower::LoweredNetwork lowered = lower::lower(network);
  ProgramBound bound(network);
  NetworkBound whole(network);
  std::mt19937_64 engine(3);
  int by_flow = 0;
  for (int i = 0; i < 40; ++i) {
    Accelerator a;
    auto& c = a.configuration;
    c.pes_x = 1 + static_cast<int>(engine() % 3);
    c.pes_y = 1 + static_cast<int>(engine() % 3);
    c.pe_memory_bytes = 65536 << (engine() % 4);
    c.dram_bandwidth_gbps = 5 + static_cast<double>(engine() % 25);
    std::vector<double> array;
    double sum = 0;
    for (const Op& op : lowered.ops) {
      array.push_back(static_cast<double>(cycles_in_parts(op, {true, false, false}, a)));
      sum += array.back();
    }
    const double per_byte = static_cast<double>(a.constants.clock_mhz) / static_cast<double>(a.dram_mbps());
    const double memories =
        static_cast<double>(a.pes() * (c.pe_memory_bytes + c.cores_per_pe * c.core_memory_bytes) +
                            a.parameter_memory_bytes() + a.activation_memory_bytes());
    const double flow = flow_of(lowered, array, memories, per_byte);
    const std::int64_t cycles = bound.cycles(a);
    const Bound simple = whole.of(a);
    const double largest = std::max({flow, sum, static_cast<double>(simple.dram)});
    by_flow += flow > 1.01 * std::max({sum, static_cast<double>(simple.dram)}) ? 1 : 0;
    // But for what is on its way, and what comes before the first and after the last instruction.
    EXPECT_NEAR(static_cast<double>(cycles), largest, 0.02 * largest);
  }
  EXPECT_GT(by_flow, 10);
}

}  // namespace
}  // namespace apollo::compiler::bound
