#include "apollo/designs/evaluation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "simulator/machine/baselines.h"
#include "simulator/machine/template_file.h"
#include "tests/apollo/designs/one_convolution.h"
#include "tests/workloads/small_network.h"
#include "workloads/zoo/builtin.h"

namespace apollo::designs {
namespace {

using machine::Accelerator;
using testing::convolution;
using testing::evaluate;

Accelerator half_the_columns() {
  Accelerator a = machine::edge_baseline();
  a.configuration.pes_x /= 2;
  return a;
}

Accelerator too_small() {
  Accelerator a = machine::edge_baseline();
  a.configuration.activation_memory_entries = 1;
  a.constants = machine::template_file("permissive").constants;  // no rule but the network's
  return a;
}

TEST(Reward, OfTheBaselineIsOne) {
  const Evaluation e =
      evaluate({convolution("a", 16, 32), convolution("b", 8, 100)}, machine::edge_baseline());
  EXPECT_TRUE(e.feasible);
  EXPECT_DOUBLE_EQ(e.reward, 1);
}

TEST(Reward, SameThroughputAtHalfTheAreaIsTwo) {
  cost::Technology only_memory = cost::technology("7nm");
  only_memory.area = {};
  only_memory.area.sram_scale = 1;
  only_memory.sram = cost::SramTable::parse(
      R"({"name": "flat", "source": "-", "widths_bytes": [1], "rows": [
          {"capacity_bytes": 1, "read_pj_per_byte": [1], "write_pj_per_byte": [1], "mm2_per_mib": [1],
           "leakage_mw_per_mib": [1]},
          {"capacity_bytes": 2, "read_pj_per_byte": [1], "write_pj_per_byte": [1], "mm2_per_mib": [1],
           "leakage_mw_per_mib": [1]}]})",
      "flat.json");
  const Accelerator design = machine::edge_baseline();
  // 16 x (256 + 32) + 16384 x 16 / 1024 + (8192 + 1024) x 64 / 1024 KiB. The baseline has as much again, all
  // of it in its instruction memory, where the short program leaves it unused.
  const int kib = 16 * (256 + 32) + 256 + 576;
  Accelerator baseline = design;
  baseline.configuration.instruction_memory_entries += kib * 1024 / 16;
  const DesignEvaluator evaluator({convolution("a", 8, 16)}, only_memory, baseline);
  const Evaluation half = evaluator.evaluate(design, {}), whole = evaluator.evaluate(baseline, {});
  EXPECT_DOUBLE_EQ(half.area_mm2.total(), kib / 1024.0);
  EXPECT_DOUBLE_EQ(whole.area_mm2.total(), 2 * kib / 1024.0);
  ASSERT_EQ(half.workloads.at(0).cycles, whole.workloads.at(0).cycles);
  EXPECT_DOUBLE_EQ(half.reward, 2);
}

TEST(Reward, IsThroughputPerAreaRelativeToTheBaseline) {
  const std::vector<workloads::Network> networks = {convolution("a", 16, 32)};
  const Evaluation baseline = evaluate(networks, machine::edge_baseline()),
                   design = evaluate(networks, half_the_columns());
  const double speedup = baseline.workloads.at(0).latency_ms / design.workloads.at(0).latency_ms;
  EXPECT_DOUBLE_EQ(design.reward, speedup * baseline.area_mm2.total() / design.area_mm2.total());
}

TEST(Reward, OfTwoNetworksIsTheGeometricMean) {
  const workloads::Network a = convolution("a", 64, 64), b = convolution("b", 4, 8);
  const Accelerator design = half_the_columns();
  const double of_a = evaluate({a}, design).reward, of_b = evaluate({b}, design).reward;
  EXPECT_GT(std::abs(of_a - of_b), 0.01);  // or the test would show nothing
  EXPECT_NEAR(evaluate({a, b}, design).reward, std::sqrt(of_a * of_b), 1e-12);
}

TEST(Reward, OfAnInfeasibleDesignIsZero) {
  const workloads::Network network = convolution("a", 8, 300);
  const DesignEvaluator evaluator({network}, cost::technology("7nm"), machine::edge_baseline());
  EvaluationOptions tight;
  tight.constraints.area_mm2 = 0.9 * area(machine::edge_baseline(), evaluator.technology()).total();
  const Evaluation too_large = evaluator.evaluate(machine::edge_baseline(), tight);
  EXPECT_FALSE(too_large.feasible);
  EXPECT_EQ(too_large.reward, 0);
  ASSERT_TRUE(too_large.infeasible);
  EXPECT_EQ(too_large.infeasible->reason, machine::Infeasible::Reason::area);
  EXPECT_DOUBLE_EQ(too_large.infeasible->needed, too_large.area_mm2.total());
  EXPECT_EQ(too_large.infeasible->available, tight.constraints.area_mm2);
  EXPECT_EQ(too_large.infeasible_workload, "");
  EXPECT_TRUE(too_large.workloads.empty());

  const Evaluation no_mapping = evaluator.evaluate(too_small(), {});
  EXPECT_FALSE(no_mapping.feasible);
  EXPECT_EQ(no_mapping.reward, 0);
  EXPECT_EQ(no_mapping.infeasible_workload, "a");
}

