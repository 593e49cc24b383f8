#include <gtest/gtest.h>

#include "apollo/designs/evaluation.h"
#include "simulator/machine/baselines.h"
#include "workloads/zoo/builtin.h"
#include "workloads/zoo/suite.h"

namespace apollo::designs {
namespace {

void expect_layers_add_up(const Evaluation& evaluation) {
  for (const WorkloadResult& w : evaluation.workloads) {
    std::int64_t cycles = 0, dram_bytes = 0;
    std::uint64_t macs = 0;
    for (const LayerResult& layer : w.layers) {
      cycles += layer.cycles;
      macs += layer.macs;
      dram_bytes += layer.dram_bytes;
      EXPECT_LE(layer.utilization, 1.0) << layer.name;
    }
    EXPECT_EQ(cycles, w.cycles) << w.name << ": the layers' cycles add up";
    EXPECT_EQ(dram_bytes, w.dram_bytes) << w.name << ": the layers' DRAM bytes add up";
    EXPECT_EQ(macs, w.macs) << w.name << ": the layers' MACs add up";
  }
}

Evaluation evaluated(const std::vector<std::string>& names, const machine::Accelerator& design) {
  std::vector<workloads::Network> networks;
  for (const std::string& name : names) networks.push_back(zoo::builtin_network(name));
  return DesignEvaluator(networks, cost::technology("7nm"), design).evaluate(design, {});
}

TEST(BuiltinNetworks, AllRunOnTheBaselineWithinItsBudgetAndTheirLayersAddUp) {
  std::vector<std::string> names = {"llama_1b_decode"};
  for (const auto& [network, weight] : zoo::builtin_suite("all").networks) names.push_back(network);
  const Evaluation e = evaluated(names, machine::edge_baseline());
  EXPECT_TRUE(e.feasible);
  EXPECT_LE(e.area_mm2.total(), 6.8);
  EXPECT_DOUBLE_EQ(e.reward, 1.0);
  expect_layers_add_up(e);
}

TEST(BuiltinNetworks, TheDiffusionBlockRunsWithTheInstructionMemoryThatItIsSaidToNeed) {
  machine::Accelerator design = machine::edge_baseline();
  design.configuration.instruction_memory_entries = 1024;
  const Evaluation refused = evaluated({"stable_diffusion_block"}, design);
  ASSERT_TRUE(refused.infeasible);
  EXPECT_EQ(refused.infeasible->reason, machine::Infeasible::Reason::instruction_memory);
  design.configuration.instruction_memory_entries = static_cast<std::int64_t>(refused.infeasible->needed);
  const Evaluation e = evaluated({"stable_diffusion_block"}, design);
  EXPECT_TRUE(e.feasible);
  expect_layers_add_up(e);
}

}  // namespace
}  // namespace apollo::designs
