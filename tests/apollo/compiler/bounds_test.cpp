#include <gtest/gtest.h>

#include "apollo/compiler/bound/program_bound.h"
#include "apollo/compiler/compiler.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/machine/random_accelerator.h"
#include "workloads/network_builder.h"
#include "workloads/random/layer.h"

// Properties of compiled programs that need no second engine.
namespace apollo::compiler {
namespace {

using machine::Accelerator;
using machine::Counters;
using program::Program;

std::int64_t cycles_with(Program program, const Accelerator& accelerator) {
  program.accelerator = accelerator;
  return fast::simulate(program, {}).counters.cycles;
}

// Whether a layer may leave part of its input unread: by a stride beyond the kernel, or by cutting or
// picking.
bool skips_input(const workloads::Layer& layer) {
  return layer.stride[0] > layer.kernel[0] || layer.stride[1] > layer.kernel[1] ||
         layer.type == workloads::LayerType::slice || layer.type == workloads::LayerType::resize;
}

class Bounds : public ::testing::TestWithParam<const char*> {};

TEST_P(Bounds, ObeysBoundsAndMonotonicity) {
  int feasible = 0;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    const auto network = workloads::random::layer(GetParam(), seed);
    const Accelerator a = machine::random_accelerator(seed);
    const auto compiled = compile(network, a);
    if (std::holds_alternative<machine::Infeasible>(compiled)) continue;
    ++feasible;
    const Program& program = std::get<Program>(compiled);
    const Counters counters = fast::simulate(program, {}).counters;
    SCOPED_TRACE(std::string(GetParam()) + " seed " + std::to_string(seed));
    const std::uint64_t macs = network.macs();
    EXPECT_GE(counters.multiplications, counters.macs);
    EXPECT_GE(counters.cycles * a.macs_per_cycle(), counters.multiplications) << "beats the MAC bound";
    const std::int64_t traffic = counters.dram_read_bytes + counters.dram_write_bytes;
    EXPECT_GE(counters.cycles, a.dram_cycles(traffic)) << "beats the DRAM bound";
    const bound::Bound bound = bound::NetworkBound(network).of(a);
    EXPECT_GE(counters.cycles, bound.cycles());
    EXPECT_GE(counters.cycles, bound::ProgramBound(network).cycles(a));
    EXPECT_GE(traffic, bound.dram_bytes);
    EXPECT_GE(counters.units[static_cast<std::size_t>(machine::Unit::array)].busy, bound.array_cycles);
    std::int64_t least = 0;  // every input, constant and output crosses the DRAM interface at least once
    for (const auto* tensors : {&network.inputs, &network.constants, &network.outputs})
      for (const int t : *tensors)
        least += network.tensors[t].shape.elements() * network.tensors[t].quantization.bytes();
    EXPECT_TRUE(traffic >= least || skips_input(network.layers[0]));
    EXPECT_EQ(counters.macs, static_cast<std::int64_t>(macs));
    // Bytes into activation memory equal bytes out of it.
    EXPECT_EQ(counters.activation_reads, counters.activation_writes);

    Accelerator better = a;
    better.configuration.dram_bandwidth_gbps *= 2;
    EXPECT_LE(cycles_with(program, better), counters.cycles) << "more bandwidth is slower";
    better = a;
    better.constants.dram_latency_cycles /= 2;
    EXPECT_LE(cycles_with(program, better), counters.cycles) << "less DRAM latency is slower";
    better = a;
    better.constants.network_base_latency_cycles = 1;
    EXPECT_LE(cycles_with(program, better), counters.cycles) << "less network latency is slower";
  }
  EXPECT_GE(feasible, 10) << "too few feasible samples to show anything";
}

// One burst in, one vector on one PE, one burst out, weights pinned: nothing is left to lose.
TEST(BoundOfANetwork, IsMetWhereNothingIsLost) {
  Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  workloads::NetworkBuilder builder("one_vector");
  const int channels = a.constants.dram_burst_bytes;
  workloads::Layer layer =
      workloads::layer_of(workloads::LayerType::fully_connected, {builder.input("x", {1, 1, channels})});
  layer.channels = channels;
  const workloads::Network network = builder.finish({builder.add(layer)});
  const auto compiled = compile(network, a);
  ASSERT_TRUE(std::holds_alternative<Program>(compiled));
  EXPECT_EQ(fast::simulate(std::get<Program>(compiled), {}).counters.cycles,
            bound::NetworkBound(network).of(a).cycles());
}

INSTANTIATE_TEST_SUITE_P(Kinds, Bounds, ::testing::ValuesIn(workloads::random::kinds()),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace apollo::compiler
