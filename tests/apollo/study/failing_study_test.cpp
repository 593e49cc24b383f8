// Studies whose evaluator fails: a failure is no outcome, and changes no other trial.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include "apollo/study/study.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;
using optimizers::Point;

// The toy's evaluator, but it fails when it is told so.
class FailingEvaluator : public Evaluator {
 public:
  // Whether it fails, by the number of its calls so far and of those for this point, both with this one.
  using Fails = std::function<bool(int call, int of_point, const Point& point)>;
  explicit FailingEvaluator(Fails fails) : fails_(std::move(fails)) {}

  Outcome evaluate(const optimizers::SearchSpace&, const Point& point) override {
    const std::lock_guard<std::mutex> guard(mutex_);
    const int of_point = ++of_points_[point];
    if (fails_(++calls_, of_point, point)) throw EvaluationFailure("toy_outage", "the toy is broken");
    return toy_outcome(point);
  }
  int calls() const { return calls_; }
  int calls_of(const Point& point) const {
    const auto found = of_points_.find(point);
    return found == of_points_.end() ? 0 : found->second;
  }

 private:
  Fails fails_;
  std::mutex mutex_;
  int calls_ = 0;
  std::map<Point, int> of_points_;
};

RunOptions quick(int jobs = 1) {
  RunOptions options;
  options.jobs = jobs;
  options.first_wait = std::chrono::milliseconds(1);
  return options;
}

StudySpec toy_of(const std::string& optimizer, int proposals = 8) {
  StudySpec spec = toy_spec();
  spec.optimizer = optimizer;
  spec.proposals = proposals;
  return spec;
}

StudySpec with_policy(StudySpec spec, const std::string& policy) {
  spec.exec_scoring()->on_failure = *failure_policy_of(policy);
  return spec;
}

StudyResult run_with(Evaluator& evaluator, const std::string& folder, const StudySpec& spec, int jobs = 1,
                     Study::Mode mode = Study::Mode::create) {
  return Study(folder, spec, mode).run(evaluator, quick(jobs));
}

void expect_true(const std::vector<TrialRecord>& trials) {
  for (const TrialRecord& trial : trials) {
    Outcome outcome = trial.outcome;
    outcome.details.erase(kProposedByDetail);
    EXPECT_EQ(outcome, toy_outcome(trial.point)) << trial.id;
  }
}

bool never(int, int, const Point&) { return false; }
bool always(int, int, const Point&) { return true; }
bool at_first(int, int of_point, const Point&) { return of_point == 1; }
bool at_threes(int, int, const Point& point) { return point[0] == 3; }

TEST(FailingStudy, TriesAgainAndEndsAsIfNothingHadFailed) {
  for (const std::string optimizer : {"evolutionary", "p3bo"}) {
    for (const int jobs : {1, 3}) {
      const Scratch scratch;
      const StudyResult whole = run_toy(scratch / "whole", toy_of(optimizer));
      FailingEvaluator evaluator([](int call, int of_point, const Point& point) {
        return call > 1 && at_first(call, of_point, point) && point[1] % 2 == 0;
      });
      const StudyResult result = run_with(evaluator, scratch / "s", toy_of(optimizer), jobs);
      EXPECT_EQ(result.pause, "");
      EXPECT_TRUE(result.failed.empty());
      EXPECT_EQ(result.trials, whole.trials);
      EXPECT_EQ(read_file(scratch / "s/trials.csv"), read_file(scratch / "whole/trials.csv"));
      EXPECT_GT(evaluator.calls(), 50);
    }
  }
}

TEST(FailingStudy, KeepsATrialThatAlwaysFailsApart) {
  const Scratch scratch;
  StudyResult of_one_job;
  for (const int jobs : {1, 3}) {
    FailingEvaluator evaluator(at_threes);
    const std::string folder = scratch / std::to_string(jobs);
    const StudyResult result = run_with(evaluator, folder, toy_spec(), jobs);
    EXPECT_EQ(result.pause, "");
    ASSERT_FALSE(result.failed.empty());
    EXPECT_EQ(result.trials.size() + result.failed.size(), 50U);
    expect_true(result.trials);
    for (const FailedTrial& trial : result.failed) {
      EXPECT_EQ(trial.point[0], 3);
      EXPECT_GE(trial.attempts, 1 + FailurePolicy().retries);
      EXPECT_LE(trial.attempts, 2 + FailurePolicy().retries);  // one more if others failed at the same time
      EXPECT_EQ(trial.reason + ": " + trial.error, "toy_outage: the toy is broken");
    }
    for (const TrialRecord& trial : read_study(folder).trials) EXPECT_NE(trial.point[0], 3);
    if (jobs == 1) of_one_job = result;
    EXPECT_EQ(result.trials, of_one_job.trials);
  }
}

