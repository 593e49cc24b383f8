#include "apollo/study/sweep.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "files/json_file.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

std::vector<SweepRun> toy_runs(int seeds) {
  std::vector<SweepRun> runs;
  for (int seed = 1; seed <= seeds; ++seed) {
    for (const char* optimizer : {"random", "evolutionary"}) {
      StudySpec spec = toy_spec();
      spec.optimizer = optimizer;
      spec.seed = seed;
      runs.push_back({optimizer, std::string(optimizer) + "_" + std::to_string(seed), spec});
    }
  }
  return runs;
}

auto run_toys(const std::string& folder, int seeds, const SweepOptions& options, ToyEvaluator& evaluator) {
  return run_sweep(
      folder, toy_runs(seeds), [&](const SweepRun&) -> Evaluator& { return evaluator; }, options);
}

TEST(Sweep, RunsEveryStudyInItsFolder) {
  const Scratch scratch;
  SweepOptions options;
  options.jobs = 3;
  SweepProgress last;
  options.observer = [&](const SweepProgress& progress) { last = progress; };
  ToyEvaluator evaluator;
  const auto curves = run_toys(scratch / "s", 2, options, evaluator);
  ASSERT_EQ(curves.size(), 4U);
  const std::vector<SweepRun> runs = toy_runs(2);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto trials = run_toy(scratch / ("alone_" + runs[i].folder), runs[i].spec).trials;
    EXPECT_EQ(read_study(scratch / ("s/" + runs[i].folder)).trials, trials);
    ASSERT_TRUE(curves[i]);
    EXPECT_EQ(curves[i]->best_reward, curve_of(runs[i].spec, trials).best_reward);
  }
  EXPECT_EQ(last.finished_runs, 4);
  EXPECT_EQ(last.finished, 4 * 50);
  EXPECT_EQ(last.evaluated, 4 * 50);
}

TEST(Sweep, ThatIsStoppedGoesOnToTheSameEnd) {
  const Scratch scratch;
  std::atomic<bool> stop{false};
  SweepOptions options;
  options.stop = &stop;
  ToyEvaluator stopping([&](int call) { stop = stop || call == 70; });  // in the second of four runs
  const auto broken = run_toys(scratch / "s", 2, options, stopping);
  EXPECT_TRUE(broken[0]);
  EXPECT_FALSE(broken[1]);
  EXPECT_FALSE(broken[3]);

  ToyEvaluator evaluator, other;
  options.stop = nullptr;
  const auto unbroken = run_toys(scratch / "unbroken", 2, options, other);
  options.resume = true;
  const auto resumed = run_toys(scratch / "s", 2, options, evaluator);
  for (std::size_t i = 0; i < 4; ++i) {
    ASSERT_TRUE(resumed[i]);
    EXPECT_EQ(resumed[i]->best_reward, unbroken[i]->best_reward);
  }
  EXPECT_EQ(stopping.calls() + evaluator.calls(), 4 * 50);
}

TEST(Sweep, MayBeResumedWithMoreRuns) {
  const Scratch scratch;
  SweepOptions options;
  ToyEvaluator first, more;
  run_toys(scratch / "s", 1, options, first);
  expect_contains(config_error([&] { run_toys(scratch / "s", 1, options, first); }), "holds a sweep already");
  options.resume = true;
  run_toys(scratch / "s", 3, options, more);
  EXPECT_EQ(more.calls(), 4 * 50);
  const auto index = [&] { return files::read_text_file(scratch / "s/sweep.json"); };
  const std::string all = index();
  run_toys(scratch / "s", 1, options, more);
  EXPECT_EQ(index(), all);  // fewer runs forget none
}

TEST(Sweep, MayBeResumedWithMoreTrials) {
  const Scratch scratch;
  std::vector<SweepRun> runs = toy_runs(2);
  for (SweepRun& run : runs) run.spec.trials = 20;
  ToyEvaluator first, more, whole;
  const auto sweep = [&](const std::string& folder, ToyEvaluator& evaluator, bool resume) {
    SweepOptions options;
    options.resume = resume;
    return run_sweep(
        folder, runs, [&](const SweepRun&) -> Evaluator& { return evaluator; }, options);
  };
  sweep(scratch / "s", first, false);
  for (SweepRun& run : runs) run.spec.trials = 50;
  const auto curves = sweep(scratch / "s", more, true);
  EXPECT_EQ(more.calls(), 4 * 30);
  const auto unbroken = sweep(scratch / "whole", whole, false);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    ASSERT_TRUE(curves[i]);
    EXPECT_EQ(curves[i]->best_reward, unbroken[i]->best_reward);
    for (const char* name : {"/study.json", "/trials.csv", "/best.json"})
      EXPECT_EQ(read_file(scratch / ("s/" + runs[i].folder + name)),
                read_file(scratch / ("whole/" + runs[i].folder + name)));
  }
}

TEST(Sweep, KeepsWhatHasFinishedWhenARunFails) {
  const Scratch scratch;
  ToyEvaluator failing([](int call) {
    if (call == 70) throw files::ConfigError("the evaluator has gone away");
  });
  EXPECT_EQ(config_error([&] { run_toys(scratch / "s", 2, {}, failing); }), "the evaluator has gone away");
  EXPECT_EQ(read_study(scratch / "s/random_1").trials.size(), 50U);
  EXPECT_EQ(read_study(scratch / "s/evolutionary_1").trials.size(), 19U);
}

TEST(Curve, IsTheBestFeasibleRewardSoFar) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();  // a program's rewards may be negative
  std::vector<TrialRecord> trials(4);
  trials[1].outcome = {true, 0.5, 1, "", {}};
  trials[2].outcome = {true, 0.25, 1, "", {}};
  trials[3].outcome = {true, 0.75, 1, "", {}};
  const SweepCurve curve = curve_of(toy_runs(1).front().spec, trials);
  EXPECT_EQ(curve.best_reward, (std::vector<double>{kNone, 0.5, 0.5, 0.75}));
  EXPECT_EQ(curve.feasible, 3);
}

}  // namespace
}  // namespace apollo::study
