// Studies of several objectives: the front of their trials, front.json at every moment, and the hypervolume.
#include "apollo/study/front.h"

#include <gtest/gtest.h>

#include "optimizers/registry.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

StudySpec front_spec(std::int64_t trials, const std::string& optimizer = "random") {
  using optimizers::Parameter;
  std::vector<double> sizes;
  for (int i = 1; i <= 16; ++i) sizes.push_back(i);
  StudySpec spec{optimizers::SearchSpace(
      {{"pes_x", Parameter::Kind::ordinal, sizes, {}}, {"pes_y", Parameter::Kind::ordinal, sizes, {}}})};
  designs::Scoring scoring;
  scoring.objectives = {"latency", "area"};
  scoring.reference = {1, 0};
  spec.scoring = scoring;
  spec.optimizer = optimizer;
  spec.trials = trials;
  spec.proposals = 8;
  return spec;
}

// Faster with more, and slower the farther from a square; smaller with fewer.
class TwoObjectives : public Evaluator {
 public:
  Outcome evaluate(const optimizers::SearchSpace&, const optimizers::Point& point) override {
    const int x = point[0] + 1, y = point[1] + 1;
    Outcome outcome;
    outcome.area_mm2 = x * y;
    if ((x + y) % 7 == 0) {
      outcome.reason = "test";
      return outcome;
    }
    outcome.feasible = true;
    const double latency = x * y / (1.0 + std::abs(x - y)), area = 10.0 / (x * y);
    outcome.reward = std::sqrt(std::max(0.0, latency - 1) * area);
    outcome.details = {{"reward_latency", latency}, {"reward_area", area}};
    return outcome;
  }
};

StudyResult run_front(const std::string& folder, const StudySpec& spec, const RunOptions& options = {},
                      Study::Mode mode = Study::Mode::create) {
  TwoObjectives evaluator;
  return Study(folder, spec, mode).run(evaluator, options);
}

std::vector<std::int64_t> front_of(const std::vector<TrialRecord>& trials) {
  std::vector<std::int64_t> ids;
  const auto values = [](const TrialRecord& trial) {
    return optimizers::Values{trial.outcome.details.at("reward_latency"),
                              trial.outcome.details.at("reward_area")};
  };
  for (const TrialRecord& trial : trials) {
    bool is_beaten = !trial.outcome.feasible;
    for (const TrialRecord& other : trials) {
      if (is_beaten || !other.outcome.feasible || other.id == trial.id) continue;
      is_beaten = optimizers::weakly_dominates(values(other), values(trial)) &&
                  (values(other) != values(trial) || other.id < trial.id);
    }
    if (!is_beaten) ids.push_back(trial.id);
  }
  return ids;
}

// What front.json has to be for the trials that are in the store.
void expect_front(const std::string& folder) {
  const auto ids = front_of(read_trials(folder + "/trials.sqlite"));
  const std::string text = read_file(folder + "/front.json");
  if (ids.empty()) {
    EXPECT_EQ(text, "");
    return;
  }
  const auto front = nlohmann::json::parse(text);
  std::vector<std::int64_t> listed;
  for (const auto& design : front.at("designs")) listed.push_back(design.at("trial"));
  EXPECT_EQ(listed, ids);
}

class FrontObserver : public StudyObserver {
 public:
  explicit FrontObserver(std::string folder) : folder_(std::move(folder)) {}
  void trial_finished(const TrialRecord&, const StudyProgress&) override { expect_front(folder_); }

 private:
  std::string folder_;
};

TEST(FrontJson, IsThatOfTheStoredTrialsAfterEachTrial) {
  for (const int jobs : {1, 3}) {
    const Scratch scratch;
    FrontObserver observer(scratch / "s");
    RunOptions options;
    options.jobs = jobs;
    options.observer = &observer;
    run_front(scratch / "s", front_spec(60), options);
    expect_front(scratch / "s");
  }
}

TEST(FrontJson, HasWholeConfigurationsAndTheirRewards) {
  const Scratch scratch;
  const StudySpec spec = front_spec(40);
  const StudyResult result = run_front(scratch / "s", spec);
  const auto front = nlohmann::json::parse(read_file(scratch / "s/front.json"));
  EXPECT_EQ(front.at("objectives"), nlohmann::json({"latency", "area"}));
  EXPECT_EQ(front.at("reference"), nlohmann::json({1, 0}));
  std::vector<optimizers::Values> values;
  for (const auto& design : front.at("designs")) {
    const TrialRecord& trial = result.trials.at(design.at("trial").get<std::size_t>());
    EXPECT_EQ(nlohmann::ordered_json(design.at("configuration")).dump(),
              nlohmann::ordered_json(nlohmann::json(configuration_of(spec, trial.point))).dump());
    EXPECT_EQ(design.at("rewards").at("area"), trial.outcome.details.at("reward_area"));
    EXPECT_EQ(design.at("area_mm2"), trial.outcome.area_mm2);
    values.push_back({design.at("rewards").at("latency"), design.at("rewards").at("area")});
  }
  EXPECT_DOUBLE_EQ(front.at("hypervolume"), optimizers::hypervolume(values, {1, 0}));
}

TEST(FrontJson, IsMissingWithOneObjective) {
  const Scratch scratch;
  StudySpec spec = front_spec(10);
  std::get<designs::Scoring>(spec.scoring).objectives = {"latency"};
  std::get<designs::Scoring>(spec.scoring).reference.clear();
  run_front(scratch / "s", spec);
  EXPECT_EQ(read_file(scratch / "s/front.json"), "");
  EXPECT_EQ(read_file(scratch / "s/trials.csv").find("hypervolume"), std::string::npos);
}

TEST(Extend, EndsLikeALongStudyOfSeveralObjectivesWithEveryStrategy) {
  const Scratch scratch;
  for (const optimizers::Strategy& strategy : optimizers::strategies()) {
    const std::string whole = scratch / (strategy.name + "_whole");
    run_front(whole, front_spec(60, strategy.name));
    for (const std::int64_t first : {1, 20, 24}) {
      const std::string folder = scratch / (strategy.name + "_" + std::to_string(first));
      run_front(folder, front_spec(first, strategy.name));
      run_front(folder, front_spec(60, strategy.name), {}, Study::Mode::resume);
      for (const char* name : {"/study.json", "/trials.csv", "/best.json", "/front.json"})
        EXPECT_EQ(read_file(folder + name), read_file(whole + name)) << folder << name;
    }
  }
}

TEST(Hypervolumes, AreThoseOfTheTrialsSoFar) {
  const Scratch scratch;
  const StudySpec spec = front_spec(50);
  const StudyResult result = run_front(scratch / "s", spec);
  const std::vector<double> volumes = hypervolumes(spec, result.trials);
  ASSERT_EQ(volumes.size(), result.trials.size());
  std::vector<optimizers::Values> values;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const Outcome& outcome = result.trials[i].outcome;
    if (outcome.feasible)
      values.push_back({outcome.details.at("reward_latency"), outcome.details.at("reward_area")});
    EXPECT_NEAR(volumes[i], optimizers::hypervolume(values, {1, 0}), 1e-12);
  }
  EXPECT_GT(volumes.back(), 0);
}

}  // namespace
}  // namespace apollo::study
