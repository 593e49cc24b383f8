#include "apollo/report/trade_off.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "optimizers/draw.h"
#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

using testing::column_of;
using testing::made_run;
using testing::made_runs;

TEST(Frontier, HoldsWhatNoOtherBeatsInBoth) {
  report::Run run = made_run("random", 5, 1, std::vector<double>(200, 1));
  optimizers::Generator generator(3);
  for (Trial& trial : run.trials) {
    trial.feasible = optimizers::draw_below(generator, 3) > 0;
    trial.area_mm2 = static_cast<double>(optimizers::draw_below(generator, 100));
    if (trial.feasible)
      trial.throughput_per_s = 1 + static_cast<double>(optimizers::draw_below(generator, 100));
  }
  // By the definition: no feasible trial is at least as good in both and better in one.
  std::vector<std::pair<double, double>> expected;
  for (const Trial& a : run.trials) {
    const bool beaten = std::any_of(run.trials.begin(), run.trials.end(), [&](const Trial& b) {
      return b.feasible && b.area_mm2 <= a.area_mm2 && b.throughput_per_s >= a.throughput_per_s &&
             (b.area_mm2 < a.area_mm2 || b.throughput_per_s > a.throughput_per_s);
    });
    if (a.feasible && !beaten) expected.emplace_back(a.area_mm2, *a.throughput_per_s);
  }
  std::sort(expected.begin(), expected.end());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  ASSERT_GT(expected.size(), 2U);
  const Dataset data = frontier(made_runs({run}));
  const auto area = column_of<double>(data, "area_mm2"),
             throughput = column_of<double>(data, "throughput_per_s");
  ASSERT_EQ(area.size(), expected.size());
  for (std::size_t i = 0; i < area.size(); ++i)
    EXPECT_EQ(std::make_pair(area[i], throughput[i]), expected[i]);
}

TEST(Frontier, IsEmptyWithoutThroughputs) {
  EXPECT_TRUE(frontier(made_runs({made_run("random", 5, 1, {1, 2})})).empty());
}

// Seeds of a strategy have one front together, other strategies and budgets their own.
TEST(Front, HoldsWhatNoOtherOfTheStrategyAndBudgetBeats) {
  const auto run_of = [](const std::string& strategy, std::int64_t seed,
                         const std::vector<optimizers::Values>& rewards) {
    report::Run run = made_run(strategy, 5, seed, std::vector<double>(rewards.size(), 1));
    for (std::size_t i = 0; i < rewards.size(); ++i) run.trials[i].rewards = rewards[i];
    return run;
  };
  const Dataset data =
      front(made_runs({run_of("random", 1, {{1, 3}, {2, 1}}), run_of("random", 2, {{3, 1}, {1, 2}}),
                       run_of("p3bo", 1, {{1, 1}, {}})}));
  EXPECT_EQ(column_of<std::string>(data, "strategy"), (std::vector<std::string>{"random", "random", "p3bo"}));
  EXPECT_EQ(column_of<double>(data, "first"), (std::vector<double>{1, 3, 1}));
  EXPECT_EQ(column_of<double>(data, "second"), (std::vector<double>{3, 1, 1}));
  EXPECT_EQ(column_of<std::int64_t>(data, "seed"), (std::vector<std::int64_t>{1, 2, 1}));
  EXPECT_TRUE(front(made_runs({made_run("random", 5, 1, {1, 2})})).empty());
}

TEST(BudgetLines, AreTheBudgetsThatThereAre) {
  report::Run unlimited = made_run("random", 5, 1, {1});
  unlimited.spec.constraints.area_mm2 = {};
  unlimited.budget = budget_label({});
  const Dataset data = budget_lines(made_runs({made_run("random", 4.5, 1, {1}), unlimited}));
  EXPECT_EQ(column_of<double>(data, "area_mm2"), (std::vector<double>{4.5}));
}

TEST(Top, ListsEachDesignOnceByReward) {
  report::Run a = made_run("random", 5, 1, {1, 5, 3}),
              b = made_run("p3bo", 5, 1, {2, 5, -1});  // the same points
  const Dataset data = top(made_runs({a, b}));
  const auto rank = column_of<int>(data, "rank");
  const auto reward = column_of<double>(data, "reward");
  ASSERT_EQ(rank.size(), 3U * 3U);  // three points, three parameters
  EXPECT_EQ((std::vector<double>{reward[0], reward[3], reward[6]}), (std::vector<double>{5, 3, 2}));
  // The second point of the space: the last parameter counts fastest.
  EXPECT_EQ(column_of<std::string>(data, "parameter")[2], "mode");
  EXPECT_EQ(testing::column(data, "value")[2], "b");
  EXPECT_EQ(column_of<double>(data, "position")[2], 0.5);
}

TEST(Top, HasAtMostFiftyDesigns) {
  std::vector<double> rewards(75);
  for (std::size_t i = 0; i < rewards.size(); ++i) rewards[i] = static_cast<double>(i);
  const Dataset data = top(made_runs({made_run("random", 5, 1, rewards)}));
  EXPECT_EQ(data.rows(), 50U * 3U);
  const auto reward = column_of<double>(data, "reward");
  EXPECT_EQ(reward.front(), 74);
  EXPECT_EQ(reward.back(), 25);
}

}  // namespace
}  // namespace apollo::report
