#include "apollo/report/runs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "apollo/study/sweep.h"
#include "tests/apollo/report/made_runs.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::report {
namespace {

using apollo::testing::config_error;
using apollo::testing::expect_contains;
using apollo::testing::run_toy;
using apollo::testing::Scratch;
using apollo::testing::toy_spec;
using apollo::testing::write_file;

study::StudySpec spec_of(const std::string& optimizer, double area, std::int64_t seed) {
  study::StudySpec spec = toy_spec();
  spec.optimizer = optimizer;
  spec.constraints.area_mm2 = area;
  spec.seed = seed;
  return spec;
}

void make_sweep(const std::string& folder) {
  std::vector<study::SweepRun> runs;
  for (const std::int64_t seed : {1, 2}) {
    for (const double area : {6.5, 5.0}) {
      for (const std::string optimizer : {"random", "evolutionary"}) {
        const std::string name = optimizer + std::to_string(static_cast<int>(area)) + std::to_string(seed);
        runs.push_back({optimizer == "random" ? "blind" : optimizer, name, spec_of(optimizer, area, seed)});
      }
    }
  }
  testing::ToyEvaluator evaluator;
  study::run_sweep(folder, runs, [&](const study::SweepRun&) -> study::Evaluator& { return evaluator; }, {});
}

TEST(ReadRuns, ReadsOneStudy) {
  const Scratch scratch;
  const study::StudyResult result = run_toy(scratch / "a", spec_of("random", 5, 3));
  const Runs runs = read_runs({scratch / "a/"});
  ASSERT_EQ(runs.runs.size(), 1U);
  const report::Run& run = runs.runs[0];
  EXPECT_EQ(run.strategy, "random");
  EXPECT_EQ(run.budget, "5 mm²");
  EXPECT_TRUE(run.complete);
  EXPECT_TRUE(runs.notes.empty());
  ASSERT_EQ(run.trials.size(), result.trials.size());
  for (std::size_t i = 0; i < run.trials.size(); ++i) {
    EXPECT_EQ(run.trials[i].id, result.trials[i].id);
    EXPECT_EQ(run.trials[i].point, result.trials[i].point);
    EXPECT_EQ(run.trials[i].reward, result.trials[i].outcome.reward);
    EXPECT_EQ(run.trials[i].reason, result.trials[i].outcome.reason);
  }
}

TEST(ReadRuns, ReadsSweepsWithTheirLabels) {
  const Scratch scratch;
  make_sweep(scratch / "sweep");
  const Runs runs = read_runs({scratch / "sweep"});
  EXPECT_EQ(runs.runs.size(), 8U);
  EXPECT_EQ(runs.strategies, (std::vector<std::string>{"blind", "evolutionary"}));
  EXPECT_EQ(runs.budgets, (std::vector<std::string>{"5 mm²", "6.5 mm²"}));
  // A study that is given twice, by itself and by its sweep, counts once.
  EXPECT_EQ(read_runs({scratch / "sweep", scratch / "sweep/random61"}).runs.size(), 8U);
}

TEST(ReadRuns, LeavesOutWhatIsDamagedOrHasNotBegun) {
  const Scratch scratch;
  make_sweep(scratch / "sweep");
  write_file(scratch / "sweep/random61/trials.sqlite", "no database");
  std::filesystem::remove_all(scratch / "sweep/evolutionary52");
  write_file(scratch / "sweep/random51/study.json", "{");
  const Runs runs = read_runs({scratch / "sweep"});
  EXPECT_EQ(runs.runs.size(), 5U);
  ASSERT_EQ(runs.notes.size(), 3U);
  expect_contains(runs.notes[0], "random61/trials.sqlite: is damaged");
  expect_contains(runs.notes[1], "random51/study.json");
  expect_contains(runs.notes[2], "Not begun yet: 1 of 8 runs.");
  // Of a study that was named itself the damage is an error.
  expect_contains(config_error([&] { read_runs({scratch / "sweep/random61"}); }), "is damaged");
}

TEST(ReadRuns, SaysWhatIsNoStudy) {
  const Scratch scratch;
  expect_contains(config_error([&] { read_runs({scratch / "nothing"}); }), "nothing: no such folder");
  std::filesystem::create_directory(scratch / "empty");
  expect_contains(config_error([&] { read_runs({scratch / "empty"}); }),
                  "empty: holds no study.json and no sweep.json");
  make_sweep(scratch / "sweep");
  write_file(scratch / "sweep/sweep.json", R"({"runs": []})");
  expect_contains(config_error([&] { read_runs({scratch / "sweep"}); }), "has no run to report");
  write_file(scratch / "sweep/sweep.json", R"({"runs": [{"label": "a", "folder": "gone"}]})");
  expect_contains(config_error([&] { read_runs({scratch / "sweep"}); }), "Not begun yet: 1 of 1 runs.");
}

TEST(ReadRuns, TellsAnInterruptedRun) {
  const Scratch scratch;
  std::atomic<bool> stop{false};
  testing::ToyEvaluator evaluator([&](int call) { stop = call >= 20; });
  study::RunOptions options;
  options.stop = &stop;
  study::Study(scratch / "a", spec_of("random", 5, 1), study::Study::Mode::create).run(evaluator, options);
  const Runs runs = read_runs({scratch / "a"});
  EXPECT_FALSE(runs.runs[0].complete);
  EXPECT_LT(runs.runs[0].trials.size(), 50U);
}

TEST(ReadRuns, ARunThatHasTriedAllPointsIsComplete) {
  const Scratch scratch;
  study::StudySpec spec = spec_of("random", 5, 1);
  spec.trials = 1000;  // the space has 200
  run_toy(scratch / "a", spec);
  const Runs runs = read_runs({scratch / "a"});
  EXPECT_EQ(runs.runs[0].trials.size(), 200U);
  EXPECT_TRUE(runs.runs[0].complete);
}

TEST(ReadRuns, RefusesRunsThatCannotBeCompared) {
  const Scratch scratch;
  run_toy(scratch / "a", spec_of("random", 5, 1));
  study::StudySpec other = spec_of("evolutionary", 6, 2);
  other.scoring = study::ExecScoring{"another"};
  run_toy(scratch / "b", other);
  const std::string message = config_error([&] { read_runs({scratch / "a", scratch / "b"}); });
  expect_contains(message, "cannot be in one report with");
  expect_contains(message, "evaluation.evaluator is \"exec:another\" and \"exec:toy\"");
}

TEST(ReadRuns, TellsRunsOfOneStrategyApartByWhatDiffers) {
  const Scratch scratch;
  run_toy(scratch / "a", spec_of("evolutionary", 5, 1));
  study::StudySpec other = spec_of("evolutionary", 5, 1);
  other.options["population"] = 7;
  run_toy(scratch / "b", other);
  other.options = {};
  other.seed = 2;
  run_toy(scratch / "c", other);
  const Runs runs = read_runs({scratch / "a", scratch / "b", scratch / "c"});
  ASSERT_EQ(runs.strategies.size(), 2U);
  EXPECT_EQ(runs.runs[1].strategy, "evolutionary, population 7");
  EXPECT_EQ(runs.runs[0].strategy, runs.runs[2].strategy);
}

TEST(ReadRuns, TellsDifferentLengthsAndOptimizersApart) {
  const Scratch scratch;
  run_toy(scratch / "a", spec_of("random", 5, 1));
  study::StudySpec longer = spec_of("random", 5, 2);
  longer.trials = 60;
  run_toy(scratch / "b", longer);
  const Runs lengths = read_runs({scratch / "a", scratch / "b"});
  EXPECT_EQ(lengths.strategies, (std::vector<std::string>{"random, trials 50", "random, trials 60"}));
  testing::ToyEvaluator evaluator;
  const auto make = [&](const std::string& sweep, const std::string& optimizer) {
    study::run_sweep(scratch / sweep, {{"ours", "run", spec_of(optimizer, 5, 1)}},
                     [&](const study::SweepRun&) -> study::Evaluator& { return evaluator; }, {});
  };
  make("one", "random");
  make("other", "evolutionary");
  EXPECT_EQ(read_runs({scratch / "one", scratch / "other"}).strategies.size(), 2U);
}

TEST(ReadRuns, TakesASearchThatIsThereTwiceOnce) {
  const Scratch scratch;
  run_toy(scratch / "a", spec_of("random", 5, 1));
  run_toy(scratch / "again", spec_of("random", 5, 1));
  const Runs runs = read_runs({scratch / "a", scratch / "again"});
  EXPECT_EQ(runs.runs.size(), 1U);
  ASSERT_EQ(runs.notes.size(), 1U);
  expect_contains(runs.notes[0], "again: is the same search as");
}

TEST(ReadRuns, NamesARunAsItsSweepDoes) {
  const Scratch scratch;
  make_sweep(scratch / "sweep");
  EXPECT_EQ(read_runs({scratch / "sweep/random61"}).strategies, (std::vector<std::string>{"blind"}));
  EXPECT_EQ(read_runs({scratch / "sweep/random61", scratch / "sweep"}).strategies,
            (std::vector<std::string>{"blind", "evolutionary"}));
}

TEST(ReadRuns, ASweepFileOfTheUserBesideASearchIsNoListOfRuns) {
  const Scratch scratch;
  make_sweep(scratch / "sweep");
  const std::string alone = scratch / "search";
  std::filesystem::copy(scratch / "sweep/random61", alone, std::filesystem::copy_options::recursive);
  for (const char* content : {R"({"space": "apollo", "seeds": 2})", "no JSON"}) {
    write_file(scratch / "sweep.json", content);
    EXPECT_EQ(read_runs({alone}).runs.size(), 1U) << content;
  }
}

TEST(Runs, BestRunsAreOfEachBudget) {
  const Runs runs =
      testing::made_runs({testing::made_run("a", 5, 1, {1, 3}), testing::made_run("b", 5, 1, {3, 3}),
                          testing::made_run("a", 6, 1, {-1}), testing::made_run("a", 7, 1, {2})});
  const auto best = runs.best_runs();
  ASSERT_EQ(best.size(), 2U);
  EXPECT_EQ(best[0], &runs.runs[0]);
  EXPECT_EQ(best[1], &runs.runs[3]);
}

TEST(MeanOf, IsTheWeightedGeometricMean) {
  const nlohmann::json details = {
      {"latency_ms_a", 2.0}, {"latency_ms_b", 8.0}, {"energy_mj_a", 1.0}, {"dram_energy_mj_a", 0.5}};
  EXPECT_NEAR(*mean_of(details, "latency_ms", {{"a"}, {"b"}}), std::sqrt(2.0 * 8), 1e-9);
  EXPECT_NEAR(*mean_of(details, "latency_ms", {{"a", 3}, {"b", 1}}), std::pow(2.0 * 2 * 2 * 8, 0.25), 1e-9);
  EXPECT_NEAR(*mean_of(details, "latency_ms", {{"dir/a.json"}, {"b"}}), std::sqrt(2.0 * 8), 1e-9);
  EXPECT_EQ(mean_of(details, "energy_mj", {{"a"}}), 1.0);
  EXPECT_NEAR(*mean_of(details, "latency_ms", {{"dir/a.onnx", 3}, {"b", 1}}), std::pow(2.0 * 2 * 2 * 8, 0.25),
              1e-9);
  EXPECT_FALSE(mean_of(details, "latency_ms", {{"dir/a.json", 3}, {"b"}}));  // whose weight is it?
  EXPECT_FALSE(mean_of(details, "latency_ms", {{"a"}, {"b"}, {"c"}}));
  EXPECT_FALSE(mean_of(details, "energy_mj", {{"a"}, {"b"}}));
  EXPECT_FALSE(mean_of(nlohmann::json::object(), "latency_ms", {}));
}

}  // namespace
}  // namespace apollo::report
