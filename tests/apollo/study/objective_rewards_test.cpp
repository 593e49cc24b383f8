#include "apollo/study/objective_rewards.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "apollo/study/failure.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;
using nlohmann::json;
using optimizers::Point;
using optimizers::SearchSpace;

// Answers with the details of the point's value; infeasible where there are none.
class Reporter : public Evaluator {
 public:
  explicit Reporter(std::vector<json> details) : details_(std::move(details)) {}
  Outcome evaluate(const SearchSpace&, const Point& point) override {
    Outcome outcome;
    outcome.details = details_[static_cast<std::size_t>(point[0])];
    outcome.feasible = !outcome.details.empty();
    if (!outcome.feasible) outcome.reason = "too_big";
    return outcome;
  }

 private:
  std::vector<json> details_;
};

ExecScoring two_objectives(std::vector<double> reference = {}) {
  ExecScoring scoring{"score"};
  scoring.objectives = {"speed", "cheapness"};
  scoring.reference = std::move(reference);
  return scoring;
}

Outcome scored(ObjectiveRewards& rewards, int value) {
  static const SearchSpace space({{"x", optimizers::Parameter::Kind::ordinal, {0, 1, 2}, {}}});
  return rewards.evaluate(space, {value});
}

const json kGood = {{"reward_speed", 5}, {"reward_cheapness", 20}, {"cycles", 7}};

TEST(ObjectiveRewards, AreTheGeometricMeanOfWhatIsAboveTheReference) {
  ObjectiveRewards above_0(std::make_unique<Reporter>(std::vector<json>{kGood}), two_objectives());
  EXPECT_DOUBLE_EQ(scored(above_0, 0).reward, std::sqrt(5 * 20));
  EXPECT_EQ(scored(above_0, 0).details, kGood);
  ObjectiveRewards above(std::make_unique<Reporter>(std::vector<json>{kGood}), two_objectives({1, 4}));
  EXPECT_DOUBLE_EQ(scored(above, 0).reward, std::sqrt((5 - 1) * (20 - 4)));
}

TEST(ObjectiveRewards, OfASingleObjectiveIsItsReward) {
  ExecScoring scoring = two_objectives();
  scoring.objectives.pop_back();
  ObjectiveRewards rewards(std::make_unique<Reporter>(std::vector<json>{kGood}), scoring);
  EXPECT_EQ(scored(rewards, 0).reward, 5);
}

TEST(ObjectiveRewards, LeaveAnInfeasiblePointAsItIs) {
  ObjectiveRewards rewards(std::make_unique<Reporter>(std::vector<json>{json::object()}), two_objectives());
  const Outcome outcome = scored(rewards, 0);
  EXPECT_FALSE(outcome.feasible);
  EXPECT_EQ(outcome.reason, "too_big");
}

TEST(ObjectiveRewards, RefuseAProgramThatDoesNotReportThem) {
  for (const json& bad : {json({{"reward_speed", 5}}), json({{"reward_speed", 5}, {"reward_cheapness", -1}}),
                          json({{"reward_speed", 5}, {"reward_cheapness", "20"}})}) {
    ObjectiveRewards rewards(std::make_unique<Reporter>(std::vector<json>{bad}), two_objectives());
    const std::string error = config_error([&] { scored(rewards, 0); });
    expect_contains(error, "the evaluator is \"exec:score\"");
    expect_contains(error, "reward_cheapness is ");
    expect_contains(error, "must be a number of at least 0");
  }
}

TEST(ObjectiveRewards, OnceReportedAreNoReasonToStopWhenTheyAreMissing) {
  ObjectiveRewards rewards(std::make_unique<Reporter>(std::vector<json>{kGood, {{"reward_speed", 5}}}),
                           two_objectives());
  EXPECT_TRUE(scored(rewards, 0).feasible);
  try {
    scored(rewards, 1);
    ADD_FAILURE() << "an outcome";
  } catch (const EvaluationFailure& failure) {
    EXPECT_EQ(failure.reason(), "evaluator_garbage");
    expect_contains(failure.what(), "reward_cheapness is missing");
  }
}

}  // namespace
}  // namespace apollo::study
