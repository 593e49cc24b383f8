// Studies that propose batches while others are evaluated.
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "apollo/study/study.h"
#include "files/config_error.h"
#include "optimizers/registry.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;
using optimizers::Point;

StudySpec lagging(const std::string& optimizer, int lag) {
  StudySpec spec = toy_spec();
  spec.optimizer = optimizer;
  spec.lag = lag;
  return spec;
}

// By the definition: batch b + lag + 1 is asked for after the outcomes up to batch b have been told.
std::vector<Point> points_by_definition(const StudySpec& spec) {
  const auto optimizer =
      optimizers::make_optimizer(spec.optimizer, spec.space, static_cast<std::uint64_t>(spec.seed), {});
  std::vector<Point> points, pending;
  std::deque<std::vector<Point>> batches;
  std::int64_t told = 0;
  while (static_cast<std::int64_t>(points.size()) < spec.trials) {
    if (static_cast<int>(batches.size()) > spec.lag) {
      std::vector<optimizers::Trial> trials;
      for (const Point& point : batches.front()) {
        const Outcome outcome = toy_outcome(point);
        trials.push_back({told++, point, outcome.feasible, outcome.reward, outcome.reason});
      }
      optimizer->tell(trials);
      pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(trials.size()));
      batches.pop_front();
    }
    batches.push_back(optimizer->ask(spec.proposals, pending));
    points.insert(points.end(), batches.back().begin(), batches.back().end());
    pending.insert(pending.end(), batches.back().begin(), batches.back().end());
  }
  points.resize(static_cast<std::size_t>(spec.trials));
  return points;
}

std::vector<Point> points_of(const StudyResult& result) {
  std::vector<Point> points;
  for (const TrialRecord& trial : result.trials) points.push_back(trial.point);
  return points;
}

TEST(Lag, HasTheTrialsOfItsDefinitionWithAnyNumberOfWorkers) {
  for (const auto& strategy : optimizers::strategies()) {
    for (const int lag : {0, 1, 3}) {
      const Scratch scratch;
      const StudySpec spec = lagging(strategy.name, lag);
      const std::vector<Point> expected = points_by_definition(spec);
      EXPECT_EQ(points_of(run_toy(scratch / "one", spec, 1)), expected) << strategy.name << " " << lag;
      EXPECT_EQ(points_of(run_toy(scratch / "five", spec, 5)), expected) << strategy.name << " " << lag;
    }
  }
}

TEST(Lag, OfAResumedOrExtendedStudyIsThatOfAnUnbrokenOne) {
  const Scratch scratch;
  const StudySpec spec = lagging("p3bo", 2);
  const StudyResult whole = run_toy(scratch / "whole", spec);
  for (const int broken_at : {1, 11, 30, 49}) {
    const std::string folder = scratch / std::to_string(broken_at);
    std::atomic<bool> stop{false};
    ToyEvaluator stopping([&](int call) { stop = stop || call == broken_at; });
    RunOptions options;
    options.stop = &stop;
    options.jobs = 3;
    StudySpec shorter = spec;
    shorter.trials = 40;
    Study(folder, shorter, Study::Mode::create).run(stopping, options);
    EXPECT_EQ(run_toy(folder, spec, 2, Study::Mode::resume).trials, whole.trials);
  }
}

TEST(Lag, UsesUpASmallSpace) {
  const Scratch scratch;
  StudySpec spec = lagging("evolutionary", 4);
  spec.trials = 1000;
  const StudyResult result = run_toy(scratch / "s", spec, 3);
  EXPECT_TRUE(result.exhausted);
  EXPECT_EQ(result.trials.size(), 200U);  // 10 * 10 * 2
  ToyEvaluator evaluator;
  EXPECT_TRUE(Study(scratch / "s", spec, Study::Mode::resume).run(evaluator, {}).exhausted);
  EXPECT_EQ(evaluator.calls(), 0);
}

TEST(Lag, LetsBatchesBeEvaluatedWhileAnotherIsNot) {
  std::mutex mutex;
  std::condition_variable changed;
  int finished = 0;
  bool others_came_first = false;
  // The first evaluation lasts until two whole batches and the rest of its own are done.
  ToyEvaluator evaluator([&](int call) {
    std::unique_lock<std::mutex> lock(mutex);
    if (call == 1) {
      others_came_first =
          changed.wait_for(lock, std::chrono::seconds(60), [&] { return finished == 8 - 1 + 2 * 8; });
    } else {
      ++finished;
      changed.notify_all();
    }
  });
  const Scratch scratch;
  RunOptions options;
  options.jobs = 2;
  Study(scratch / "s", lagging("random", 2), Study::Mode::create).run(evaluator, options);
  EXPECT_TRUE(others_came_first);
}

TEST(Lag, IsPartOfTheStudy) {
  const Scratch scratch;
  run_toy(scratch / "s", lagging("random", 2));
  EXPECT_EQ(read_study_spec(scratch / "s").lag, 2);
  EXPECT_EQ(read_file(scratch / "s/study.json").find("\"lag\": 2") == std::string::npos, false);
  try {
    Study(scratch / "s", lagging("random", 1), Study::Mode::resume);
    FAIL() << "no error";
  } catch (const files::ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("lag is 2 in the study and 1 now"), std::string::npos);
  }
  run_toy(scratch / "none", lagging("random", 0));  // as studies were before there was a lag
  EXPECT_EQ(read_file(scratch / "none/study.json").find("lag"), std::string::npos);
}

TEST(Lag, NeedsTheTrialsOfBatchesThatWereToldBeforeLaterOnes) {
  const Scratch scratch;
  const StudySpec spec = lagging("random", 1);
  run_toy(scratch / "s", spec);
  const auto without = [&](std::int64_t missing, std::int64_t last, const std::string& folder) {
    std::filesystem::create_directories(folder);
    std::filesystem::copy(scratch / "s/study.json", folder + "/study.json");
    Store store(folder + "/trials.sqlite");
    for (const TrialRecord& trial : read_study(scratch / "s").trials)
      if (trial.id != missing && trial.id <= last) store.append(trial);
  };
  without(3, 15, scratch / "next");  // of the next batch: they were evaluated at the same time
  EXPECT_EQ(run_toy(scratch / "next", spec, 1, Study::Mode::resume).trials.size(), 50U);
  without(3, 16, scratch / "later");  // of the one after that: proposed with the outcome of trial 3
  EXPECT_THROW(run_toy(scratch / "later", spec, 1, Study::Mode::resume), files::ConfigError);
}

}  // namespace
}  // namespace apollo::study
