#include <gtest/gtest.h>

#include "apollo/compiler/compiler.h"
#include "apollo/designs/evaluation.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "workloads/zoo/builtin.h"

// How close compiled networks come to the MAC bound of a small array with ample memory.
namespace apollo::compiler {
namespace {

double share_of_mac_bound(const std::string& name) {
  const auto network = zoo::load_network(name);
  const auto a = designs::macs_256();
  const auto compiled = compile(network, a);
  EXPECT_TRUE(std::holds_alternative<program::Program>(compiled));
  const auto counters = fast::simulate(std::get<program::Program>(compiled), {}).counters;
  return static_cast<double>(network.macs()) / static_cast<double>(a.macs_per_cycle()) /
         static_cast<double>(counters.cycles);
}

TEST(Quality, ResNet50ReachesMostOfTheMacBound) { EXPECT_GE(share_of_mac_bound("resnet50"), 0.85); }
TEST(Quality, MobileNetV2ReachesMostOfTheMacBound) { EXPECT_GE(share_of_mac_bound("mobilenet_v2"), 0.60); }

TEST(Quality, BaselineRunsAllBuiltInNetworksWithinItsBudget) {
  std::vector<workloads::Network> networks;
  for (const auto& name : zoo::builtin_network_names()) networks.push_back(zoo::builtin_network(name));
  const designs::DesignEvaluator evaluator(networks, cost::technology("7nm"), designs::edge_baseline());
  designs::EvaluationOptions options;
  options.constraints.area_mm2 = 6.8;
  const designs::Evaluation e = evaluator.evaluate(designs::edge_baseline(), options);
  EXPECT_TRUE(e.feasible);
  EXPECT_DOUBLE_EQ(e.reward, 1.0);
  for (const designs::WorkloadResult& w : e.workloads) {
    std::int64_t cycles = 0, dram_bytes = 0;
    std::uint64_t macs = 0;
    for (const designs::LayerResult& layer : w.layers) {
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
  const auto network = zoo::load_network("mobilenet_v2");
  const auto first = std::get<program::Program>(compile(network, designs::edge_baseline()));
  const auto second = std::get<program::Program>(compile(network, designs::edge_baseline()));
  ASSERT_EQ(first.instructions.size(), second.instructions.size());
  EXPECT_EQ(difference(fast::simulate(first, {}).counters, fast::simulate(second, {}).counters), "");
}

}  // namespace
}  // namespace apollo::compiler
