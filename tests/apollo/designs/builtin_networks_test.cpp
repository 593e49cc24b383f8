#include <gtest/gtest.h>

#include "apollo/designs/evaluation.h"
#include "simulator/machine/baselines.h"
#include "workloads/zoo/builtin.h"

namespace apollo::designs {
namespace {

TEST(BuiltinNetworks, AllRunOnTheBaselineWithinItsBudgetAndTheirLayersAddUp) {
  std::vector<workloads::Network> networks;
  for (const auto& name : zoo::builtin_network_names()) networks.push_back(zoo::builtin_network(name));
  const DesignEvaluator evaluator(networks, cost::technology("7nm"), machine::edge_baseline());
  EvaluationOptions options;
  options.constraints.area_mm2 = 6.8;
  const Evaluation e = evaluator.evaluate(machine::edge_baseline(), options);
  EXPECT_TRUE(e.feasible);
  EXPECT_DOUBLE_EQ(e.reward, 1.0);
  for (const WorkloadResult& w : e.workloads) {
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

}  // namespace
}  // namespace apollo::designs
