// A study that was broken off and resumed ends like an unbroken one.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apollo/study/study.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

struct Files {
  std::string csv, best, spec;
  bool operator==(const Files& o) const { return csv == o.csv && best == o.best && spec == o.spec; }
};

Files files_of(const std::string& folder) {
  return {read_file(folder + "/trials.csv"), read_file(folder + "/best.json"),
          read_file(folder + "/study.json")};
}

TEST(Resume, AfterAStopInTheMiddleOfABatchEndsLikeAnUnbrokenRun) {
  const Scratch scratch;
  const StudyResult whole = run_toy(scratch / "whole", toy_spec());
  std::atomic<bool> stop{false};
  ToyEvaluator stopping([&](int call) { stop = call == 19; });  // batches of 8: in the middle of the third
  RunOptions options;
  options.stop = &stop;
  const StudyResult part = Study(scratch / "broken", toy_spec(), Study::Mode::create).run(stopping, options);
  EXPECT_TRUE(part.stopped);
  EXPECT_EQ(part.trials.size(), 19U);

  ToyEvaluator evaluator;
  const StudyResult resumed = Study(scratch / "broken", toy_spec(), Study::Mode::resume).run(evaluator, {});
  EXPECT_EQ(evaluator.calls(), 50 - 19);
  EXPECT_EQ(resumed.trials, whole.trials);
  EXPECT_EQ(files_of(scratch / "broken"), files_of(scratch / "whole"));
}

TEST(Resume, OfAFinishedStudyEvaluatesNothing) {
  const Scratch scratch;
  const StudyResult whole = run_toy(scratch / "s", toy_spec());
  ToyEvaluator evaluator;
  const StudyResult again = Study(scratch / "s", toy_spec(), Study::Mode::resume).run(evaluator, {});
  EXPECT_EQ(evaluator.calls(), 0);
  EXPECT_EQ(again.trials, whole.trials);
}

// What a strategy proposes is asked for its area first, in this mode.
class CountingBudget : public ToyEvaluator {
 public:
  bool within_budget(const optimizers::SearchSpace&, const optimizers::Point&) override {
    ++asked;
    return true;
  }
  int asked = 0;
};

TEST(Resume, OfAFinishedStudyProposesNothing) {
  for (const std::int64_t trials : {50, 1000}) {  // the second uses up the space
    const Scratch scratch;
    StudySpec spec = toy_spec();
    spec.trials = trials;
    spec.constraints.area_mm2 = 1000;
    spec.area_mode = AreaMode::known;
    CountingBudget first, second;
    const StudyResult whole = Study(scratch / "s", spec, Study::Mode::create).run(first, {});
    EXPECT_GT(first.asked, 0);
    const StudyResult again = Study(scratch / "s", spec, Study::Mode::resume).run(second, {});
    EXPECT_EQ(second.asked, 0);
    EXPECT_EQ(again.trials, whole.trials);
    EXPECT_EQ(again.exhausted, whole.exhausted);
  }
}

TEST(Resume, OfAFinishedStudyRefusesOneOfAnotherSeed) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  StudySpec other = toy_spec();
  other.seed = 6;
  write_file(scratch / "s/study.json", to_json_text(other));
  expect_contains(config_error([&] { run_toy(scratch / "s", other, 1, Study::Mode::resume); }),
                  "trial 0 is not the point that the strategy proposes");
}

TEST(Resume, OfAStudyThatDiedBeforeItsResultsWritesThem) {
  const Scratch scratch;
  const StudyResult whole = run_toy(scratch / "whole", toy_spec());
  run_toy(scratch / "s", toy_spec());
  write_file(scratch / "s/trials.csv", "of an interruption before");
  write_file(scratch / "s/best.json", "{}");
  EXPECT_EQ(run_toy(scratch / "s", toy_spec(), 1, Study::Mode::resume).trials, whole.trials);
  EXPECT_EQ(files_of(scratch / "s"), files_of(scratch / "whole"));
}

TEST(Resume, OfNothingStartsAStudy) {
  const Scratch scratch;
  EXPECT_EQ(run_toy(scratch / "s", toy_spec(), 1, Study::Mode::resume).trials.size(), 50U);
}

// Runs the study in a child process that `kill` ends at some moment, then resumes it here. `killed`: whether
// it came to that.
template <class Kill>
void expect_survives(const std::string& folder, const Files& whole, int jobs, std::function<void(int)> before,
                     Kill kill, bool& killed) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    try {
      ToyEvaluator evaluator(std::move(before));
      RunOptions options;
      options.jobs = jobs;
      Study(folder, toy_spec(), Study::Mode::create).run(evaluator, options);
    } catch (...) {
      ::_exit(1);  // or the test program would go on in the child
    }
    ::_exit(0);
  }
  kill(child);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) != 0);
  killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  run_toy(folder, toy_spec(), jobs, Study::Mode::resume);
  EXPECT_EQ(files_of(folder), whole);
}

TEST(Resume, SurvivesSigkillAtAnyTrial) {
  const Scratch scratch;
  run_toy(scratch / "whole", toy_spec());
  const Files whole = files_of(scratch / "whole");
  for (const int trial : {1, 2, 8, 9, 21, 50}) {
    const auto die = [trial](int call) {
      if (call == trial) ::raise(SIGKILL);
    };
    const std::string folder = scratch / ("at-" + std::to_string(trial));
    bool killed = false;
    expect_survives(
        folder, whole, trial % 2 == 0 ? 3 : 1, die, [](pid_t) {}, killed);
    EXPECT_TRUE(killed) << trial;
  }
}

