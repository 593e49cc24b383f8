#include "apollo/study/study.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

TEST(Study, EvaluatesItsBudgetAndStoresEveryTrial) {
  const Scratch scratch;
  const StudyResult result = run_toy(scratch / "s", toy_spec());
  ASSERT_EQ(result.trials.size(), 50U);
  EXPECT_FALSE(result.exhausted);
  EXPECT_FALSE(result.stopped);
  for (std::size_t i = 0; i < result.trials.size(); ++i) {
    EXPECT_EQ(result.trials[i].id, static_cast<std::int64_t>(i));
    EXPECT_EQ(result.trials[i].outcome, toy_outcome(result.trials[i].point));
  }
  EXPECT_EQ(read_study(scratch / "s").trials, result.trials);
}

TEST(Study, FindsTheSameWithAnyNumberOfJobs) {
  const Scratch scratch;
  const StudyResult one = run_toy(scratch / "one", toy_spec(), 1);
  const StudyResult three = run_toy(scratch / "three", toy_spec(), 3);
  EXPECT_EQ(one.trials, three.trials);
  EXPECT_EQ(read_file(scratch / "one/trials.csv"), read_file(scratch / "three/trials.csv"));
}

TEST(Study, FindsTheSameInChildProcesses) {
  const Scratch scratch;
  const StudyResult threads = run_toy(scratch / "threads", toy_spec(), 1);
  ToyEvaluator evaluator;
  RunOptions options;
  options.jobs = 3;
  options.in_processes = true;
  const StudyResult processes =
      Study(scratch / "processes", toy_spec(), Study::Mode::create).run(evaluator, options);
  EXPECT_EQ(evaluator.calls(), 0) << "evaluated in this process";
  EXPECT_EQ(threads.trials, processes.trials);
  EXPECT_EQ(read_file(scratch / "threads/trials.csv"), read_file(scratch / "processes/trials.csv"));
}

class DyingEvaluator : public Evaluator {
 public:
  Outcome evaluate(const optimizers::SearchSpace&, const optimizers::Point& point) override {
    if (point[0] == 9) _exit(3);
    return toy_outcome(point);
  }
};

TEST(Study, KeepsWhatIsFinishedWhenAChildProcessDies) {
  const Scratch scratch;
  RunOptions options;
  options.in_processes = true;
  DyingEvaluator evaluator;
  EXPECT_THROW(Study(scratch / "s", toy_spec(), Study::Mode::create).run(evaluator, options),
               std::runtime_error);
  const std::vector<TrialRecord> kept = read_study(scratch / "s").trials;
  EXPECT_FALSE(kept.empty());
  for (const TrialRecord& trial : kept) EXPECT_EQ(trial.outcome, toy_outcome(trial.point));
  EXPECT_EQ(run_toy(scratch / "s", toy_spec(), 1, Study::Mode::resume).trials.size(), 50U);
}

TEST(Study, EndsWhenTheSpaceIsExhausted) {
  const Scratch scratch;
  StudySpec spec = toy_spec();
  spec.trials = 1000;
  const StudyResult result = run_toy(scratch / "s", spec);
  EXPECT_TRUE(result.exhausted);
  EXPECT_EQ(result.trials.size(), 200U);
}

