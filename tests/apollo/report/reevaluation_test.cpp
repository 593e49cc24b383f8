#include "apollo/report/reevaluation.h"

#include <gtest/gtest.h>

#include "apollo/study/space_evaluator.h"
#include "tests/apollo/report/made_runs.h"
#include "tests/files/error_of.h"

namespace apollo::report {
namespace {

using testing::expect_contains;
using testing::made_runs;

// Searches of two designs, one per run: the smaller one, which has few lanes, and the baseline's.
class Reevaluate : public ::testing::Test {
 protected:
  static constexpr int kSmall = 0, kLarge = 1;

  Reevaluate() {
    scoring_.networks = {{"rnnt_encoder"}};
    const auto networks = designs::load_networks(scoring_, "");
    scoring_.fingerprints = designs::fingerprints_of(scoring_, networks);
    const auto evaluator = designs::evaluator_of(scoring_, networks, "");
    for (const int point : {kSmall, kLarge})
      rewards_.push_back(evaluator.evaluate(design(point), designs::options_of(scoring_, {})).reward);
  }

  machine::Accelerator design(int point) const {
    return study::accelerator_at(scoring_.baseline, space_, {point});
  }

  // A run whose one trial is feasible and has that reward.
  report::Run searched(const std::string& budget, int point, double reward) const {
    report::Run run{"folder of " + budget, "random", budget, study::StudySpec{space_}};
    run.spec.scoring = scoring_;
    run.trials.emplace_back();
    run.trials[0].point = {point};
    run.trials[0].feasible = true;
    run.trials[0].reward = reward;
    return run;
  }
  report::Run searched(const std::string& budget, int point) const {
    return searched(budget, point, rewards_[point]);
  }

  const optimizers::SearchSpace space_{
      {{"compute_lanes", optimizers::Parameter::Kind::ordinal, {16, 64}, {}}}};
  designs::Scoring scoring_;
  std::vector<double> rewards_;  // of the two designs
};

TEST_F(Reevaluate, GivesTheBestOfEachBudgetByRewardAndTheBaseline) {
  ASSERT_NE(rewards_[kSmall], rewards_[kLarge]);
  const Reevaluation result = reevaluate(made_runs({searched("small", kSmall), searched("large", kLarge)}));
  EXPECT_TRUE(result.notes.empty()) << result.notes.at(0);
  ASSERT_EQ(result.best.size(), 2U);
  EXPECT_GT(result.best[0].evaluation.reward, result.best[1].evaluation.reward);
  for (const Design& best : result.best) {
    const int point = best.label == "small" ? kSmall : kLarge;
    EXPECT_EQ(best.design.accelerator.configuration, design(point).configuration);
    EXPECT_DOUBLE_EQ(best.evaluation.reward, rewards_[point]);
    EXPECT_FALSE(best.evaluation.workloads.at(0).layers.empty());
  }
  ASSERT_TRUE(result.baseline);
  EXPECT_EQ(result.baseline->label, "baseline");
  EXPECT_EQ(result.baseline->design.accelerator.configuration, scoring_.baseline.configuration);
  EXPECT_DOUBLE_EQ(result.baseline->evaluation.reward, 1);
}

TEST_F(Reevaluate, NotesAStudyWhoseRewardsAreOthers) {
  const Reevaluation result = reevaluate(made_runs({searched("small", kSmall, 1.5 * rewards_[kSmall])}));
  EXPECT_EQ(result.best.size(), 1U);
  ASSERT_EQ(result.notes.size(), 1U);
  expect_contains(result.notes[0], "folder of small");
}

TEST_F(Reevaluate, OfAbsoluteRewardsHasNoBaseline) {
  designs::choose_baseline("none", scoring_);
  const auto evaluator = designs::evaluator_of(scoring_, designs::load_networks(scoring_, ""), "");
  const double reward = evaluator.evaluate(design(kLarge), designs::options_of(scoring_, {})).reward;
  const Reevaluation result = reevaluate(made_runs({searched("large", kLarge, reward)}));
  EXPECT_FALSE(result.baseline);
  EXPECT_TRUE(result.notes.empty());
  ASSERT_EQ(result.best.size(), 1U);
  EXPECT_DOUBLE_EQ(result.best[0].evaluation.reward, reward);
}

TEST_F(Reevaluate, HasNothingToSayWithoutAFeasibleTrial) {
  report::Run infeasible = searched("small", kSmall, 0);
  infeasible.trials[0].feasible = false;
  const Reevaluation result = reevaluate(made_runs({infeasible}));
  EXPECT_TRUE(result.best.empty());
  EXPECT_FALSE(result.baseline);
  EXPECT_TRUE(result.notes.empty());
}

// Expects no designs, and one note that says why.
void expect_none(const Run& run, const std::string& why) {
  const Reevaluation result = reevaluate(made_runs({run}));
  EXPECT_TRUE(result.best.empty());
  EXPECT_FALSE(result.baseline);
  ASSERT_EQ(result.notes.size(), 1U);
  expect_contains(result.notes[0], why);
}

TEST_F(Reevaluate, HasNoDesignsWhereAProgramOfTheUserEvaluated) {
  report::Run foreign = searched("small", kSmall);
  foreign.spec.scoring = study::ExecScoring{"program"};
  expect_none(foreign, "a program of yours");
}

TEST_F(Reevaluate, HasNoDesignsIfANetworkIsNoLongerWhatItWas) {
  scoring_.fingerprints["rnnt_encoder"] += "0";
  expect_none(searched("small", kSmall), "rnnt_encoder: is not the network that was searched for");
  scoring_.fingerprints.clear();
  expect_none(searched("small", kSmall), "rnnt_encoder: is not the network that was searched for");
}

TEST_F(Reevaluate, HasNoDesignsIfANetworkCannotBeRead) {
  scoring_.networks = {{"nowhere.json"}};
  expect_none(searched("small", kSmall), "nowhere.json");
}

}  // namespace
}  // namespace apollo::report