TEST(Resume, SurvivesSigkillAtAnyTime) {
  const Scratch scratch;
  run_toy(scratch / "whole", toy_spec());
  const Files whole = files_of(scratch / "whole");
  const auto slow = [](int) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
  int rounds_killed = 0;
  for (int round = 0; round < 12; ++round) {
    const auto kill = [round](pid_t child) {
      std::this_thread::sleep_for(std::chrono::microseconds(500 + 2700 * round));
      ::kill(child, SIGKILL);
    };
    bool killed = false;
    expect_survives(scratch / ("round-" + std::to_string(round)), whole, 1 + round % 3, slow, kill, killed);
    rounds_killed += killed ? 1 : 0;
  }
  EXPECT_GT(rounds_killed, 0);
}

TEST(Resume, WithAnotherSpecNamesTheFirstKeyThatDiffers) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  const auto error_with = [&](const std::function<void(StudySpec&)>& change) {
    StudySpec spec = toy_spec();
    change(spec);
    return config_error([&] { Study(scratch / "s", spec, Study::Mode::resume); });
  };
  expect_contains(error_with([](StudySpec& s) { s.seed = 6; }),
                  "study.json: does not match: seed is 5 in the study and 6 now");
  expect_contains(error_with([](StudySpec& s) { s.constraints.area_mm2 = 5.8; }),
                  "constraints.area_mm2 is missing in the study and 5.8 now");
  expect_contains(error_with([](StudySpec& s) { s.scoring = ExecScoring{"another"}; }),
                  "evaluation.evaluator is \"exec:toy\" in the study and \"exec:another\" now");
  expect_contains(error_with([](StudySpec& s) {
                    s.trials = 60;
                    s.scoring = designs::Scoring();
                  }),
                  "objective is \"evaluator\" in the study and \"throughput_per_area\" now");
}

// A store with some trials of a finished toy study (batches of 8) after a change; what a resumed run says.
std::string error_after(const std::function<void(std::vector<TrialRecord>&)>& change) {
  const Scratch scratch;
  std::vector<TrialRecord> trials = run_toy(scratch / "s", toy_spec()).trials;
  change(trials);
  std::filesystem::remove(scratch / "s/trials.sqlite");
  {
    Store store(scratch / "s/trials.sqlite");
    for (const TrialRecord& trial : trials) store.append(trial);
  }
  return config_error([&] {
    ToyEvaluator evaluator([](int) { ADD_FAILURE() << "evaluates before it refuses"; });
    Study(scratch / "s", toy_spec(), Study::Mode::resume).run(evaluator, {});
  });
}

TEST(Resume, RefusesTrialsThatAreNotOfItsStudy) {
  using Trials = std::vector<TrialRecord>;
  const std::string mismatch = "trials.sqlite: does not match its study: trial ";
  expect_contains(error_after([](Trials& t) { t[3].point[0] = (t[3].point[0] + 1) % 10; }),
                  mismatch + "3 is not the point that the strategy proposes");
  expect_contains(error_after([](Trials& t) { t[3].point[2] = 2; }),
                  mismatch + "3 is not a point of the space");
  expect_contains(error_after([](Trials& t) { t[3].point.pop_back(); }),
                  mismatch + "3 is not a point of the space");
  expect_contains(error_after([](Trials& t) { t[3].id = 50; }), mismatch + "50 is there; must be 0 to 49");
  expect_contains(error_after([](Trials& t) { t[3].id = -1; }), mismatch + "-1 is there; must be 0 to 49");
}

TEST(Resume, RefusesMoreTrialsThanTheSpaceHasPoints) {
  const Scratch scratch;
  StudySpec spec = toy_spec();
  spec.trials = 1000;
  TrialRecord extra = run_toy(scratch / "s", spec).trials.back();
  extra.id = 200;
  Store(scratch / "s/trials.sqlite").append(extra);
  expect_contains(config_error([&] { run_toy(scratch / "s", spec, 1, Study::Mode::resume); }),
                  "trial 200 is beyond the last point that the strategy proposes");
}

TEST(Resume, RefusesTrialsOfABatchAfterAnIncompleteOne) {
  expect_contains(error_after([](auto& trials) { trials.erase(trials.begin() + 5); }),
                  "does not match its study: trial 5 is missing, and trial 49 of a later batch is there");
}

TEST(Resume, EvaluatesWhatIsMissingFromTheLastBatch) {
  const Scratch scratch;
  const StudyResult whole = run_toy(scratch / "s", toy_spec());
  std::filesystem::remove(scratch / "s/trials.sqlite");
  {
    Store store(scratch / "s/trials.sqlite");
    for (std::size_t i = 0; i < 24; ++i) {
      if (i != 16 && i != 19) store.append(whole.trials[i]);
    }
  }
  EXPECT_EQ(run_toy(scratch / "s", toy_spec(), 2, Study::Mode::resume).trials, whole.trials);
}

TEST(Resume, RefusesADamagedStoreAndLeavesItAlone) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  const std::string path = scratch / "s/trials.sqlite";
  std::string bytes = read_file(path);
  for (std::size_t i = 4096; i < bytes.size(); ++i) bytes[i] = 'x';  // all but the first page
  write_file(path, bytes);
  expect_contains(config_error([&] { run_toy(scratch / "s", toy_spec(), 1, Study::Mode::resume); }),
                  "trials.sqlite: is damaged or not a study's trials");
  EXPECT_EQ(read_file(path), bytes);
}

}  // namespace
}  // namespace apollo::study
