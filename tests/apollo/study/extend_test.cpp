// A study that is resumed with more trials ends as if all had been asked for at once.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apollo/study/study.h"
#include "optimizers/registry.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

StudySpec toy_of(std::int64_t trials, const std::string& optimizer = "random") {
  StudySpec spec = toy_spec();
  spec.trials = trials;
  spec.optimizer = optimizer;
  return spec;
}

void expect_same_files(const std::string& folder, const std::string& other) {
  for (const char* name : {"/study.json", "/trials.csv", "/best.json"})
    EXPECT_EQ(read_file(folder + name), read_file(other + name)) << folder << name;
}

// Batches of 8: 20 trials end within one, 24 with one.
TEST(Extend, EndsLikeALongStudyWithEveryStrategy) {
  const Scratch scratch;
  for (const optimizers::Strategy& strategy : optimizers::strategies()) {
    const std::string whole = scratch / (strategy.name + "_whole");
    run_toy(whole, toy_of(60, strategy.name));
    for (const std::int64_t first : {1, 20, 24, 59}) {
      const std::string folder = scratch / (strategy.name + "_" + std::to_string(first));
      run_toy(folder, toy_of(first, strategy.name));
      ToyEvaluator evaluator;
      Study(folder, toy_of(60, strategy.name), Study::Mode::resume).run(evaluator, {});
      EXPECT_EQ(evaluator.calls(), 60 - first);
      expect_same_files(folder, whole);
    }
  }
}

TEST(Extend, AsksForNoOtherTrialsInALastBatchThatIsCut) {
  const Scratch scratch;
  for (const optimizers::Strategy& strategy : optimizers::strategies()) {
    const auto longer = run_toy(scratch / (strategy.name + "_24"), toy_of(24, strategy.name)).trials;
    const auto shorter = run_toy(scratch / (strategy.name + "_19"), toy_of(19, strategy.name)).trials;
    EXPECT_EQ(shorter, std::vector<TrialRecord>(longer.begin(), longer.begin() + 19)) << strategy.name;
  }
}

TEST(Extend, MayBeDoneWhileTheStudyIsBrokenOff) {
  const Scratch scratch;
  run_toy(scratch / "whole", toy_of(60));
  std::atomic<bool> stop{false};
  ToyEvaluator stopping([&](int call) { stop = call == 11; });
  RunOptions options;
  options.stop = &stop;
  EXPECT_TRUE(Study(scratch / "s", toy_of(20), Study::Mode::create).run(stopping, options).stopped);
  run_toy(scratch / "s", toy_of(60), 2, Study::Mode::resume);
  expect_same_files(scratch / "s", scratch / "whole");
}

TEST(Extend, SurvivesSigkill) {
  const Scratch scratch;
  run_toy(scratch / "whole", toy_of(60));
  for (const int trial :
       {1, 4, 5, 12, 40}) {  // of the extension; the fourth is the last of the old study's batch
    const std::string folder = scratch / std::to_string(trial);
    run_toy(folder, toy_of(20));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ToyEvaluator evaluator([trial](int call) {
        if (call == trial) ::raise(SIGKILL);
      });
      Study(folder, toy_of(60), Study::Mode::resume).run(evaluator, {});
      ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << trial;
    EXPECT_EQ(read_study(folder).spec.trials, 60);
    EXPECT_EQ(read_study(folder).trials.size(), static_cast<std::size_t>(20 + trial - 1));
    run_toy(folder, read_study_spec(folder), 2, Study::Mode::resume);
    expect_same_files(folder, scratch / "whole");
  }
}

TEST(Extend, ToFewerTrialsIsRefusedAndChangesNothing) {
  const Scratch scratch;
  const auto trials = run_toy(scratch / "s", toy_of(20)).trials;
  const std::string spec = read_file(scratch / "s/study.json");
  expect_contains(config_error([&] { Study(scratch / "s", toy_of(19), Study::Mode::resume); }),
                  "study.json: does not match: trials is 20 in the study and 19 now; must not become fewer");
  EXPECT_EQ(read_file(scratch / "s/study.json"), spec);
  EXPECT_EQ(read_study(scratch / "s").trials, trials);
}

TEST(Extend, WithoutATrialLeavesTheStudyAsItWas) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_of(20));
  const std::string spec = read_file(scratch / "s/study.json");
  ToyEvaluator failing([](int) { throw files::ConfigError("the evaluator has gone away"); });
  EXPECT_EQ(config_error([&] { Study(scratch / "s", toy_of(60), Study::Mode::resume).run(failing, {}); }),
            "the evaluator has gone away");
  EXPECT_EQ(read_file(scratch / "s/study.json"), spec);
}

TEST(Extend, RefusesTrialsBeyondThoseOfTheShorterStudy) {
  const Scratch scratch;
  TrialRecord extra = run_toy(scratch / "s", toy_of(20)).trials.back();
  extra.id = 20;
  Store(scratch / "s/trials.sqlite").append(extra);
  expect_contains(config_error([&] { Study(scratch / "s", toy_of(60), Study::Mode::resume); }),
                  "trial 20 is there; must be 0 to 19");
}

TEST(Extend, OfAStudyThatHasUsedUpItsSpaceAddsNothing) {
  const Scratch scratch;
  const auto whole = run_toy(scratch / "s", toy_of(1000)).trials;
  EXPECT_EQ(run_toy(scratch / "s", toy_of(2000), 1, Study::Mode::resume).trials, whole);
  EXPECT_TRUE(read_study(scratch / "s").exhausted);
}

}  // namespace
}  // namespace apollo::study
