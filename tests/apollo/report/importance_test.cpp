#include "apollo/report/importance.h"

#include <gtest/gtest.h>

#include <map>

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

}  // namespace
}  // namespace apollo::report
