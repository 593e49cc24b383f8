#include "apollo/designs/criteria.h"

#include <gtest/gtest.h>

#include <cmath>

#include "apollo/designs/evaluation.h"
#include "apollo/designs/support.h"

namespace apollo::designs {
namespace {

// On a chip of `area`; a network per latency and energy, with these weights.
struct Figures {
  double latency_ms, energy_mj, weight;
};
Evaluation evaluation(double area, const std::vector<Figures>& networks) {
  Evaluation e;
  e.feasible = true;
  e.area_mm2.uncore = area;
  for (const Figures& figures : networks) {
    WorkloadResult w;
    w.name = std::string(1, static_cast<char>('a' + e.workloads.size()));
    w.weight = figures.weight;
    w.latency_ms = figures.latency_ms;
    w.throughput_per_s = 1000 / figures.latency_ms;
    w.energy_mj.macs = figures.energy_mj;
    w.power_w = figures.energy_mj / figures.latency_ms;
    e.workloads.push_back(w);
  }
  return e;
}

// a twice, b 8 times as fast; a with half the energy, b with 4 times as much; on half the area.
const Evaluation kBaseline = evaluation(6, {{2, 10, 3}, {8, 1, 1}});
const Evaluation kDesign = evaluation(3, {{1, 5, 3}, {1, 4, 1}});

Criteria criteria(const std::vector<std::string>& names, Aggregate aggregate = Aggregate::own) {
  Criteria result;
  result.objectives.clear();
  for (const std::string& name : names) result.objectives.push_back(find_objective(name));
  result.aggregate = aggregate;
  return result;
}

double reward(const std::string& name, Aggregate aggregate) {
  return rewards_of(criteria({name}, aggregate), kDesign, &kBaseline).at(0);
}

TEST(Aggregate, IsAMeanOfTheRatiosByWeightOrTheWorst) {
  EXPECT_DOUBLE_EQ(reward("latency", Aggregate::geometric_mean), std::pow(2 * 2 * 2 * 8, 0.25));
  EXPECT_DOUBLE_EQ(reward("latency", Aggregate::harmonic_mean), 4 / (3 / 2.0 + 1 / 8.0));
  EXPECT_DOUBLE_EQ(reward("latency", Aggregate::weighted), (3 * 2 + 8) / 4.0);
  EXPECT_DOUBLE_EQ(reward("latency", Aggregate::worst), 2);
  EXPECT_DOUBLE_EQ(reward("energy", Aggregate::worst), 0.25);
  EXPECT_DOUBLE_EQ(reward("throughput_per_area", Aggregate::worst), 2 * 2);
  EXPECT_DOUBLE_EQ(reward("energy_delay_product", Aggregate::weighted), (3 * (2 * 2) + 8 * 0.25) / 4);
}

TEST(Aggregate, OfOneNetworkIsItsRatioWhateverItIs) {
  const Evaluation design = evaluation(3, {{1, 5, 1}}), baseline = evaluation(6, {{2, 10, 1}});
  for (const Objective& objective : objectives()) {
    const double own = objective.reward(design, &baseline);
    for (const std::string& name : aggregate_names()) {
      const Criteria by = criteria({objective.name}, aggregate_of(name));
      EXPECT_NEAR(rewards_of(by, design, &baseline)[0], own, 1e-12 * own) << objective.name << " " << name;
      const double absolute = objective.reward(design, nullptr);
      EXPECT_NEAR(rewards_of(by, design, nullptr)[0], absolute, 1e-12 * absolute) << objective.name;
    }
  }
}

TEST(Aggregate, HasANameBackAndForth) {
  for (const std::string& name : aggregate_names()) EXPECT_EQ(to_string(aggregate_of(name)), name);
}

TEST(Area, IsAnObjectiveLikeAnyOther) {
  for (const Aggregate aggregate : {Aggregate::own, Aggregate::geometric_mean, Aggregate::worst})
    EXPECT_DOUBLE_EQ(reward("area", aggregate), 2);
  EXPECT_DOUBLE_EQ(rewards_of(criteria({"area"}), kDesign, nullptr)[0], 1 / 3.0);
}

TEST(Criteria, HaveARewardOfEachObjectiveInTheirOrder) {
  const std::vector<double> rewards = rewards_of(criteria({"area", "latency"}), kDesign, &kBaseline);
  ASSERT_EQ(rewards.size(), 2U);
  EXPECT_DOUBLE_EQ(rewards[0], 2);
  EXPECT_DOUBLE_EQ(rewards[1], (3 * 2 + 8) / (3 * 1 + 1.0));  // totals of a round
}

TEST(Criteria, CompromiseByTheGeometricMeanOfWhatIsAboveTheReference) {
  Criteria two = criteria({"area", "latency"});
  EXPECT_DOUBLE_EQ(compromise(two, {2, 8}), 4);
  two.reference = {1, 4};
  EXPECT_DOUBLE_EQ(compromise(two, {2, 8}), 2);
  EXPECT_EQ(compromise(two, {1, 8}), 0);
  EXPECT_EQ(compromise(two, {0.5, 3}), 0);  // both below
  EXPECT_EQ(compromise(criteria({"latency"}), {0.3}), 0.3);
}

TEST(Criteria, CompileForWhatTheObjectivesHaveInCommon) {
  using Measure = compiler::Goal::Measure;
  EXPECT_EQ(criteria({"area"}).measure(), Measure::cycles);
  EXPECT_EQ(criteria({"latency", "area"}).measure(), Measure::cycles);
  EXPECT_EQ(criteria({"area", "energy"}).measure(), Measure::energy);
  EXPECT_EQ(criteria({"energy", "latency", "area"}).measure(), Measure::energy_delay);
}

TEST(Support, IsEachNetworksRatioAndTheRewardWithoutIt) {
  const Criteria by = criteria({"throughput"});
  const std::vector<NetworkSupport> support = support_of(by, kDesign, kBaseline);
  ASSERT_EQ(support.size(), 2U);
  EXPECT_EQ(support[0].network, "a");
  EXPECT_DOUBLE_EQ(support[0].ratio, 2);
  EXPECT_DOUBLE_EQ(support[0].reward_without, 8);
  EXPECT_EQ(support[1].network, "b");
  EXPECT_DOUBLE_EQ(support[1].ratio, 8);
  EXPECT_DOUBLE_EQ(support[1].reward_without, 2);
  EXPECT_TRUE(support_of(by, evaluation(3, {{1, 5, 1}}), evaluation(6, {{2, 10, 1}})).empty());
}

TEST(Support, WarnsOfANetworkWithoutWhichTheRewardChangesByOverAFifth) {
  const std::vector<NetworkSupport> support = {{"a", 1, 1.201}, {"b", 2, 0.799}, {"c", 1.5, 1.199}};
  EXPECT_EQ(support_lines(support, 1),
            (std::vector<std::string>{"rests on: a 1.000, b 2.000, c 1.500 x baseline",
                                      "warning: without a the reward is 1.201 instead of 1.000 (+20.1 %)",
                                      "warning: without b the reward is 0.7990 instead of 1.000 (-20.1 %)"}));
  EXPECT_TRUE(support_lines({}, 1).empty());
}

}  // namespace
}  // namespace apollo::designs