TEST(FailingStudy, FindsTheOutcomesOfFailedTrialsWhenItIsResumed) {
  const Scratch scratch;
  FailingEvaluator failing(at_threes);
  const StudyResult first = run_with(failing, scratch / "s", toy_spec());
  const std::size_t failed = first.failed.size();
  FailingEvaluator healthy(never);
  const StudyResult resumed = run_with(healthy, scratch / "s", toy_spec(), 1, Study::Mode::resume);
  EXPECT_EQ(healthy.calls(), static_cast<int>(failed));
  EXPECT_TRUE(resumed.failed.empty());
  ASSERT_EQ(resumed.trials.size(), 50U);
  expect_true(resumed.trials);
  for (const FailedTrial& trial : first.failed)
    EXPECT_EQ(resumed.trials[static_cast<std::size_t>(trial.id)].point, trial.point);
  // Nor does it forget by then what the strategy was told: it can be made longer.
  StudySpec longer = toy_spec();
  longer.trials = 70;
  EXPECT_EQ(run_with(healthy, scratch / "s", longer, 1, Study::Mode::resume).trials.size(), 70U);
}

TEST(FailingStudy, IsLongerAsIfAllTrialsHadBeenAskedForAtOnce) {
  const Scratch scratch;
  StudySpec longer = toy_spec();
  longer.trials = 70;
  FailingEvaluator at_once(at_threes), in_two(at_threes);
  const StudyResult whole = run_with(at_once, scratch / "whole", longer);
  run_with(in_two, scratch / "s", toy_spec());
  const StudyResult extended = run_with(in_two, scratch / "s", longer, 1, Study::Mode::resume);
  EXPECT_EQ(extended.trials, whole.trials);
  EXPECT_EQ(extended.failed.size(), whole.failed.size());
}

TEST(FailingStudy, PausesInAnOutageAndGoesOnAsIfThereHadBeenNone) {
  for (const int proposals : {1, 2, 8}) {
    for (const std::string optimizer : {"evolutionary", "p3bo"}) {
      const Scratch scratch;
      const StudySpec spec = toy_of(optimizer, proposals);
      const StudyResult whole = run_toy(scratch / "whole", spec);
      FailingEvaluator failing([](int call, int, const Point&) { return call > 20; });
      const StudyResult paused = run_with(failing, scratch / "s", spec);
      expect_contains(paused.pause, "the evaluator has failed 8 times in a row");
      expect_contains(paused.pause, "toy_outage: the toy is broken");
      EXPECT_EQ(failing.calls(), 20 + Attempts::kMostInARow);
      EXPECT_EQ(paused.trials.size(), 20U);
      // Still: nothing changes, however often it is resumed.
      for (int i = 0; i < 2; ++i) {
        FailingEvaluator down(always);
        const StudyResult again = run_with(down, scratch / "s", spec, 1, Study::Mode::resume);
        EXPECT_EQ(again.trials, paused.trials);
        EXPECT_NE(again.pause, "");
      }
      FailingEvaluator healthy(never);
      const StudyResult resumed = run_with(healthy, scratch / "s", spec, 1, Study::Mode::resume);
      EXPECT_EQ(resumed.trials, whole.trials);
      EXPECT_TRUE(resumed.failed.empty());
      EXPECT_EQ(read_file(scratch / "s/trials.csv"), read_file(scratch / "whole/trials.csv"));
      EXPECT_EQ(read_file(scratch / "s/best.json"), read_file(scratch / "whole/best.json"));
    }
  }
}

TEST(FailingStudy, OutlivesAShortOutageWithAllOutcomes) {
  for (int begin = 17; begin <= 25; ++begin) {  // at each place of a batch
    const Scratch scratch;
    FailingEvaluator failing([&](int call, int, const Point&) { return call >= begin && call < begin + 7; });
    const StudyResult result = run_with(failing, scratch / "s", toy_spec());
    EXPECT_EQ(result.pause, "");
    EXPECT_EQ(result.trials.size(), 50U);
    EXPECT_TRUE(result.failed.empty());
    expect_true(result.trials);
  }
}

