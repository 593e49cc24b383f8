#include "apollo/study/results.h"

#include <gtest/gtest.h>

namespace apollo::study {
namespace {

using optimizers::Parameter;

optimizers::SearchSpace three_parameters() {
  return optimizers::SearchSpace({{"bytes", Parameter::Kind::ordinal, {1024, 262144}, {}},
                                  {"gbps", Parameter::Kind::ordinal, {0.5, 10}, {}},
                                  {"policy", Parameter::Kind::categorical, {}, {"a,b", "c"}}});
}

TrialRecord feasible(std::int64_t id, optimizers::Point point, double reward) {
  TrialRecord trial{id, std::move(point), {}};
  trial.outcome.feasible = true;
  trial.outcome.reward = reward;
  trial.outcome.area_mm2 = 5.5;
  return trial;
}

TrialRecord infeasible(std::int64_t id, optimizers::Point point, std::string reason) {
  TrialRecord trial{id, std::move(point), {}};
  trial.outcome.reason = std::move(reason);
  return trial;
}

TEST(TrialsCsv, HasTheParametersInOrderThenTheOutcomeThenTheDetails) {
  TrialRecord first = feasible(0, {1, 0, 1}, 0.1);
  first.outcome.details = {{"latency_ms", 2.25}, {"energy_mj", 3}, {"gbps", 7}};
  const std::vector<TrialRecord> trials = {first, infeasible(1, {0, 1, 0}, "no \"fit\"")};
  EXPECT_EQ(trials_csv(three_parameters(), trials),
            "trial,bytes,gbps,policy,feasible,reward,area_mm2,reason,energy_mj,detail_gbps,latency_ms\n"
            "0,262144,0.5,c,true,0.1,5.5,,3,7,2.25\n"
            "1,1024,10,\"a,b\",false,0,0,\"no \"\"fit\"\"\",,,\n");
}

TEST(TrialsCsv, OfNoTrialsIsAHeader) {
  EXPECT_EQ(trials_csv(three_parameters(), {}), "trial,bytes,gbps,policy,feasible,reward,area_mm2,reason\n");
}

TEST(BestOf, IsTheFirstOfTheHighestFeasibleRewards) {
  TrialRecord cheat = infeasible(2, {0, 0, 0}, "area");
  cheat.outcome.reward = 9;
  const std::vector<TrialRecord> trials = {feasible(0, {0, 0, 0}, 1), feasible(1, {0, 1, 0}, 2), cheat,
                                           feasible(3, {1, 1, 0}, 2)};
  EXPECT_EQ(best_of(trials), &trials[1]);
}

TEST(BestOf, IsNothingWhenNothingIsFeasible) {
  const std::vector<TrialRecord> trials = {infeasible(0, {0, 0, 0}, "area")};
  EXPECT_EQ(best_of(trials), nullptr);
}

TEST(IsBetter, PrefersTheEarlierOfEqualRewards) {
  const TrialRecord early = feasible(2, {0, 0, 0}, 1), late = feasible(5, {0, 1, 0}, 1);
  EXPECT_TRUE(is_better(early, &late));
  EXPECT_FALSE(is_better(late, &early));
  EXPECT_FALSE(is_better(early, &early));
  EXPECT_TRUE(is_better(feasible(9, {0, 0, 0}, 0), nullptr));
  EXPECT_FALSE(is_better(infeasible(0, {0, 0, 0}, "area"), nullptr));
}

}  // namespace
}  // namespace apollo::study