TEST(Reward, OfADesignThatCannotBeMadeIsZeroWhateverItRuns) {
  const DesignEvaluator evaluator({convolution("a", 8, 16)}, cost::technology("7nm"),
                                  machine::edge_baseline());
  Accelerator shallow = machine::edge_baseline();
  shallow.configuration.core_memory_bytes = 256;
  const Evaluation no_memory = evaluator.evaluate(shallow, {});
  ASSERT_TRUE(no_memory.infeasible);
  EXPECT_EQ(no_memory.infeasible->reason, machine::Infeasible::Reason::core_memory);
  EXPECT_EQ(no_memory.infeasible->layer, "");
  EXPECT_EQ(no_memory.infeasible_workload, "");
  EXPECT_EQ(no_memory.reward, 0);

  Accelerator large = machine::edge_baseline();
  const double area_mm2 = area(large, evaluator.technology()).total();
  large.constants.largest_die_mm2 = static_cast<int>(std::ceil(area_mm2));
  EXPECT_TRUE(evaluator.evaluate(large, {}).feasible);
  large.constants.largest_die_mm2 = static_cast<int>(std::floor(area_mm2));
  const Evaluation no_die = evaluator.evaluate(large, {});
  ASSERT_TRUE(no_die.infeasible);
  EXPECT_EQ(no_die.infeasible->reason, machine::Infeasible::Reason::reticle);
  EXPECT_EQ(no_die.infeasible->needed, area_mm2);
  EXPECT_EQ(no_die.infeasible->available, std::floor(area_mm2));
  EXPECT_EQ(no_die.infeasible_workload, "");

  EXPECT_EQ(DesignEvaluator({convolution("a", 8, 16)}, cost::technology("7nm"), shallow)
                .baseline_failure()
                ->rfind("the baseline cannot run any network: core_memory", 0),
            0U);
}

TEST(Constraints, LimitLatencyAndPowerOfEveryNetwork) {
  const DesignEvaluator evaluator({convolution("fast", 8, 16), convolution("slow", 32, 64)},
                                  cost::technology("7nm"), machine::edge_baseline());
  const Evaluation free = evaluator.evaluate(machine::edge_baseline(), {});
  const WorkloadResult &fast = free.workloads.at(0), &slow = free.workloads.at(1);
  ASSERT_LT(fast.latency_ms, slow.latency_ms);
  EvaluationOptions options;
  options.constraints.latency_ms = slow.latency_ms;
  EXPECT_EQ(evaluator.evaluate(machine::edge_baseline(), options).reward, free.reward);
  options.constraints.latency_ms = 0.99 * slow.latency_ms;
  const Evaluation late = evaluator.evaluate(machine::edge_baseline(), options);
  EXPECT_FALSE(late.feasible);
  EXPECT_EQ(late.reward, 0);
  ASSERT_TRUE(late.infeasible);
  EXPECT_EQ(late.infeasible->reason, machine::Infeasible::Reason::latency);
  EXPECT_EQ(late.infeasible->needed, slow.latency_ms);
  EXPECT_EQ(late.infeasible->available, 0.99 * slow.latency_ms);
  EXPECT_EQ(late.infeasible_workload, "slow");

  EXPECT_DOUBLE_EQ(fast.power_w, fast.energy_mj.total() / fast.latency_ms);
  EvaluationOptions cool;
  cool.constraints.power_w = 0.99 * std::max(fast.power_w, slow.power_w);
  const Evaluation hot = evaluator.evaluate(machine::edge_baseline(), cool);
  ASSERT_TRUE(hot.infeasible);
  EXPECT_EQ(hot.infeasible->reason, machine::Infeasible::Reason::power);
}

TEST(Reward, IsThatOfTheObjective) {
  const DesignEvaluator evaluator({convolution("a", 16, 32)}, cost::technology("7nm"),
                                  machine::edge_baseline());
  for (const Objective& objective : objectives()) {
    EvaluationOptions options;
    options.criteria.objectives = {&objective};
    const Evaluation e = evaluator.evaluate(half_the_columns(), options);
    const Evaluation baseline = evaluator.evaluate(machine::edge_baseline(), {});
    EXPECT_EQ(e.reward, objective.reward(e, &baseline)) << objective.name;
  }
}