TEST(FailingStudy, StopsAtTheFirstFailureIfItIsToldSo) {
  const Scratch scratch;
  const StudyResult whole = run_toy(scratch / "whole", toy_spec());
  FailingEvaluator failing([](int call, int, const Point&) { return call == 20; });
  const StudySpec spec = with_policy(toy_spec(), "stop");
  const StudyResult paused = run_with(failing, scratch / "s", spec);
  EXPECT_EQ(failing.calls(), 20);
  EXPECT_EQ(paused.trials.size(), 19U);
  expect_contains(paused.pause, "the evaluator has failed at trial 19: toy_outage");
  EXPECT_EQ(run_with(failing, scratch / "s", spec, 1, Study::Mode::resume).trials, whole.trials);
}

TEST(FailingStudy, TakesFailuresForOutcomesIfItIsToldSo) {
  const Scratch scratch;
  FailingEvaluator failing(at_threes);
  const StudyResult result = run_with(failing, scratch / "s", with_policy(toy_spec(), "infeasible"));
  ASSERT_EQ(result.trials.size(), 50U);
  EXPECT_EQ(failing.calls(), 50);
  for (const TrialRecord& trial : result.trials) {
    if (trial.point[0] != 3) continue;
    EXPECT_FALSE(trial.outcome.feasible);
    EXPECT_EQ(trial.outcome.reason, "toy_outage");
    EXPECT_EQ(trial.outcome.details.at("evaluator_error"), "the toy is broken");
  }
}

TEST(FailingStudy, MayBeResumedWithAnotherPolicy) {
  const Scratch scratch;
  FailingEvaluator failing(at_threes);
  const StudyResult first = run_with(failing, scratch / "s", toy_spec());
  ASSERT_LT(first.failed.size(), static_cast<std::size_t>(Attempts::kMostInARow));
  const StudySpec other = with_policy(toy_spec(), "infeasible");
  const StudyResult result = run_with(failing, scratch / "s", other, 1, Study::Mode::resume);
  EXPECT_EQ(result.trials.size(), 50U);
  EXPECT_EQ(policy_of(read_study(scratch / "s").spec), policy_of(other));
}

TEST(FailingStudy, LeavesNothingIfTheEvaluatorNeverAnswers) {
  for (const std::string policy : {"retry=2", "retry=0", "stop"}) {
    const Scratch scratch;
    FailingEvaluator down(always);
    Study study(scratch / "s", with_policy(toy_spec(), policy), Study::Mode::create);
    expect_contains(config_error([&] { study.run(down, quick()); }), "the evaluator has failed");
    EXPECT_LE(down.calls(), Attempts::kMostInARow);
    EXPECT_FALSE(std::filesystem::exists(scratch / "s/study.json"));
    EXPECT_FALSE(std::filesystem::exists(scratch / "s/trials.sqlite"));
  }
}

TEST(FailingStudy, TellsItsObserverOfEachFailure) {
  class Recorder : public StudyObserver {
   public:
    void trial_finished(const TrialRecord&, const StudyProgress&) override {}
    void trial_failed(const FailedTrial& trial) override { attempts[trial.id] = trial.attempts; }
    std::map<std::int64_t, int> attempts;
  };
  const Scratch scratch;
  Recorder recorder;
  RunOptions options = quick();
  options.observer = &recorder;
  FailingEvaluator failing(at_threes);
  const StudyResult result = Study(scratch / "s", toy_spec(), Study::Mode::create).run(failing, options);
  std::map<std::int64_t, int> expected;
  for (const FailedTrial& trial : result.failed) expected[trial.id] = trial.attempts;
  EXPECT_EQ(recorder.attempts, expected);
}

TEST(FailingStudy, FindsTheBestOfNegativeRewards) {
  class Negative : public ToyEvaluator {
   public:
    Outcome evaluate(const optimizers::SearchSpace& space, const Point& point) override {
      Outcome outcome = ToyEvaluator::evaluate(space, point);
      if (outcome.feasible) outcome.reward -= 1000;
      return outcome;
    }
  };
  const Scratch scratch;
  Negative evaluator;
  StudySpec spec = toy_spec();
  spec.trials = 1000;  // all 200 points
  const StudyResult result = run_with(evaluator, scratch / "s", spec);
  double best = -2000;
  for (const TrialRecord& trial : result.trials)
    if (trial.outcome.feasible) best = std::max(best, trial.outcome.reward);
  EXPECT_DOUBLE_EQ(best, toy_outcome({9, 3, 1}).reward - 1000);
  const auto configuration = nlohmann::json::parse(read_file(scratch / "s/best.json"));
  EXPECT_EQ(configuration.at("x"), 9);
  EXPECT_EQ(configuration.at("y"), 3);
  EXPECT_EQ(configuration.at("mode"), "b");
}

}  // namespace
}  // namespace apollo::study
