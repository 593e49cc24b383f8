#include "apollo/study/study_watch.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/atomic_file.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

SearchSummary summary_at(const std::vector<TrialRecord>& trials, std::size_t count,
                         const std::string& folder) {
  StudyResult result;
  result.trials.assign(trials.begin(), trials.begin() + static_cast<std::ptrdiff_t>(count));
  return summary_of(result, toy_spec(), folder);
}

void expect_same(const StudyStatus& status, const SearchSummary& expected) {
  EXPECT_EQ(status.so_far.trials, expected.trials);
  EXPECT_EQ(status.so_far.feasible, expected.feasible);
  EXPECT_EQ(status.so_far.infeasible, expected.infeasible);
  EXPECT_EQ(status.so_far.best, expected.best);
  EXPECT_EQ(status.so_far.best_configuration, expected.best_configuration);
  EXPECT_EQ(status.progress.finished, expected.trials);
  EXPECT_EQ(status.progress.feasible, expected.feasible);
  EXPECT_EQ(status.progress.best_reward, expected.best ? expected.best->outcome.reward : 0);
}

TEST(StudyWatch, CountsEachTrialOnceInWhateverOrderTheyCome) {
  const Scratch scratch;
  const std::vector<TrialRecord> trials = run_toy(scratch / "whole", toy_spec()).trials;
  const std::string folder = scratch / "s";
  std::filesystem::create_directory(folder);
  write_file(folder + "/study.json", read_file(scratch / "whole/study.json"));
  Store store(folder + "/trials.sqlite");
  StudyWatch watch(folder);
  EXPECT_EQ(watch.look().state, StudyState::stopped);
  expect_same(watch.look(), summary_at(trials, 0, folder));
  for (const std::size_t id : {2U, 0U, 3U}) store.append(trials[id]);
  EXPECT_EQ(watch.look().so_far.trials, 3);
  EXPECT_EQ(watch.look().so_far.trials, 3);
  store.append(trials[1]);
  expect_same(watch.look(), summary_at(trials, 4, folder));
  for (std::size_t id = 4; id < 49; ++id) store.append(trials[id]);
  const StudyStatus& status = watch.look();
  expect_same(status, summary_at(trials, 49, folder));
  EXPECT_EQ(status.state, StudyState::stopped);
  EXPECT_EQ(status.progress.total, 50);
  EXPECT_EQ(status.progress.evaluated, 49);  // since the first look
  EXPECT_GT(status.seconds, 0);
  store.append(trials[49]);
  EXPECT_EQ(watch.look().state, StudyState::finished);
}

TEST(StudyWatch, SeesThatAStudyGetsLonger) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  StudyWatch watch(scratch / "s");
  EXPECT_EQ(watch.look().state, StudyState::finished);
  StudySpec longer = toy_spec();
  longer.trials = 60;
  files::write_atomically(scratch / "s/study.json", to_json_text(longer));
  EXPECT_EQ(watch.look().state, StudyState::stopped);
  run_toy(scratch / "s", longer, 2, Study::Mode::resume);
  EXPECT_EQ(watch.look().so_far.trials, 60);
  EXPECT_EQ(watch.look().state, StudyState::finished);
}

TEST(StudyWatch, IsFinishedWhenTheSpaceIsUsedUp) {
  const Scratch scratch;
  StudySpec spec = toy_spec();
  spec.trials = 1000;
  run_toy(scratch / "s", spec);
  StudyWatch watch(scratch / "s");
  EXPECT_EQ(watch.look().state, StudyState::finished);
  EXPECT_EQ(watch.look().progress.finished, 200);
}

TEST(StudyWatch, TellsWhetherARunWorksOnIt) {
  const Scratch scratch;
  const std::string folder = scratch / "s";
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ToyEvaluator evaluator([](int call) {
      if (call == 9) ::raise(SIGSTOP);
    });
    Study(folder, toy_spec(), Study::Mode::create).run(evaluator, {});
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, WUNTRACED), child);
  ASSERT_TRUE(WIFSTOPPED(status));
  StudyWatch watch(folder);
  EXPECT_EQ(watch.look().state, StudyState::running);
  EXPECT_EQ(watch.look().so_far.trials, 8);
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  EXPECT_EQ(watch.look().state, StudyState::stopped);
  run_toy(folder, toy_spec(), 1, Study::Mode::resume);
  EXPECT_EQ(watch.look().state, StudyState::finished);
}

TEST(StudyWatch, KnowsTheTimeOfTheLastRunFromItsHistory) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  const std::string entry =
      R"([{"version": "1.2.3", "command": ["apollo", "search"], "folder": "s", "machine": {"processor": "",
      "processors": 1, "memory_gib": 1, "system": ""}, "started": "2026-11-29T23:59:50Z",
      "ended": "2026-11-30T00:00:10Z", "trials_before": 10, "trials_after": 50}])";
  write_file(scratch / "s/history.json", entry);
  StudyWatch watch(scratch / "s");
  EXPECT_EQ(watch.look().progress.evaluated, 40);
  EXPECT_EQ(watch.look().seconds, 20);
  write_file(scratch / "s/history.json", "[");
  EXPECT_EQ(StudyWatch(scratch / "s").look().seconds, 0);
}

TEST(StudyWatch, RefusesWhatIsNoStudy) {
  const Scratch scratch;
  expect_contains(config_error([&] { StudyWatch(scratch / "nowhere").look(); }), "nowhere/study.json");
  run_toy(scratch / "s", toy_spec());
  StudySpec smaller = toy_spec();
  smaller.space = optimizers::SearchSpace({smaller.space.parameters()[0]});
  write_file(scratch / "s/study.json", to_json_text(smaller));
  expect_contains(config_error([&] { StudyWatch(scratch / "s").look(); }),
                  "is not a point of the space of study.json");
}

}  // namespace
}  // namespace apollo::study
