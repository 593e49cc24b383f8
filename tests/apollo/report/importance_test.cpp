#include "apollo/report/importance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

using testing::column_of;
using testing::made_run;
using testing::made_runs;

// {about parameter: importance}
std::map<std::string, double> shares(const Dataset& data) {
  std::map<std::string, double> result;
  const auto about = column_of<std::string>(data, "about"),
             parameter = column_of<std::string>(data, "parameter");
  const auto importance = column_of<double>(data, "importance");
  for (std::size_t i = 0; i < about.size(); ++i) result[about[i] + " " + parameter[i]] = importance[i];
  return result;
}

// All points of a space of three parameters; x decides the reward, the categorical one what is feasible.
Runs decided_runs() {
  using optimizers::Parameter;
  std::vector<double> values = {0, 1, 2, 3, 4, 5, 6, 7};
  report::Run run = made_run("random", 5, 1, {});
  run.spec.space =
      optimizers::SearchSpace({{"x", Parameter::Kind::ordinal, values, {}},
                               {"y", Parameter::Kind::ordinal, values, {}},
                               {"mode", Parameter::Kind::categorical, {}, {"a", "b", "c", "d"}}});
  for (std::uint64_t i = 0; i < 256; ++i) {
    Trial trial;
    trial.id = static_cast<std::int64_t>(i);
    trial.point = run.spec.space.at(i);
    trial.feasible = trial.point[2] != 1;
    trial.reward = trial.feasible ? 1 + trial.point[0] : 0;
    run.trials.push_back(trial);
  }
  return made_runs({run});
}

TEST(Importance, IsOfWhatDecides) {
  const Dataset data = importance(decided_runs());
  const auto share = shares(data);
  EXPECT_GT(share.at("reward x"), 0.95);
  EXPECT_LT(share.at("reward y"), 0.05);
  EXPECT_GT(share.at("feasibility mode"), 0.95);
  EXPECT_LT(share.at("feasibility x"), 0.05);
  for (const std::string about : {"reward ", "feasibility "})
    EXPECT_NEAR(share.at(about + "x") + share.at(about + "y") + share.at(about + "mode"), 1, 1e-5);
  for (const double quality : column_of<double>(data, "quality")) EXPECT_GT(quality, 0.9);
}

TEST(Importance, OfNoiseHasNoQuality) {
  Runs runs = decided_runs();
  for (Trial& trial : runs.runs[0].trials) {
    trial.feasible = true;
    trial.reward = static_cast<double>((trial.id * 7919 + 13) % 251);  // no order in the point
  }
  const Dataset data = importance(runs);
  ASSERT_EQ(data.rows(), 3U);  // all are feasible: nothing to say of that
  EXPECT_LT(column_of<double>(data, "quality")[0], 0.3);
}

TEST(Importance, NeedsDesigns) {
  EXPECT_TRUE(importance(made_runs({made_run("random", 5, 1, {1, 2, -1})})).empty());
  EXPECT_TRUE(importance(made_runs({made_run("random", 5, 1, std::vector<double>(75, -1))})).empty());
}

// Whether the reward, or feasibility, is among what the data are about.
bool is_about(const Dataset& data, const std::string& what) { return shares(data).count(what + " x") > 0; }

TEST(Importance, IsTheSameWhateverTheUnitOfTheReward) {
  const auto expected = shares(importance(decided_runs()));
  for (const double unit : {1e-298, 1e-8, 1e40, 1e200}) {
    Runs runs = decided_runs();
    for (Trial& trial : runs.runs[0].trials) trial.reward *= unit;
    const Dataset data = importance(runs);
    ASSERT_TRUE(is_about(data, "reward")) << unit;
    for (const auto& [name, share] : shares(data)) EXPECT_NEAR(share, expected.at(name), 1e-3) << unit;
    for (const double quality : column_of<double>(data, "quality")) EXPECT_GT(quality, 0.9) << unit;
  }
}

