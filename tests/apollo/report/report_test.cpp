#include "apollo/report/report.h"

#include <gtest/gtest.h>

#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

using testing::made_run;
using testing::made_runs;

Json report_of(std::vector<report::Run> runs, std::int64_t points = 1000) {
  Sources sources;
  sources.runs = made_runs(std::move(runs));
  return report(sources, points);
}

std::string fact(const Json& report, const std::string& label) {
  for (const Json& fact : report.at("facts")) {
    if (fact["label"] == label)
      return fact["value"].get<std::string>() + "; " + fact["note"].get<std::string>();
  }
  return "none";
}

TEST(Report, HeadSaysWhatWasFound) {
  const Json r = report_of({made_run("random", 5, 1, {-1, 2, 1}), made_run("p3bo", 5, 2, {-1, 1, 3.25}),
                            made_run("p3bo", 6, 2, {-1, 1, 3})});
  EXPECT_EQ(r["subtitle"], "3 runs of 2 strategies at 2 area budgets, 9 trials");
  EXPECT_EQ(fact(r, "best reward"), "3.250; trial 2 of p3bo, seed 2, 5 mm²");
  EXPECT_EQ(fact(r, "trials"), "9; 66.7 % feasible");
  EXPECT_EQ(r["strategies"], Json({"random", "p3bo"}));
  EXPECT_EQ(r["trials"], 3);
  EXPECT_TRUE(r["notes"].empty());
}

TEST(Report, OfNothingFeasibleHasWhatThereIs) {
  const Json r = report_of({made_run("random", 5, 1, {-1, -1, -1})});
  EXPECT_EQ(fact(r, "best reward"), "none; no feasible design was found");
  EXPECT_TRUE(r["datasets"].contains("designs"));
  EXPECT_TRUE(r["datasets"].contains("reasons"));
  for (const char* absent : {"frontier", "top", "importance", "members", "layers"})
    EXPECT_FALSE(r["datasets"].contains(absent)) << absent;
  EXPECT_TRUE(r["runs"]["best_reward"].is_array());
}

TEST(Report, SaysThatTheMapIsASample) {
  const Json r = report_of({made_run("random", 5, 1, std::vector<double>(1200, 1))}, 100);
  ASSERT_EQ(r["notes"].size(), 1U);
  EXPECT_NE(r["notes"][0].get<std::string>().find(" of 1,200 trials"), std::string::npos) << r["notes"][0];
}

TEST(Report, OfTheSameSourcesIsTheSame) {
  const auto make = [] { return report_of({made_run("random", 5, 1, std::vector<double>(75, 1))}).dump(); };
  EXPECT_EQ(make(), make());
}

std::string setting(const Json& report, const std::string& label) {
  for (const Json& setting : report.at("settings"))
    if (setting["label"] == label) return setting["value"].get<std::string>();
  return "none";
}

TEST(Report, SaysHowDesignsWereScored) {
  report::Run run = made_run("random", 5, 1, {1, 2});
  designs::Scoring scoring;
  scoring.objectives = {"energy"};
  scoring.engine = designs::Engine::systemc;
  run.spec.scoring = scoring;
  const Json own = report_of({run});
  EXPECT_EQ(setting(own, "objective"), "energy");
  EXPECT_EQ(setting(own, "technology"), "7nm");
  EXPECT_EQ(setting(own, "engine"), "systemc");
  EXPECT_EQ(setting(own, "evaluator"), "none");

  EXPECT_EQ(own["reward_unit"], "");

  designs::choose_baseline("none", scoring);
  run.spec.scoring = scoring;
  const Json absolute = report_of({run});
  EXPECT_EQ(absolute["reward_unit"], "rounds/J");
  EXPECT_EQ(fact(absolute, "best reward").rfind("2.000 rounds/J; ", 0), 0U) << fact(absolute, "best reward");
  EXPECT_EQ(setting(absolute, "reward").rfind("of a design, in rounds/J: ", 0), 0U)
      << setting(absolute, "reward");

  run.spec.scoring = study::ExecScoring{"score --fast"};
  const Json program = report_of({run});
  EXPECT_EQ(program["title"], "exec:score --fast");
  EXPECT_EQ(setting(program, "evaluator"), "exec:score --fast");
  EXPECT_EQ(setting(program, "technology"), "none");
}

TEST(Report, NamesNetworksAndWhatWasUnfinished) {
  report::Run run = made_run("random", 5, 1, {1, 2});
  run.complete = false;
  designs::Scoring scoring;
  scoring.networks = {{"a"}, {"nets/b.json", 2}, {"c"}, {"d"}, {"e"}, {"f"}};
  run.spec.scoring = scoring;
  const Json r = report_of({run});
  EXPECT_EQ(r["title"], "a, b.json (weight 2), c and 3 other networks");
  EXPECT_EQ(fact(r, "runs"), "1; 1 is not complete");
  EXPECT_EQ(r["runs"]["state"][0], "interrupted");
}

}  // namespace
}  // namespace apollo::report
