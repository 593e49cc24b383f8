#include <gtest/gtest.h>

#include "apollo/compiler/compiler.h"
#include "simulator/machine/baselines.h"
#include "simulator/machine/random_accelerator.h"
#include "simulator/machine/template_file.h"
#include "simulator/program/code.h"
#include "workloads/network_builder.h"
#include "workloads/random/layer.h"
#include "workloads/zoo/builtin.h"

// Every reason for infeasibility is reached, with what is needed and what there is.
namespace apollo::compiler {
namespace {

using Reason = machine::Infeasible::Reason;

const int kHeld = machine::TemplateConstants().transfers_held;

workloads::Network one_convolution(int height, int width, int channels, int kernel) {
  workloads::NetworkBuilder b("one");
  workloads::Layer l;
  l.name = "the_layer";
  l.type = workloads::LayerType::convolution;
  l.inputs = {b.input("x", {height, width, channels})};
  l.channels = 8;
  l.kernel = {kernel, kernel};
  return b.finish({b.add(l)});
}

machine::Infeasible failure(const workloads::Network& network, const machine::Accelerator& a) {
  const auto compiled = compile(network, a);
  if (const auto* infeasible = std::get_if<machine::Infeasible>(&compiled)) return *infeasible;
  ADD_FAILURE() << "feasible";
  return {};
}

TEST(InfeasibleReason, CoreMemoryTooSmallForOneChannelsWindow) {
  machine::Accelerator a = machine::edge_baseline();
  a.configuration.core_memory_bytes = 256;
  const machine::Infeasible i = failure(one_convolution(24, 24, 16, 20), a);
  EXPECT_EQ(i.reason, Reason::core_memory);
  EXPECT_EQ(i.layer, "the_layer");
  EXPECT_EQ(i.available, 256);
  // The smallest weight tile: one output channel's 20 x 20 taps on one input channel, and with the last of
  // these its bias.
  EXPECT_EQ(i.needed, kHeld * (20 * 20 + 4));
}

TEST(InfeasibleReason, ParameterMemoryTooSmallForATileOfWeights) {
  machine::Accelerator a = machine::edge_baseline();
  a.configuration.parameter_memory_entries = 4;  // 256 bytes
  const machine::Infeasible i = failure(one_convolution(24, 24, 16, 20), a);
  EXPECT_EQ(i.reason, Reason::parameter_memory);
  EXPECT_EQ(i.available, 4 * a.constants.parameter_entry_bytes);
  EXPECT_GT(i.needed, i.available);
}

TEST(InfeasibleReason, ActivationMemoryTooSmallForOnePixel) {
  machine::Accelerator a = machine::edge_baseline();
  a.configuration.activation_memory_entries = 2;  // 128 bytes
  const machine::Infeasible i = failure(one_convolution(8, 8, 300, 1), a);
  EXPECT_EQ(i.reason, Reason::activation_memory);
  EXPECT_EQ(i.needed, kHeld * 300);  // all input channels of one position
  EXPECT_EQ(i.available, 128);
}

TEST(InfeasibleReason, PeMemoryTooSmallForOneWindow) {
  machine::Accelerator a = machine::edge_baseline();
  a.configuration.pe_memory_bytes = 1024;
  const machine::Infeasible i = failure(one_convolution(24, 24, 16, 20), a);
  EXPECT_EQ(i.reason, Reason::pe_memory);
  EXPECT_GE(i.needed, 20 * 20 * 16);  // the window of one output with all its channels
  EXPECT_GT(i.needed, i.available);
}

// A grouped convolution whose tiles are no multiples of the alignment of blocks in PE memory.
TEST(InfeasibleReason, PeMemoryNeededIsEnough) {
  workloads::NetworkBuilder b("grouped");
  workloads::Layer l;
  l.name = "the_layer";
  l.type = workloads::LayerType::convolution;
  l.inputs = {b.input("x", {27, 27, 96})};
  l.channels = 256;
  l.groups = 2;
  l.kernel = {5, 5};
  l.padding = {2, 2, 2, 2};
  const workloads::Network network = b.finish({b.add(l)});
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = a.configuration.cores_per_pe = 1;
  a.configuration.pe_memory_bytes = 1024;
  a.configuration.core_memory_bytes = 256;
  a.configuration.compute_lanes = 4;
  a.configuration.parameter_memory_entries = a.configuration.activation_memory_entries = 8;
  const machine::Infeasible i = failure(network, a);
  ASSERT_EQ(i.reason, Reason::pe_memory);
  // One output's window on the 48 channels of a group, its int8 result, and its int32 partial sum, each a
  // block.
  const auto block = [](int bytes) { return (bytes + 3) / 4 * 4; };
  EXPECT_EQ(i.needed, block(5 * 5 * 48) + block(1) + block(4));
  a.configuration.pe_memory_bytes = static_cast<int>(i.needed);
  const auto compiled = compile(network, a);
  const auto* then = std::get_if<machine::Infeasible>(&compiled);
  EXPECT_TRUE(!then || then->reason != Reason::pe_memory);
}

TEST(InfeasibleReason, InstructionMemoryTooSmallForTheTiles) {
  machine::Accelerator a = machine::edge_baseline();
  a.configuration.instruction_memory_entries = 100;
  const machine::Infeasible i = failure(zoo::load_network("resnet50"), a);
  EXPECT_EQ(i.reason, Reason::instruction_memory);
  EXPECT_EQ(i.available, 100);
  EXPECT_GT(i.needed, 100);
  EXPECT_FALSE(i.layer.empty());
  a.configuration.instruction_memory_entries = static_cast<int>(i.needed);
  const auto compiled = compile(zoo::load_network("resnet50"), a);
  EXPECT_TRUE(std::holds_alternative<program::Program>(compiled)) << "with what it is said to need it runs";
}

TEST(InfeasibleReason, CoarserTilesAreChosenWhenInstructionMemoryIsShort) {
  const auto network = zoo::load_network("mobilenet_v2");
  machine::Accelerator a = machine::edge_baseline();
  const auto ample = std::get<program::Program>(compile(network, a));
  const std::int64_t entries = program::entries(program::fold(ample.instructions, ample.rings)) / 2;
  const auto descriptors = static_cast<std::int64_t>(ample.ops.size()) * a.constants.descriptor_entries;
  a.configuration.instruction_memory_entries = static_cast<int>(entries + descriptors);
  const auto tight = compile(network, a);
  ASSERT_TRUE(std::holds_alternative<program::Program>(tight));
  const auto& program = std::get<program::Program>(tight);
  EXPECT_LT(program.instructions.size(), ample.instructions.size());
  EXPECT_LE(program::entries(program::fold(program.instructions, program.rings)), entries);
}

TEST(InfeasibleReason, InstructionMemoryHoldsDescriptorsBesideTheProgram) {
  machine::Accelerator a = machine::edge_baseline();
  const workloads::Network network = one_convolution(24, 24, 16, 3);
  const auto entries = static_cast<int>(std::get<program::Program>(compile(network, a)).instructions.size());
  a.configuration.instruction_memory_entries = a.constants.descriptor_entries - 1;
  EXPECT_EQ(failure(network, a).reason, Reason::instruction_memory);
  EXPECT_LE(failure(network, a).needed, entries + a.constants.descriptor_entries);
  a.configuration.instruction_memory_entries = entries + a.constants.descriptor_entries;
  EXPECT_TRUE(std::holds_alternative<program::Program>(compile(network, a)));
}

TEST(InfeasibleReason, NoneWithThePermissiveTemplateWhereThereIsNoneWithTheDefault) {
  const machine::TemplateConstants permissive = machine::template_file("permissive").constants;
  int feasible = 0, only_permissive = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto& kinds = workloads::random::kinds();
    const workloads::Network network = workloads::random::layer(kinds[seed % kinds.size()], seed);
    machine::Accelerator a = machine::random_accelerator(seed);
    const bool by_default = std::holds_alternative<program::Program>(compile(network, a));
    a.constants = permissive;
    const bool by_permissive = std::holds_alternative<program::Program>(compile(network, a));
    EXPECT_TRUE(by_permissive || !by_default) << seed;
    feasible += by_default;
    only_permissive += by_permissive && !by_default;
  }
  EXPECT_GT(feasible, 100);
  EXPECT_GT(only_permissive, 0);
}

TEST(InfeasibleReason, DescribesItselfInOneLine) {
  const machine::Infeasible i{Reason::core_memory, "conv1", 2048, 1024};
  EXPECT_EQ(describe(i), "core_memory (layer conv1): needs 2048 bytes, has 1024");
}

}  // namespace
}  // namespace apollo::compiler
