#include <gtest/gtest.h>

#include "apollo/compiler/compiler.h"
#include "apollo/evaluation/evaluation.h"
#include "simulator/engine.h"
#include "workloads/builtin.h"

// How close compiled networks come to the MAC bound of a small array with ample memory.
namespace apollo {
namespace {

double share_of_mac_bound(const std::string& name) {
  const auto network = workloads::load_network(name);
  const auto a = macs_256();
  const auto compiled = compiler::compile(network, a);
  EXPECT_TRUE(std::holds_alternative<simulator::Program>(compiled));
  const auto counters = simulate_fast(std::get<simulator::Program>(compiled), {}).counters;
  return double(network.macs()) / double(a.macs_per_cycle()) / double(counters.cycles);
}

TEST(Quality, ResNet50ReachesMostOfTheMacBound) { EXPECT_GE(share_of_mac_bound("resnet50"), 0.85); }
TEST(Quality, MobileNetV2ReachesMostOfTheMacBound) { EXPECT_GE(share_of_mac_bound("mobilenet_v2"), 0.60); }

TEST(Quality, BaselineRunsAllBuiltInNetworksWithinItsBudget) {
  std::vector<workloads::Network> networks;
  for (const auto& name : workloads::builtin_network_names())
    networks.push_back(workloads::builtin_network(name));
  const DesignEvaluator evaluator(networks, simulator::technology("7nm"), edge_baseline());
  EvaluationOptions options;
  options.constraints.area_mm2 = 6.8;
  const Evaluation e = evaluator.evaluate(edge_baseline(), options);
  EXPECT_TRUE(e.feasible);
  EXPECT_DOUBLE_EQ(e.reward, 1.0);
  for (const WorkloadReport& w : e.workloads) {
    std::int64_t cycles = 0, dram_bytes = 0;
    std::uint64_t macs = 0;
    for (const LayerReport& layer : w.layers) {
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

TEST(Quality, CompilingTwiceGivesTheSameProgram) {
  const auto network = workloads::load_network("mobilenet_v2");
  const auto first = std::get<simulator::Program>(compiler::compile(network, edge_baseline()));
  const auto second = std::get<simulator::Program>(compiler::compile(network, edge_baseline()));
  ASSERT_EQ(first.instructions.size(), second.instructions.size());
  EXPECT_EQ(difference(simulate_fast(first, {}).counters, simulate_fast(second, {}).counters), "");
}

}  // namespace
}  // namespace apollo
