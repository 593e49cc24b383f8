#include <gtest/gtest.h>

#include "apollo/compiler/compiler.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/functional_check.h"
#include "simulator/machine/baselines.h"
#include "simulator/systemc/systemc_engine.h"
#include "workloads/network_json.h"
#include "workloads/zoo/builtin.h"
#include "workloads/zoo/suite.h"

// Whole networks on the baseline.
namespace apollo::compiler {
namespace {

using program::Program;
using simulator::SimulationResult;

Program compiled(const workloads::Network& network) {
  return std::get<Program>(compile(network, machine::edge_baseline()));
}

class BuiltinNetworks : public ::testing::TestWithParam<std::string> {};

TEST_P(BuiltinNetworks, HaveEqualCountersOnBothEngines) {
  const Program program = compiled(zoo::builtin_network(GetParam()));
  const SimulationResult timing = systemc::simulate(program, {});
  ASSERT_EQ(timing.deadlock, "");
  EXPECT_EQ(difference(fast::simulate(program, {}).counters, timing.counters), "");
}

// Those that SystemC runs within seconds.
std::vector<std::string> networks_for_systemc() {
  constexpr std::uint64_t kMostMacs = 10'000'000'000;
  std::vector<std::string> names;
  for (const auto& [network, weight] : zoo::builtin_suite("all").networks) {
    if (zoo::builtin_network(network).macs() < kMostMacs) names.push_back(network);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, BuiltinNetworks, ::testing::ValuesIn(networks_for_systemc()),
                         [](const auto& info) { return info.param; });

TEST(LargestNetwork, LlamasPrefillCompilesWithAmpleInstructionMemory) {
  const workloads::Network network = zoo::builtin_network("llama_1b_prefill");
  machine::Accelerator a = machine::edge_baseline();
  a.configuration.instruction_memory_entries = 1 << 20;
  const auto program = std::get<Program>(compile(network, a));
  const auto least = static_cast<std::int64_t>(network.macs()) / a.macs_per_cycle();
  EXPECT_GT(fast::simulate(program, {}).counters.cycles, least);
}

TEST(Recurrent, StepsShareTheirWeightsWhereTheyFit) {
  // Four LSTMs (two layers, two directions) of 256 units, 26 steps each; 256 KiB of recurrent weights are
  // half of the baseline's core memories.
  const std::int64_t units = 256, lstms = 4, steps = 26;
  const Program program = compiled(zoo::builtin_network("crnn"));
  std::int64_t bytes = 0, ops = 0;
  for (const auto& plan : program.ops) ops += plan.op().parameter_set == 1;
  for (const auto& i : program.instructions) {
    if (i.opcode == program::Opcode::load_parameters && program.ops[i.op].op().parameter_set == 1)
      bytes += i.bytes;
  }
  EXPECT_EQ(ops, lstms * steps);
  // The first step, which starts from a state in DRAM, may be mapped otherwise than the others.
  EXPECT_LE(bytes, 2 * lstms * 4 * units * units);
}

// One network of each layer family, with data.
void expect_reference_values(const workloads::Network& network) {
  const Program program = compiled(network);
  simulator::SimulationOptions functional;
  functional.functional = true;
  const auto data = simulator::functional_data(network, program, 1);
  const SimulationResult values = systemc::simulate(program, functional, &data);
  const simulator::FunctionalCheck check = simulator::check_outputs(network, program, values, 1);
  EXPECT_GT(check.values, 0);
  EXPECT_EQ(check.mismatches, 0);
}

TEST(Families, AttentionMatchesTheReference) { expect_reference_values(zoo::builtin_network("bert_tiny")); }

TEST(Families, LstmMatchesTheReference) { expect_reference_values(zoo::builtin_network("rnnt_decoder")); }

TEST(Families, TransposedConvolutionMatchesTheReference) {
  expect_reference_values(workloads::parse_network(R"({"name": "decoder",
    "inputs": [{"name": "x", "shape": [12, 12, 24]}, {"name": "skip", "shape": [24, 24, 8]}],
    "layers": [
      {"name": "up", "type": "transposed_convolution", "inputs": ["x"], "channels": 16, "kernel": [3, 3],
       "stride": [2, 2], "padding": [1, 1, 0, 0], "activation": "relu"},
      {"name": "joined", "type": "concatenation", "inputs": ["up", "skip"]},
      {"name": "mask", "type": "convolution", "inputs": ["joined"], "channels": 3, "kernel": [3, 3],
       "padding": [1, 1, 1, 1]}],
    "outputs": ["mask"]})",
                                                   "decoder.json"));
}

TEST(Families, GroupedConvolutionWithAChannelShuffleMatchesTheReference) {
  expect_reference_values(workloads::parse_network(R"({"name": "shuffle",
    "inputs": [{"name": "x", "shape": [14, 14, 48]}],
    "layers": [
      {"name": "squeeze", "type": "convolution", "inputs": ["x"], "channels": 24, "groups": 3, "activation": "relu"},
      {"name": "shuffled", "type": "rearrange", "inputs": ["squeeze"], "split": [14, 14, 3, 8], "order": [0, 1, 3, 2],
       "shape": [14, 14, 24]},
      {"name": "depthwise", "type": "convolution", "inputs": ["shuffled"], "channels": 24, "groups": 24,
       "kernel": [3, 3], "padding": [1, 1, 1, 1]},
      {"name": "expand", "type": "convolution", "inputs": ["depthwise"], "channels": 48, "groups": 3},
      {"name": "sum", "type": "add", "inputs": ["expand", "x"], "activation": "relu"}],
    "outputs": ["sum"]})",
                                                   "shuffle.json"));
}

}  // namespace
}  // namespace apollo::compiler
