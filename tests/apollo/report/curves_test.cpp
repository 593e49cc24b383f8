#include "apollo/report/curves.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

using testing::column_of;
using testing::made_run;
using testing::made_runs;

TEST(Curves, ProgressIsTheBestSoFarWithQuartilesOverRuns) {
  const Runs runs =
      made_runs({made_run("random", 5, 1, {-1, 1, 0.5, 3}), made_run("random", 5, 2, {2, -1, 4, 4}),
                 made_run("random", 5, 3, {-1, -1, -1, 5})});
  const Dataset data = progress(runs);
  EXPECT_EQ(column_of<int>(data, "trials"), (std::vector<int>{1, 2, 3, 4}));
  // Best so far: 0 1 1 3; 2 2 4 4; 0 0 0 5.
  EXPECT_EQ(column_of<double>(data, "median"), (std::vector<double>{0, 1, 1, 4}));
  EXPECT_EQ(column_of<double>(data, "lower"), (std::vector<double>{0, 0.5, 0.5, 3.5}));
  EXPECT_EQ(column_of<double>(data, "upper"), (std::vector<double>{1, 1.5, 2.5, 4.5}));
}

TEST(Curves, ProgressOfALongRunBeginsAtItsFirstTrialAndEndsAtItsLast) {
  std::vector<double> rewards(4096);
  for (std::size_t i = 0; i < rewards.size(); ++i) rewards[i] = static_cast<double>(i);
  const Dataset data = progress(made_runs({made_run("random", 5, 1, rewards)}));
  const auto trials = column_of<int>(data, "trials");
  const auto median = column_of<double>(data, "median");
  ASSERT_GT(trials.size(), 100U);
  ASSERT_LT(trials.size(), 200U);
  EXPECT_EQ(trials.front(), 1);
  EXPECT_EQ(trials.back(), 4096);
  for (std::size_t i = 0; i < trials.size(); ++i) EXPECT_EQ(median[i], trials[i] - 1);
}

TEST(Curves, InterruptedRunsCountAsFarAsAllGotIfNoneIsComplete) {
  report::Run longer = made_run("random", 5, 1, {1, 1, 1}), shorter = made_run("random", 5, 2, {3});
  longer.complete = shorter.complete = false;
  const Dataset data = progress(made_runs({longer, shorter}));
  EXPECT_EQ(column_of<int>(data, "trials"), (std::vector<int>{1}));  // further on, only one could be compared
  EXPECT_EQ(column_of<double>(data, "median"), (std::vector<double>{2}));
  EXPECT_EQ(column_of<int>(progress(made_runs({longer})), "trials"), (std::vector<int>{1, 2, 3}));
}

TEST(Curves, CompleteRunsAreNotComparedWithInterruptedOnes) {
  report::Run interrupted = made_run("random", 5, 2, {3, -1});
  interrupted.complete = false;
  const Runs runs = made_runs({made_run("random", 5, 1, {1, 1, 1, 1}), interrupted});
  EXPECT_EQ(column_of<double>(progress(runs), "median"), (std::vector<double>{1, 1, 1, 1}));
  EXPECT_EQ(column_of<double>(finals(runs), "best_reward"), (std::vector<double>{1}));
  EXPECT_EQ(column_of<double>(feasible_share(runs), "median"), (std::vector<double>{1}));
  EXPECT_EQ(column_of<std::string>(reasons(runs), "reason"), (std::vector<std::string>{"feasible"}));
}

TEST(Curves, ARunThatUsedUpItsSpaceKeepsItsBest) {
  const Runs runs = made_runs({made_run("random", 5, 1, {1, 1, 1, 1}), made_run("random", 5, 2, {3, 5})});
  EXPECT_EQ(column_of<double>(progress(runs), "median"), (std::vector<double>{2, 3, 3, 3}));
}

TEST(Curves, FinalsHaveARowPerRun) {
  const Dataset data =
      finals(made_runs({made_run("random", 5, 7, {1, 3, 2}), made_run("p3bo", 6, 8, {-1, -1})}));
  EXPECT_EQ(column_of<double>(data, "best_reward"), (std::vector<double>{3, 0}));
  EXPECT_EQ(column_of<int>(data, "seed"), (std::vector<int>{7, 8}));
  EXPECT_EQ(column_of<std::string>(data, "budget"), (std::vector<std::string>{"5 mm²", "6 mm²"}));
}

TEST(Curves, FeasibleShareIsOfWindows) {
  // 2048 trials: windows of 64. Feasible: every fourth of the first half, all of the second.
  std::vector<double> rewards;
  for (int i = 0; i < 2048; ++i) rewards.push_back(i >= 1024 || i % 4 == 0 ? 1 : -1);
  const Dataset data = feasible_share(made_runs({made_run("random", 5, 1, rewards)}));
  const auto trials = column_of<int>(data, "trials");
  const auto share = column_of<double>(data, "median");
  ASSERT_EQ(trials.size(), 32U);
  for (std::size_t i = 0; i < 32; ++i) {
    EXPECT_EQ(trials[i], 64 * (static_cast<int>(i) + 1));
    EXPECT_EQ(share[i], i < 16 ? 0.25 : 1);
  }
}

TEST(Curves, ShortRunsAreOneWindow) {
  const Dataset data = feasible_share(made_runs({made_run("random", 5, 1, {1, -1, -1, -1})}));
  EXPECT_EQ(column_of<int>(data, "trials"), (std::vector<int>{4}));
  EXPECT_EQ(column_of<double>(data, "median"), (std::vector<double>{0.25}));
}