TEST(Study, LeavesTheBestConfigurationAndATable) {
  const Scratch scratch;
  const StudyResult result = run_toy(scratch / "s", toy_spec());
  double best = 0;
  for (const TrialRecord& trial : result.trials) best = std::max(best, trial.outcome.reward);
  const auto configuration = nlohmann::json::parse(read_file(scratch / "s/best.json"));
  const int mode = configuration.at("mode") == "b" ? 1 : 0;
  EXPECT_EQ(toy_outcome({configuration.at("x"), configuration.at("y"), mode}).reward, best);
  const std::string csv = read_file(scratch / "s/trials.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 51);
  EXPECT_EQ(csv.substr(0, csv.find('\n')), "trial,x,y,mode,feasible,reward,area_mm2,reason,latency_ms");
}

class Recorder : public StudyObserver {
 public:
  void trial_finished(const TrialRecord& trial, const StudyProgress& progress) override {
    ids.push_back(trial.id);
    last = progress;
  }
  std::vector<std::int64_t> ids;
  StudyProgress last;
};

TEST(Study, ReportsEveryTrialToItsObserver) {
  const Scratch scratch;
  Recorder recorder;
  ToyEvaluator evaluator;
  RunOptions options;
  options.jobs = 3;
  options.observer = &recorder;
  const StudyResult result = Study(scratch / "s", toy_spec(), Study::Mode::create).run(evaluator, options);
  std::sort(recorder.ids.begin(), recorder.ids.end());
  ASSERT_EQ(recorder.ids.size(), 50U);
  EXPECT_EQ(recorder.ids.back(), 49);
  std::int64_t feasible = 0;
  double best = 0;
  for (const TrialRecord& trial : result.trials) {
    feasible += trial.outcome.feasible ? 1 : 0;
    best = std::max(best, trial.outcome.reward);
  }
  EXPECT_EQ(recorder.last.finished, 50);
  EXPECT_EQ(recorder.last.total, 50);
  EXPECT_EQ(recorder.last.evaluated, 50);
  EXPECT_EQ(recorder.last.feasible, feasible);
  EXPECT_EQ(recorder.last.best_reward, best);
}

// Returns what an evaluator must not.
class BrokenEvaluator : public Evaluator {
 public:
  Outcome evaluate(const optimizers::SearchSpace&, const optimizers::Point&) override {
    Outcome outcome;
    outcome.feasible = true;
    outcome.reward = std::numeric_limits<double>::quiet_NaN();
    outcome.area_mm2 = std::numeric_limits<double>::infinity();
    outcome.details = {{"latency_ms", std::numeric_limits<double>::infinity()}, {"text", "\xff"}};
    return outcome;
  }
};

TEST(Study, CountsAnUnusableRewardAsInfeasible) {
  const Scratch scratch;
  BrokenEvaluator evaluator;
  const StudyResult result = Study(scratch / "s", toy_spec(), Study::Mode::create).run(evaluator, {});
  ASSERT_EQ(result.trials.size(), 50U);
  EXPECT_FALSE(result.trials[0].outcome.feasible);
  EXPECT_EQ(result.trials[0].outcome.reward, 0);
  EXPECT_NE(result.trials[0].outcome.reason, "");
  EXPECT_EQ(read_study(scratch / "s").trials, result.trials);
  EXPECT_FALSE(std::filesystem::exists(scratch / "s/best.json"));
}

TEST(Study, WithAKnownAreaBudgetProposesOnlyPointsWithinIt) {
  class Budget : public ToyEvaluator {
   public:
    bool within_budget(const optimizers::SearchSpace&, const optimizers::Point& point) override {
      return toy_outcome(point).reason != "area";
    }
  };
  const Scratch scratch;
  StudySpec spec = toy_spec();
  spec.trials = 1000;  // more than the points within the budget
  spec.constraints.area_mm2 = 1.2;
  spec.area_mode = AreaMode::known;
  Budget evaluator;
  const StudyResult result = Study(scratch / "s", spec, Study::Mode::create).run(evaluator, {});
  std::size_t within = 0;
  for (int x = 0; x < 10; ++x) {
    for (int y = 0; y < 10; ++y) within += x + y <= 12 ? 2 : 0;
  }
  EXPECT_EQ(result.trials.size(), within);
  EXPECT_TRUE(result.exhausted);
  for (const TrialRecord& trial : result.trials) EXPECT_TRUE(trial.outcome.feasible);
}

TEST(Study, KeepsWhatHasFinishedWhenTheEvaluatorFails) {
  const Scratch scratch;
  ToyEvaluator failing([](int call) {
    if (call == 11) throw files::ConfigError("the evaluator has gone away");
  });
  {
    Study study(scratch / "s", toy_spec(), Study::Mode::create);
    EXPECT_EQ(config_error([&] { study.run(failing, {}); }), "the evaluator has gone away");
  }
  EXPECT_EQ(read_study(scratch / "s").trials.size(), 10U);
}

TEST(Study, LeavesNoNewStudyWhenTheFirstEvaluationFails) {
  const Scratch scratch;
  ToyEvaluator failing([](int) { throw files::ConfigError("the evaluator cannot be run"); });
  const auto run = [&](Study::Mode mode) {
    return config_error([&] { Study(scratch / "s", toy_spec(), mode).run(failing, {}); });
  };
  EXPECT_EQ(run(Study::Mode::create), "the evaluator cannot be run");
  EXPECT_EQ(run(Study::Mode::create), "the evaluator cannot be run");
  const StudyResult whole = run_toy(scratch / "s", toy_spec());
  EXPECT_EQ(run(Study::Mode::resume), "");  // it has every trial
  EXPECT_EQ(read_study(scratch / "s").trials, whole.trials);
}

TEST(Study, RefusesAFolderThatHoldsAStudy) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  expect_contains(config_error([&] { run_toy(scratch / "s", toy_spec()); }), "holds a study already");
}

TEST(Study, RefusesAFolderThatCannotBeMade) {
  const Scratch scratch;
  write_file(scratch / "file", "");
  expect_contains(config_error([&] { Study(scratch / "file/s", toy_spec(), Study::Mode::create); }),
                  "file/s");
}

TEST(ReadStudy, RefusesTrialsThatAreNotOfTheSpace) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  StudySpec smaller = toy_spec();
  smaller.space = optimizers::SearchSpace({smaller.space.parameters()[0]});
  write_file(scratch / "s/study.json", to_json_text(smaller));
  expect_contains(config_error([&] { read_study(scratch / "s"); }),
                  "does not match its study: trial 0 is not a point of the space of study.json");
}

TEST(Study, RefusesTrialsWithoutASpec) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  std::filesystem::remove(scratch / "s/study.json");
  expect_contains(config_error([&] { run_toy(scratch / "s", toy_spec()); }), "has no study.json beside it");
}

}  // namespace
}  // namespace apollo::study
