#include "apollo/report/map.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

using testing::column;
using testing::column_of;
using testing::made_run;
using testing::made_runs;

std::vector<double> rewards(std::size_t trials, double best, std::size_t at) {
  std::vector<double> result(trials, -1);
  result[at] = best;
  return result;
}

TEST(Map, ShowsAllTrialsIfTheyAreFew) {
  const Dataset data =
      map(made_runs({made_run("random", 5, 1, {1, -1, 3}), made_run("p3bo", 6, 1, {-1, 2, 1})}), 100);
  EXPECT_EQ(column_of<int>(data, "trial"), (std::vector<int>{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(column_of<std::string>(data, "status"),
            (std::vector<std::string>{"feasible", "infeasible", "infeasible", "best", "best", "feasible"}));
  EXPECT_EQ(column_of<double>(data, "y").size(), 6U);
  EXPECT_FALSE(data.json().contains("throughput_per_s"));
}

TEST(Map, TakesTheSameNumberOfEveryRunAndTheBestOfEach) {
  std::vector<report::Run> list;
  for (int seed = 1; seed <= 4; ++seed)
    list.push_back(made_run("random", 5, seed, rewards(1000, seed, static_cast<std::size_t>(100 * seed))));
  list.push_back(made_run("random", 5, 5, rewards(10, 9, 3)));  // short: the others take what it lacks
  const Dataset data = map(made_runs(list), 410);
  std::map<int, int> trials;
  const auto run = column_of<int>(data, "run");
  for (const int r : run) ++trials[r];
  EXPECT_EQ(trials[4], 10);
  for (int r = 0; r < 4; ++r) {
    EXPECT_GE(trials[r], 100);
    EXPECT_LE(trials[r], 101);
  }
  std::set<report::Json> shown;  // null: infeasible
  for (const report::Json& reward : column(data, "reward")) shown.insert(reward);
  EXPECT_EQ(shown, (std::set<report::Json>{nullptr, 1, 2, 3, 4, 9}));
}

TEST(Map, PutsADesignOfSeveralRunsInOnePlace) {
  const Dataset data =
      map(made_runs({made_run("random", 5, 1, {1, 2, 3, 4}), made_run("p3bo", 5, 1, {1, 2, 3, 4})}), 100);
  const auto x = column_of<double>(data, "x"), y = column_of<double>(data, "y");
  std::set<std::pair<double, double>> places;
  for (std::size_t i = 0; i < x.size(); i += 2) {  // by trial, of both runs
    EXPECT_EQ(x[i], x[i + 1]);
    EXPECT_EQ(y[i], y[i + 1]);
    places.emplace(x[i], y[i]);
  }
  EXPECT_EQ(places.size(), 4U);
}

TEST(Map, IsTheSameEachTime) {
  const Runs runs = made_runs({made_run("random", 5, 1, std::vector<double>(75, 1))});
  EXPECT_EQ(map(runs, 40).json(), map(runs, 40).json());
}

TEST(Map, KeepsParametersThatAreNamedLikeItsOwnColumns) {
  using optimizers::Parameter;
  report::Run run = made_run("random", 5, 1, {});
  run.spec.space = optimizers::SearchSpace(
      {{"x", Parameter::Kind::ordinal, {3, 5}, {}}, {"budget", Parameter::Kind::ordinal, {7, 8}, {}}});
  Trial trial;
  trial.point = {1, 0};
  run.trials.push_back(trial);
  const Dataset data = map(made_runs({run}), 100);
  EXPECT_EQ(parameter_columns(run.spec.space), (std::vector<std::string>{"parameter x", "parameter budget"}));
  EXPECT_EQ(column_of<int>(data, "parameter x"), (std::vector<int>{5}));
  EXPECT_EQ(column_of<int>(data, "parameter budget"), (std::vector<int>{7}));
  EXPECT_EQ(column_of<std::string>(data, "budget"), (std::vector<std::string>{"5 mm²"}));
}

TEST(Map, HasTheFiguresThatAnyTrialHas) {
  report::Run run = made_run("random", 5, 1, {1, -1});
  run.trials[0].latency_ms = 0.5;
  run.trials[0].power_w = 2;
  const Dataset data = map(made_runs({run}), 100);
  EXPECT_EQ(column(data, "latency_ms"), (std::vector<Json>{0.5, nullptr}));
  EXPECT_EQ(column(data, "power_w"), (std::vector<Json>{2.0, nullptr}));
  for (const char* unknown : {"throughput_per_s", "energy_mj"})
    EXPECT_FALSE(data.json().contains(unknown)) << unknown;
}

TEST(Map, ShowsOneTrial) {
  const Dataset data = map(made_runs({made_run("random", 5, 1, {-1})}), 100);
  EXPECT_EQ(column_of<std::string>(data, "reason"), (std::vector<std::string>{"area"}));
  EXPECT_EQ(column_of<std::string>(data, "mode"), (std::vector<std::string>{"a"}));
}

}  // namespace
}  // namespace apollo::report