TEST(Baseline, ThatIsInfeasibleLeavesTheFiguresButNoReward) {
  const workloads::Network small = convolution("small", 8, 16), large = convolution("large", 8, 300);
  const DesignEvaluator evaluator({small, large}, cost::technology("7nm"), too_small());
  ASSERT_TRUE(evaluator.baseline_failure());
  EXPECT_EQ(evaluator.baseline_failure()->rfind("the baseline cannot run large: activation_memory ", 0), 0U)
      << *evaluator.baseline_failure();
  EXPECT_NE(evaluator.baseline_failure()->find("--baseline FILE|none"), std::string::npos);

  const Evaluation e = evaluator.evaluate(machine::edge_baseline(), {});
  EXPECT_TRUE(e.feasible);
  EXPECT_TRUE(std::isnan(e.reward));
  const Evaluation with_reward = evaluate({small, large}, machine::edge_baseline());
  ASSERT_EQ(e.workloads.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(e.workloads[i].cycles, with_reward.workloads.at(i).cycles);
  EXPECT_EQ(evaluator.evaluate(too_small(), {}).reward, 0);
}

TEST(Baseline, ThatIsFeasibleHasNoFailure) {
  const DesignEvaluator evaluator({convolution("a", 8, 16)}, cost::technology("7nm"),
                                  machine::edge_baseline());
  EXPECT_FALSE(evaluator.baseline_failure());
}

TEST(Baseline, ThatIsNoneGivesAbsoluteRewards) {
  const workloads::Network large = convolution("large", 8, 300);  // which too_small() cannot run
  const DesignEvaluator evaluator({large}, cost::technology("7nm"), std::nullopt);
  EXPECT_FALSE(evaluator.baseline_failure());
  const Evaluation e = evaluator.evaluate(machine::edge_baseline(), {});
  EXPECT_DOUBLE_EQ(e.reward, e.workloads.at(0).throughput_per_s / e.area_mm2.total());
  EXPECT_EQ(evaluator.evaluate(too_small(), {}).reward, 0);
}

TEST(WorkloadResults, OfLayersAddUp) {
  for (const Accelerator& design : {machine::edge_baseline(), half_the_columns()}) {
    const WorkloadResult w = evaluate({workloads::small_network()}, design).workloads.at(0);
    ASSERT_GT(w.layers.size(), 3U);
    std::int64_t cycles = 0, dram_bytes = 0;
    for (const LayerResult& layer : w.layers) {
      cycles += layer.cycles;
      dram_bytes += layer.dram_bytes;
    }
    EXPECT_EQ(cycles, w.cycles);
    EXPECT_EQ(dram_bytes, w.dram_bytes);
  }
}

TEST(Functional, EveryOutputValueIsCompared) {
  const DesignEvaluator evaluator({convolution("a", 8, 16)}, cost::technology("7nm"),
                                  machine::edge_baseline());
  EXPECT_FALSE(evaluator.evaluate(machine::edge_baseline(), {}).workloads.at(0).functional);
  EvaluationOptions options;
  options.engine = Engine::systemc;
  options.functional = true;
  const Evaluation e = evaluator.evaluate(machine::edge_baseline(), options);
  ASSERT_TRUE(e.workloads.at(0).functional);
  EXPECT_EQ(e.workloads[0].functional->values, 6 * 6 * 8);
  EXPECT_EQ(e.workloads[0].functional->mismatches, 0);
}

TEST(Evaluation, WeightsOfNetworksEnterTheReward) {
  const std::vector<workloads::Network> networks = {convolution("a", 8, 16), convolution("b", 32, 64)};
  Accelerator design = machine::edge_baseline();
  design.configuration.pes_x = 1;
  const auto evaluate = [&](std::vector<double> weights) {
    return DesignEvaluator(networks, cost::technology("7nm"), machine::edge_baseline(), std::move(weights))
        .evaluate(design, {});
  };
  const Evaluation even = evaluate({}), weighted = evaluate({3, 1});
  EXPECT_EQ(even.workloads[0].weight, 1);
  EXPECT_EQ(weighted.workloads[0].weight, 3);
  EXPECT_EQ(evaluate({2, 2}).reward, even.reward);
  // The reward is that of each network alone, each with its weight.
  const auto alone = [&](std::size_t i) {
    return DesignEvaluator({networks[i]}, cost::technology("7nm"), machine::edge_baseline())
        .evaluate(design, {})
        .reward;
  };
  ASSERT_NE(alone(0), alone(1));
  EXPECT_NEAR(weighted.reward, std::pow(std::pow(alone(0), 3) * alone(1), 0.25), 1e-9);
}

TEST(Evaluation, CompilesForItsMeasure) {
  using Measure = compiler::Goal::Measure;
  const auto mj = [](Measure measure) {
    const DesignEvaluator evaluator({zoo::builtin_network("unet")}, cost::technology("7nm"),
                                    machine::edge_baseline(), {}, 1, measure);
    EvaluationOptions options;
    options.criteria.objectives = {find_objective("energy")};
    const Evaluation e = evaluator.evaluate(machine::edge_baseline(), options);
    EXPECT_DOUBLE_EQ(e.reward, 1) << "the baseline is compiled for it too";
    return e.workloads.front().energy_mj.total();
  };
  EXPECT_LT(mj(Measure::energy), mj(Measure::cycles));
}

}  // namespace
}  // namespace apollo::designs
