#include <gtest/gtest.h>

#include <algorithm>

#include "apollo/compiler/compiler.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/functional_check.h"
#include "simulator/machine/baselines.h"
#include "simulator/machine/random_accelerator.h"
#include "simulator/systemc/systemc_engine.h"
#include "tests/simulator/machine/narrow_memories.h"
#include "tests/workloads/narrowing_network.h"
#include "workloads/network_builder.h"
#include "workloads/random/layer.h"
#include "workloads/zoo/builtin.h"

// The chip's outputs against the plain reference, bit for bit, and the two engines against each other.
namespace apollo::compiler {
namespace {

using machine::Accelerator;
using program::Program;
using simulator::SimulationOptions;
using simulator::SimulationResult;

// Runs a program with data off and on; expects equal counters, equal to the fast engine's, and the
// reference's values.
void expect_exact(const workloads::Network& network, const Program& program) {
  const SimulationResult fast = fast::simulate(program, {});
  const SimulationResult timing = systemc::simulate(program, {});
  ASSERT_EQ(timing.deadlock, "");
  EXPECT_EQ(difference(fast.counters, timing.counters), "") << "fast engine != SystemC engine";
  SimulationOptions functional;
  functional.functional = true;
  const auto data = simulator::functional_data(network, program, 1);
  const SimulationResult values = systemc::simulate(program, functional, &data);
  EXPECT_EQ(difference(timing.counters, values.counters), "") << "data off != data on";
  const simulator::FunctionalCheck check = simulator::check_outputs(network, program, values, 1);
  std::int64_t expected = 0;
  for (const int t : network.outputs) expected += network.tensors[t].shape.elements();
  EXPECT_GE(check.values, expected);
  EXPECT_EQ(check.mismatches, 0);
}

class Exactness : public ::testing::TestWithParam<const char*> {};

TEST_P(Exactness, MatchesTheReferenceOnRandomDesigns) {
  constexpr int kPairs = 10;  // of each of the 43 kinds
  int feasible = 0;
  for (std::uint64_t seed = 1; feasible < kPairs && seed < 60; ++seed) {
    const auto network = workloads::random::layer(GetParam(), seed);
    const auto compiled = compile(network, machine::random_accelerator(seed));
    if (std::holds_alternative<machine::Infeasible>(compiled)) continue;
    ++feasible;
    SCOPED_TRACE(std::string(GetParam()) + " seed " + std::to_string(seed));
    expect_exact(network, std::get<Program>(compiled));
  }
  EXPECT_EQ(feasible, kPairs);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Exactness, ::testing::ValuesIn(workloads::random::kinds()),
                         [](const auto& info) { return std::string(info.param); });

// Plans that are made for energy are mapped, spread and pinned otherwise.
TEST_P(Exactness, MatchesTheReferenceWhenCompiledForEnergy) {
  constexpr int kPairs = 3;
  const cost::Technology technology = cost::technology("7nm");
  int feasible = 0;
  for (std::uint64_t seed = 1; feasible < kPairs && seed < 60; ++seed) {
    const auto network = workloads::random::layer(GetParam(), seed);
    const Accelerator accelerator = machine::random_accelerator(seed);
    const Goal goal{Goal::Measure::energy, cost::event_energies(accelerator, technology)};
    const auto compiled = compile(network, accelerator, goal);
    if (std::holds_alternative<machine::Infeasible>(compiled)) continue;
    ++feasible;
    SCOPED_TRACE(std::string(GetParam()) + " seed " + std::to_string(seed));
    expect_exact(network, std::get<Program>(compiled));
  }
  EXPECT_EQ(feasible, kPairs);
}

// More weights than core memories hold, a slow DRAM, and room in PE memories.
TEST(SmallNetwork, WithWeightsThatPeMemoriesKeepMatchesTheReference) {
  const auto network = workloads::small_network();
  Accelerator accelerator;
  accelerator.configuration.pes_x = 2;
  accelerator.configuration.pes_y = 3;
  accelerator.configuration.core_memory_bytes = 512;
  accelerator.configuration.compute_lanes = 8;
  accelerator.configuration.dram_bandwidth_gbps = 0.05;
  const Program program = std::get<Program>(compile(network, accelerator));
  EXPECT_TRUE(std::any_of(program.ops.begin(), program.ops.end(),
                          [](const program::OpPlan& op) { return op.kept_tiles > 0; }));
  expect_exact(network, program);
}

// Weights that each PE keeps for its own cores: two or three of them, by channels and by groups.
TEST(SmallNetwork, WithWeightsThatAreLocalMatchesTheReference) {
  const auto network = workloads::small_network();
  int local = 0;
  for (const int cores : {1, 2, 3}) {
    Accelerator accelerator;
    accelerator.configuration.pes_x = 2;
    accelerator.configuration.pes_y = 2;
    accelerator.configuration.cores_per_pe = cores;
    accelerator.configuration.core_memory_bytes = 512;
    accelerator.configuration.compute_lanes = 64;
    accelerator.configuration.dram_bandwidth_gbps = 0.05;
    accelerator.constants.parameter_entry_bytes = 4;  // a slow bus
    accelerator.configuration.parameter_memory_entries = 4096;
    const Program program = std::get<Program>(compile(network, accelerator));
    for (const program::OpPlan& op : program.ops) local += op.local && op.kept_tiles > 0 ? 1 : 0;
    expect_exact(network, program);
  }
  EXPECT_GT(local, 0);
}

TEST(NarrowingNetwork, WithWeightsThatWaitInPeMemoriesMatchesTheReference) {
  const auto network = workloads::narrowing_network();
  const Program program = std::get<Program>(compile(network, machine::narrow_memories()));
  EXPECT_TRUE(std::any_of(
      program.instructions.begin(), program.instructions.end(),
      [](const program::Instruction& i) { return i.opcode == program::Opcode::scatter_parameters; }));
  expect_exact(network, program);
}

// What chains hand on part by part: windows that overlap, an addition, and heads of an attention.
workloads::Network tall_network() {
  workloads::NetworkBuilder b("tall");
  const auto convolution = [&](int input, int channels, int kernel, int stride, int groups) {
    workloads::Layer layer = workloads::layer_of(workloads::LayerType::convolution, {input});
    layer.channels = channels;
    layer.kernel = {kernel, kernel};
    layer.stride = {stride, stride};
    layer.groups = groups;
    const int pad = kernel / 2;
    layer.padding = {pad, pad, pad, pad};
    return b.add(layer);
  };
  const int stem = convolution(b.input("x", {32, 32, 3}), 8, 3, 1, 1);
  const int expanded = convolution(stem, 48, 1, 1, 1);
  const int filtered = convolution(expanded, 48, 3, 1, 48);
  const int projected = convolution(filtered, 8, 1, 1, 1);
  const int added = b.add(workloads::layer_of(workloads::LayerType::add, {projected, stem}));
  return b.finish({convolution(added, 8, 3, 2, 1)});
}

workloads::Network long_attention() {
  workloads::NetworkBuilder b("attention");
  const auto projection = [&](int input) {
    workloads::Layer layer = workloads::layer_of(workloads::LayerType::fully_connected, {input});
    layer.channels = 16;
    return b.add(layer);
  };
  const int x = b.input("x", {1, 96, 16});
  const int query = projection(x), key = projection(x), value = projection(x);
  workloads::Layer scores = workloads::layer_of(workloads::LayerType::matmul, {query, key});
  scores.groups = 2;
  scores.transpose_b = true;
  workloads::Layer softmax = workloads::layer_of(workloads::LayerType::softmax, {b.add(scores)});
  softmax.groups = 2;
  workloads::Layer context = workloads::layer_of(workloads::LayerType::matmul, {b.add(softmax), value});
  context.groups = 2;
  context.transpose_b = false;
  return b.finish({projection(b.add(context))});
}

// Rows between a resize's parts that are no whole steps of its input.
workloads::Network upsampling() {
  workloads::NetworkBuilder b("upsampling");
  int x = b.input("x", {33, 33, 8});
  for (const int channels : {32, 8}) {
    workloads::Layer layer = workloads::layer_of(workloads::LayerType::convolution, {x});
    layer.channels = channels;
    x = b.add(layer);
  }
  workloads::Layer resize = workloads::layer_of(workloads::LayerType::resize, {x});
  resize.shape = {100, 100, 1};
  return b.finish({b.add(resize)});
}

TEST(Chains, ThatRunPartByPartMatchTheReference) {
  const cost::Technology technology = cost::technology("7nm");
  for (const workloads::Network& network : {tall_network(), long_attention(), upsampling()})
    for (const Goal::Measure measure : {Goal::Measure::cycles, Goal::Measure::energy}) {
      SCOPED_TRACE(network.name);
      Accelerator accelerator;
      accelerator.configuration.pes_x = accelerator.configuration.pes_y = 2;
      accelerator.configuration.pe_memory_bytes = 8192;
      accelerator.configuration.core_memory_bytes = 2048;
      accelerator.configuration.compute_lanes = 8;
      accelerator.configuration.dram_bandwidth_gbps = 2;
      const Goal goal{measure, cost::event_energies(accelerator, technology)};
      const Program program = std::get<Program>(compile(network, accelerator, goal));
      EXPECT_TRUE(std::any_of(program.buffers.begin(), program.buffers.end(),
                              [](const program::BufferPlan& buffer) { return buffer.part_of >= 0; }));
      expect_exact(network, program);
    }
}

TEST(SmallNetwork, WithResidualAndConcatenationMatchesTheReferenceOnRandomDesigns) {
  const auto network = workloads::small_network();
  int feasible = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const auto compiled = compile(network, machine::random_accelerator(seed));
    if (std::holds_alternative<machine::Infeasible>(compiled)) continue;
    ++feasible;
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_exact(network, std::get<Program>(compiled));
  }
  EXPECT_GE(feasible, 15);
}

TEST(MobileNetV2, EveryTensorMatchesTheReferenceOnTheBaseline) {
  auto network = zoo::load_network("mobilenet_v2");
  network.outputs
      .clear();  // all tensors become outputs, so that none is compared only through what follows it
  for (const auto& layer : network.layers) network.outputs.push_back(layer.outputs[0]);
  workloads::validate(network, "mobilenet_v2");
  const auto compiled = compile(network, machine::edge_baseline());
  ASSERT_TRUE(std::holds_alternative<Program>(compiled));
  expect_exact(network, std::get<Program>(compiled));
}

}  // namespace
}  // namespace apollo::compiler