TEST(Importance, OfRewardsThatHardlyDifferIsLeftOut) {
  Runs runs = decided_runs();
  for (Trial& trial : runs.runs[0].trials) trial.reward = trial.id == 100 ? 2 : 1;
  EXPECT_FALSE(is_about(importance(runs), "reward"));
}

// A design is feasible if x is within the budget: those of x 2 .. 5 with one budget only.
Runs runs_of_two_budgets() {
  Runs runs = decided_runs();
  runs.runs.push_back(runs.runs[0]);
  runs.runs[0].spec.constraints.area_mm2 = 1;
  runs.runs[1].spec.constraints.area_mm2 = 5;
  for (report::Run& run : runs.runs) {
    for (Trial& trial : run.trials) {
      trial.feasible = trial.point[0] <= *run.spec.constraints.area_mm2;
      trial.reward = trial.feasible ? 1 + trial.point[0] : 0;
    }
  }
  return runs;
}

TEST(Importance, OfFeasibilityTellsTheBudgetsApart) {
  Runs runs = runs_of_two_budgets();
  auto& trials = runs.runs[0].trials;  // half of them, in no order
  const auto left_out = [](const Trial& trial) { return (trial.id * 7919 + 13) % 251 % 2 == 0; };
  trials.erase(std::remove_if(trials.begin(), trials.end(), left_out), trials.end());
  const Dataset data = importance(runs);
  const auto share = shares(data);
  EXPECT_GT(share.at("feasibility x"), 0.95);
  EXPECT_NEAR(share.at("feasibility x") + share.at("feasibility y") + share.at("feasibility mode"), 1, 1e-5);
  for (const double quality : column_of<double>(data, "quality")) EXPECT_GT(quality, 0.95);
}

TEST(Importance, DoesNotDependOnTheOrderOfTheRuns) {
  Runs runs = runs_of_two_budgets();
  runs.runs[1].spec.constraints.area_mm2.reset();
  runs.runs[0].trials.resize(200);
  for (Trial& trial : runs.runs[1].trials) trial.reward += trial.feasible ? 0.5 : 0;  // another result
  const Json expected = importance(runs).json();
  std::swap(runs.runs[0], runs.runs[1]);
  EXPECT_EQ(importance(runs).json(), expected);
}

TEST(Importance, OfFeasibilityNeedsTenOfEachLabel) {
  for (const bool rare : {true, false}) {
    for (const std::int64_t designs : {1, 3, 9, 10, 12}) {
      Runs runs = decided_runs();
      for (Trial& trial : runs.runs[0].trials) trial.feasible = (trial.id < designs) == rare;
      const Dataset data = importance(runs);
      ASSERT_EQ(is_about(data, "feasibility"), designs >= 10) << designs;
      for (const double quality : column_of<double>(data, "quality")) EXPECT_NE(quality, 0) << designs;
    }
  }
}

TEST(Importance, IsOfACategoricalParameterOfManyValuesToo) {
  using optimizers::Parameter;
  Runs runs = decided_runs();
  report::Run& run = runs.runs[0];
  std::vector<std::string> texts;
  for (int i = 0; i < 10000; ++i) texts.push_back(std::to_string(i));
  run.spec.space = optimizers::SearchSpace({{"x", Parameter::Kind::ordinal, {0, 1, 2, 3, 4, 5, 6, 7}, {}},
                                            {"word", Parameter::Kind::categorical, {}, texts}});
  for (Trial& trial : run.trials) {
    trial.point = {static_cast<int>(trial.id % 8), static_cast<int>(trial.id * 7919 % 10000)};
    trial.feasible = trial.point[1] < 5000;
  }
  const Dataset data = importance(runs);
  EXPECT_GT(shares(data).at("feasibility word"), 0.95);
  EXPECT_GT(column_of<double>(data, "quality").back(), 0.9);
}

}  // namespace
}  // namespace apollo::report