TEST(Curves, ReasonsAddUpToOne) {
  report::Run a = made_run("random", 5, 1, {1, -1, -1, 2}), b = made_run("random", 5, 2, {-1, -1, -1, -1});
  b.trials[0].reason = "pe_memory";
  const Dataset data = reasons(made_runs({a, b}));
  EXPECT_EQ(column_of<std::string>(data, "reason"),
            (std::vector<std::string>{"area", "feasible", "pe_memory"}));
  EXPECT_EQ(column_of<double>(data, "share"), (std::vector<double>{0.625, 0.25, 0.125}));
}

TEST(Curves, MembersEarnWhatTheirTrialsRaiseTheBestReward) {
  report::Run run = made_run("p3bo", 5, 1, {-1, 1, 2, 1, 3, 4});
  run.spec.proposals = 2;
  const char* proposers[] = {"local", "local", "bayesian", "bayesian", "local", "random"};
  for (std::size_t i = 0; i < run.trials.size(); ++i) run.trials[i].proposed_by = proposers[i];
  // Another run of the same budget that raises nothing: earnings are the mean.
  report::Run idle = made_run("p3bo", 5, 2, {-1, -1, -1, -1, -1, -1});
  idle.spec.proposals = 2;
  for (Trial& trial : idle.trials) trial.proposed_by = "local";
  const Dataset data = members(made_runs({run, idle, made_run("random", 5, 1, {1, 2, 3})}));
  ASSERT_EQ(column_of<std::string>(data, "member"),
            (std::vector<std::string>{"bayesian", "local", "random"}));
  EXPECT_EQ(column_of<std::string>(data, "strategy")[0], "p3bo");
  const auto earned = column_of<double>(data, "earned"), proposed = column_of<double>(data, "proposed");
  // The first batch earns nothing: there is no reward before it. From then on the best reward rises by 3, by
  // 1 with bayesian and by 2 with the last batch, whose members alone would have brought 1 and 2.
  EXPECT_NEAR(earned[0], 1.0 / 3 / 2, 1e-5);
  EXPECT_NEAR(earned[1], 2.0 / 3 * (1.0 / 3) / 2, 1e-5);
  EXPECT_NEAR(earned[2], 2.0 / 3 * (2.0 / 3) / 2, 1e-5);
  EXPECT_NEAR(proposed[0], 2.0 / 12, 1e-5);
  EXPECT_NEAR(proposed[1], 9.0 / 12, 1e-5);
  EXPECT_NEAR(proposed[2], 1.0 / 12, 1e-5);
}

TEST(Curves, MembersEarnTheSameWhereAllRewardsAreNegative) {
  report::Run run = made_run("p3bo", 5, 1, {-1, 1, 2, 1, 3, 4});
  run.spec.proposals = 2;
  for (std::size_t i = 0; i < run.trials.size(); ++i)
    run.trials[i].proposed_by = i % 3 == 0 ? "local" : "random";
  report::Run costs = run;
  for (Trial& trial : costs.trials) trial.reward = 50 * (trial.reward - 100);
  EXPECT_EQ(column_of<double>(members(made_runs({costs})), "earned"),
            column_of<double>(members(made_runs({run})), "earned"));
}

TEST(Curves, WindowsAreWholeBatches) {
  // In every batch of 40 the first half is of one member and the second of another: so is every window.
  report::Run run = made_run("p3bo", 5, 1, std::vector<double>(2000, 1));
  run.spec.proposals = 40;
  for (std::size_t i = 0; i < run.trials.size(); ++i)
    run.trials[i].proposed_by = i % 40 < 20 ? "local" : "random";
  const Dataset data = members(made_runs({run}));
  EXPECT_GT(data.rows(), 40U);
  for (const double proposed : column_of<double>(data, "proposed")) EXPECT_EQ(proposed, 0.5);
}

TEST(Curves, TheWindowsOfMembersAreWithoutGapsWhereOneRunEnds) {
  std::vector<report::Run> list = {made_run("p3bo", 5, 1, std::vector<double>(70, 1)),
                                   made_run("p3bo", 5, 2, std::vector<double>(500, 1))};
  for (report::Run& run : list) {
    for (Trial& trial : run.trials) trial.proposed_by = "local";
  }
  const Dataset data = members(made_runs(list));
  const auto from = column_of<int>(data, "from"), to = column_of<int>(data, "trials");
  EXPECT_EQ(from.front(), 0);
  for (std::size_t i = 1; i < from.size(); ++i) EXPECT_EQ(from[i], to[i - 1]);
  EXPECT_EQ(to.back(), 500);
  for (const double proposed : column_of<double>(data, "proposed")) EXPECT_EQ(proposed, 1);
}

TEST(Curves, AReasonCalledFeasibleIsNotFeasible) {
  report::Run run = made_run("random", 5, 1, {1, -1});
  run.trials[1].reason = "feasible";
  const Dataset data = reasons(made_runs({run}));
  EXPECT_EQ(column_of<double>(data, "share"), (std::vector<double>{0.5, 0.5}));
}

TEST(Curves, WithoutEnsemblesThereAreNoMembers) {
  EXPECT_TRUE(members(made_runs({made_run("random", 5, 1, {1, 2, 3})})).empty());
}

}  // namespace
}  // namespace apollo::report
