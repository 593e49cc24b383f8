#include "apollo/designs/objective.h"

#include <gtest/gtest.h>

#include <cmath>

#include "apollo/designs/evaluation.h"

namespace apollo::designs {
namespace {

// Two networks on a chip of `area`, at 1 W per mJ/ms.
Evaluation evaluation(double area, double latency_a, double energy_a, double latency_b, double energy_b) {
  Evaluation e;
  e.feasible = true;
  e.area_mm2.uncore = area;
  for (const auto& [latency_ms, energy_mj] : {std::pair{latency_a, energy_a}, {latency_b, energy_b}}) {
    WorkloadResult w;
    w.latency_ms = latency_ms;
    w.throughput_per_s = 1000 / latency_ms;
    w.energy_mj.macs = energy_mj;
    w.power_w = energy_mj / latency_ms;
    e.workloads.push_back(w);
  }
  return e;
}

const Evaluation kReference = evaluation(6, 2, 10, 6, 30);
// Half the area; network a 4 times as fast for half the energy, b as fast for 3 times the energy.
const Evaluation kHalfAsLarge = evaluation(3, 0.5, 5, 6, 90);

double reward(const std::string& name) { return find_objective(name)->reward(kHalfAsLarge, &kReference); }

TEST(Objectives, SayWhatNetworksAreCompiledFor) {
  using Measure = compiler::Goal::Measure;
  EXPECT_EQ(objectives().front().measure, Measure::cycles);
  for (const char* name : {"throughput", "latency"})
    EXPECT_EQ(find_objective(name)->measure, Measure::cycles);
  for (const char* name : {"energy", "throughput_per_watt"})
    EXPECT_EQ(find_objective(name)->measure, Measure::energy);
  EXPECT_EQ(find_objective("energy_delay_product")->measure, Measure::energy_delay);
  EXPECT_EQ(find_objective("area")->measure, std::nullopt);
}

TEST(Objectives, AreOneForTheBaseline) {
  for (const Objective& objective : objectives())
    EXPECT_DOUBLE_EQ(objective.reward(kReference, &kReference), 1) << objective.name;
}

TEST(Objectives, ThatAreRatesTakeTheGeometricMean) {
  EXPECT_DOUBLE_EQ(reward("throughput"), std::sqrt(4.0 * 1));
  EXPECT_DOUBLE_EQ(reward("throughput_per_area"), 2 * std::sqrt(4.0 * 1));
  EXPECT_DOUBLE_EQ(reward("throughput_per_watt"), std::sqrt(2.0 / 3));  // inferences per joule
}

TEST(Objectives, ThatAreAmountsCompareTotals) {
  EXPECT_DOUBLE_EQ(reward("latency"), 8 / 6.5);
  EXPECT_DOUBLE_EQ(reward("energy"), 40.0 / 95);
  EXPECT_DOUBLE_EQ(reward("energy_delay_product"), 8 / 6.5 * 40 / 95);
}

double absolute(const std::string& name) { return find_objective(name)->reward(kHalfAsLarge, nullptr); }

TEST(Objectives, AreInTheirUnitWithoutABaseline) {
  const double rate_a = 1000 / 0.5, rate_b = 1000.0 / 6;  // inferences per second
  EXPECT_DOUBLE_EQ(absolute("throughput"), std::sqrt(rate_a * rate_b));
  EXPECT_DOUBLE_EQ(absolute("throughput_per_area"), std::sqrt(rate_a * rate_b) / 3);
  EXPECT_DOUBLE_EQ(absolute("throughput_per_watt"), std::sqrt(1000 / 5.0 * 1000 / 90));
  const double round_s = 6.5e-3, round_j = 95e-3;
  EXPECT_DOUBLE_EQ(absolute("latency"), 1 / round_s);
  EXPECT_DOUBLE_EQ(absolute("energy"), 1 / round_j);
  EXPECT_DOUBLE_EQ(absolute("energy_delay_product"), 1 / (round_s * round_j));
}

TEST(Objectives, RankDesignsAlikeWithAndWithoutABaseline) {
  for (const Objective& objective : objectives()) {
    EXPECT_DOUBLE_EQ(objective.reward(kHalfAsLarge, nullptr) / objective.reward(kReference, nullptr),
                     objective.reward(kHalfAsLarge, &kReference))
        << objective.name;
    EXPECT_FALSE(objective.unit.empty()) << objective.name;
  }
}

Evaluation weighted(Evaluation e, double weight_a, double weight_b) {
  e.workloads[0].weight = weight_a;
  e.workloads[1].weight = weight_b;
  return e;
}

double weighted_reward(const std::string& name, double weight_a, double weight_b) {
  const Evaluation baseline = weighted(kReference, weight_a, weight_b);
  return find_objective(name)->reward(weighted(kHalfAsLarge, weight_a, weight_b), &baseline);
}

TEST(Objectives, ThatAreRatesTakeWeightsAsExponents) {
  EXPECT_DOUBLE_EQ(weighted_reward("throughput", 3, 1), std::pow(4.0, 0.75));
  EXPECT_DOUBLE_EQ(weighted_reward("throughput_per_area", 3, 1), 2 * std::pow(4.0, 0.75));
  EXPECT_DOUBLE_EQ(weighted_reward("throughput_per_watt", 1, 3), std::pow(2.0, 0.25) * std::pow(3, -0.75));
}

TEST(Objectives, ThatAreAmountsAddWithWeights) {
  EXPECT_DOUBLE_EQ(weighted_reward("latency", 3, 1), (3 * 2 + 6) / (3 * 0.5 + 6));
  EXPECT_DOUBLE_EQ(weighted_reward("energy", 1, 2), (10 + 2 * 30) / (5.0 + 2 * 90));
}

TEST(Objectives, DoNotDependOnTheScaleOfTheWeights) {
  for (const Objective& objective : objectives()) {
    EXPECT_NEAR(weighted_reward(objective.name, 0.3, 0.1), weighted_reward(objective.name, 6, 2), 1e-12)
        << objective.name;
  }
}

TEST(Objectives, AreFoundByName) {
  EXPECT_EQ(objectives().front().name, "throughput_per_area");
  EXPECT_EQ(find_objective("thruput"), nullptr);
}

}  // namespace
}  // namespace apollo::designs
