// Which member of an ensemble has proposed a trial, as a study keeps it.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "apollo/study/study.h"
#include "optimizers/member_class.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

StudySpec ensemble_spec() {
  StudySpec spec = toy_spec();
  spec.optimizer = "p3bo";
  return spec;
}

std::string proposer(const TrialRecord& trial) { return trial.outcome.details.value("proposed_by", ""); }

std::string header(const std::string& folder) {
  const std::string csv = read_file(folder + "/trials.csv");
  return csv.substr(0, csv.find('\n'));
}

TEST(ProposedBy, IsStoredWithEachTrialOfAnEnsemble) {
  const Scratch scratch;
  const StudyResult result = run_toy(scratch / "s", ensemble_spec());
  std::set<std::string> classes, named;
  for (const auto& type : optimizers::member_classes()) classes.insert(type.strategy.name);
  for (const TrialRecord& trial : result.trials) {
    EXPECT_EQ(classes.count(proposer(trial)), 1U) << trial.id;
    named.insert(proposer(trial));
  }
  EXPECT_GT(named.size(), 2U);
  EXPECT_EQ(read_study(scratch / "s").trials, result.trials);
  EXPECT_EQ(header(scratch / "s"), "trial,x,y,mode,feasible,reward,area_mm2,reason,latency_ms,proposed_by");
}

// The points of the asks and their proposers, with the outcomes told.
TEST(ProposedBy, IsTheMemberThatTheOptimizerNames) {
  const Scratch scratch;
  const StudySpec spec = ensemble_spec();
  const StudyResult result = run_toy(scratch / "s", spec, 3);
  const auto optimizer = optimizers::make_optimizer(spec.optimizer, spec.space, 5, spec.options);
  std::size_t id = 0;
  while (id < result.trials.size()) {
    auto points = optimizer->ask(8);
    points.resize(std::min(points.size(), result.trials.size() - id));  // of the last batch
    const auto names = optimizer->proposers();
    std::vector<optimizers::Trial> told;
    for (std::size_t i = 0; i < points.size(); ++i, ++id) {
      ASSERT_EQ(result.trials[id].point, points[i]);
      EXPECT_EQ(proposer(result.trials[id]), names[i]);
      const Outcome outcome = toy_outcome(points[i]);
      told.push_back(
          {static_cast<std::int64_t>(id), points[i], outcome.feasible, outcome.reward, outcome.reason});
    }
    if (id < result.trials.size()) optimizer->tell(told);
  }
}

TEST(ProposedBy, IsNoDetailOfOtherStrategies) {
  const Scratch scratch;
  for (const char* optimizer : {"random", "evolutionary", "bayesian"}) {
    StudySpec spec = toy_spec();
    spec.optimizer = optimizer;
    for (const TrialRecord& trial : run_toy(scratch / optimizer, spec).trials)
      EXPECT_FALSE(trial.outcome.details.contains("proposed_by")) << optimizer;
  }
}

TEST(ProposedBy, IsTheSameWithJobsAndInChildProcesses) {
  const Scratch scratch;
  const StudyResult one = run_toy(scratch / "one", ensemble_spec());
  EXPECT_EQ(run_toy(scratch / "three", ensemble_spec(), 3).trials, one.trials);
  ToyEvaluator evaluator;
  RunOptions options;
  options.jobs = 3;
  options.in_processes = true;
  Study study(scratch / "processes", ensemble_spec(), Study::Mode::create);
  EXPECT_EQ(study.run(evaluator, options).trials, one.trials);
}

TEST(ProposedBy, IsTheSameAfterAStopInTheMiddleOfABatch) {
  const Scratch scratch;
  const StudyResult whole = run_toy(scratch / "whole", ensemble_spec());
  std::atomic<bool> stop{false};
  ToyEvaluator stopping([&](int call) { stop = call == 19; });
  RunOptions options;
  options.stop = &stop;
  EXPECT_TRUE(Study(scratch / "s", ensemble_spec(), Study::Mode::create).run(stopping, options).stopped);
  EXPECT_EQ(run_toy(scratch / "s", ensemble_spec(), 2, Study::Mode::resume).trials, whole.trials);
  EXPECT_EQ(read_file(scratch / "s/trials.csv"), read_file(scratch / "whole/trials.csv"));
}

TEST(ProposedBy, StaysUnknownOfTrialsThatAnOlderVersionHasStored) {
  const Scratch scratch;
  const StudyResult whole = run_toy(scratch / "s", ensemble_spec());
  std::filesystem::remove(scratch / "s/trials.sqlite");
  {
    Store store(scratch / "s/trials.sqlite");
    for (TrialRecord trial : whole.trials) {
      trial.outcome.details.erase("proposed_by");
      if (trial.id < 19) store.append(trial);
    }
  }
  const StudyResult resumed = run_toy(scratch / "s", ensemble_spec(), 1, Study::Mode::resume);
  ASSERT_EQ(resumed.trials.size(), whole.trials.size());
  for (std::size_t id = 0; id < whole.trials.size(); ++id) {
    EXPECT_EQ(resumed.trials[id].point, whole.trials[id].point);
    EXPECT_EQ(proposer(resumed.trials[id]), id < 19 ? "" : proposer(whole.trials[id]));
  }
}

// Has details of its own with the names that the study uses.
class Claimant : public Evaluator {
 public:
  Outcome evaluate(const optimizers::SearchSpace&, const optimizers::Point& point) override {
    Outcome outcome = toy_outcome(point);
    outcome.details = {{"proposed_by", point[0]}};
    if (point[1] == 0) outcome.details["detail_proposed_by"] = "mine";
    return outcome;
  }
};

TEST(ProposedBy, LeavesAnEvaluatorsDetailOfThatNameUnderAnother) {
  const Scratch scratch;
  for (const char* optimizer : {"p3bo", "random"}) {
    StudySpec spec = toy_spec();
    spec.optimizer = optimizer;
    Claimant evaluator;
    const auto trials = Study(scratch / optimizer, spec, Study::Mode::create).run(evaluator, {}).trials;
    for (const TrialRecord& trial : trials) {
      const auto& details = trial.outcome.details;
      EXPECT_EQ(details.contains("proposed_by"), spec.optimizer == "p3bo");
      const bool both = trial.point[1] == 0;
      EXPECT_EQ(details.at(both ? "detail_detail_proposed_by" : "detail_proposed_by"), trial.point[0]);
      if (both) {
        EXPECT_EQ(details.at("detail_proposed_by"), "mine");
      }
    }
  }
  EXPECT_EQ(header(scratch / "random"),
            "trial,x,y,mode,feasible,reward,area_mm2,reason,detail_detail_proposed_by,detail_proposed_by");
}

}  // namespace
}  // namespace apollo::study
