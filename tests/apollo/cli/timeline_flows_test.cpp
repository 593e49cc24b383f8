#include "apollo/cli/timeline_flows.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "apollo/designs/evaluation.h"
#include "simulator/machine/baselines.h"
#include "workloads/zoo/builtin.h"

namespace apollo::cli {
namespace {

using program::Instruction;
using program::Opcode;
using program::Operand;

designs::WorkloadResult result_of(const std::string& network) {
  const designs::DesignEvaluator evaluator({zoo::builtin_network(network)}, cost::technology("7nm"),
                                           std::nullopt);
  designs::EvaluationOptions options;
  options.keep_programs = true;
  return evaluator.evaluate(machine::edge_baseline(), options).workloads.at(0);
}

bool is_load(const Instruction& i) {
  return i.opcode == Opcode::load_parameters || i.opcode == Opcode::load_activations ||
         i.opcode == Opcode::collect_parameters;
}

bool delivers(const Instruction& i, const Instruction& load) {
  const bool weights = load.operand == Operand::weights;
  const bool same_bus = i.opcode == (weights ? Opcode::multicast_parameters : Opcode::multicast_activations);
  return same_bus && i.staging_address == load.staging_address;
}

bool reads(const Instruction& compute, const Instruction& delivery) {
  if (compute.opcode != Opcode::compute || compute.op != delivery.op) return false;
  switch (delivery.operand) {
    case Operand::weights:
      return compute.weight_address == delivery.memory_address && compute.tile.g == delivery.tile.g &&
             compute.tile.k == delivery.tile.k && compute.tile.c == delivery.tile.c;
    case Operand::input:
      return compute.input_address == delivery.memory_address;
    default:
      return !compute.psum_out && compute.operand2_address == delivery.memory_address;
  }
}

// Whether an instruction fills the place that a load has filled.
bool overwrites(const Instruction& i, const Instruction& load) {
  const bool fills = is_load(i) || i.opcode == Opcode::collect;
  const bool same_memory = (i.operand == Operand::weights) == (load.operand == Operand::weights);
  return fills && same_memory && i.staging_address == load.staging_address;
}

// By memory addresses: what a load puts into a staging memory is carried on by transfers from there, until
// the place is filled again, and used by the first compute that reads where the last of these put it.
Flow flow_by_addresses(const program::Program& program, std::size_t load) {
  Flow flow{load, 0, 0};
  const auto& all = program.instructions;
  bool overwritten = false;
  for (std::size_t i = load + 1; i < all.size() && flow.use == 0; ++i) {
    overwritten = overwritten || overwrites(all[i], all[load]);
    if (!overwritten && delivers(all[i], all[load])) flow.delivery = i;
    if (flow.delivery > 0 && reads(all[i], all[flow.delivery])) flow.use = i;
  }
  return flow;
}

class Flows : public ::testing::TestWithParam<const char*> {};

TEST_P(Flows, LeadFromEveryLoadToTheFirstComputeThatReadsIt) {
  const designs::WorkloadResult result = result_of(GetParam());
  const program::Program& program = *result.program;
  std::map<std::size_t, Flow> found;
  for (const Flow& flow : flows_of(program)) EXPECT_TRUE(found.emplace(flow.load, flow).second);
  std::size_t loads = 0;
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    if (!is_load(program.instructions[i])) continue;
    ++loads;
    const Flow expected = flow_by_addresses(program, i);
    ASSERT_TRUE(found.count(i)) << "load " << i;
    EXPECT_EQ(found[i].delivery, expected.delivery) << "load " << i;
    EXPECT_EQ(found[i].use, expected.use) << "load " << i;
    EXPECT_LT(result.events[i].end, result.events[found[i].delivery].start);
    EXPECT_LT(result.events[found[i].delivery].end, result.events[found[i].use].start);
  }
  EXPECT_GT(loads, 50U);
  EXPECT_EQ(found.size(), loads);
}

TEST_P(Flows, LayersHaveAllCyclesAndEachItsOwn) {
  const designs::WorkloadResult result = result_of(GetParam());
  std::int64_t next = 0;
  std::map<int, std::int64_t> cycles;
  for (const LayerSpan& span : layer_spans(*result.program, result.events)) {
    EXPECT_EQ(span.cycles.start, next);
    next = span.cycles.end + 1;
    cycles[span.layer] += next - span.cycles.start;
  }
  EXPECT_EQ(next, result.cycles);
  for (std::size_t layer = 0; layer < result.layers.size(); ++layer)
    EXPECT_EQ(cycles[static_cast<int>(layer)], result.layers[layer].cycles) << result.layers[layer].name;
}

INSTANTIATE_TEST_SUITE_P(Networks, Flows,
                         ::testing::Values("mobilenet_v2", "deeplabv3_mobilenet_v2", "rnnt_encoder",
                                           "bert_tiny"));

}  // namespace
}  // namespace apollo::cli
