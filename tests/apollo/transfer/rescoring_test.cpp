#include "apollo/transfer/rescoring.h"

#include <gtest/gtest.h>

#include "tests/apollo/transfer/small_source.h"

namespace apollo::transfer {
namespace {

using namespace testing;
using optimizers::Parameter;
using optimizers::Point;
using study::Outcome;
using study::StudySpec;

// Compares what is said of each trial with what an evaluation of its counterpart says. How many trials were
// said something of, and of these how many are feasible.
std::pair<int, int> compare(const Source& source, const StudySpec& spec, bool with_details) {
  const Scored scored(spec);
  const Rescoring rescoring(*scored.spec, scored.evaluators->designs());
  int known = 0, feasible = 0;
  for (const study::TrialRecord& trial : source.trials) {
    const auto counterpart = rescoring.counterpart(source, trial.point);
    EXPECT_TRUE(counterpart);
    if (!counterpart) continue;
    const auto outcome = rescoring.outcome(source, trial, *counterpart);
    if (!outcome) continue;
    ++known, feasible += outcome->feasible;
    const Outcome evaluated = scored.outcome(counterpart->point);
    EXPECT_EQ(outcome->feasible, evaluated.feasible);
    EXPECT_EQ(outcome->reward, evaluated.reward);
    EXPECT_EQ(outcome->area_mm2, evaluated.area_mm2);
    EXPECT_EQ(outcome->reason, evaluated.reason);
    if (with_details) {
      EXPECT_EQ(outcome->details, evaluated.details);
    }
  }
  return {known, feasible};
}

TEST(Rescoring, OfASmallerBudgetKnowsAllThatIsNotOverTheFirst) {
  const Source source = random_source(spec_of({"ds_cnn", "rnnt_encoder"}, 4), 150, 1);
  const auto [known, feasible] = compare(source, spec_of({"ds_cnn", "rnnt_encoder"}, 2.5), false);
  EXPECT_EQ(known, 150);  // what is over 4 mm2 is over 2.5
  EXPECT_GT(feasible, 10);
}

TEST(Rescoring, OfALargerBudgetDoesNotKnowWhatWasOverTheFirst) {
  const Source source = random_source(spec_of({"ds_cnn"}, 2.5), 150, 2);
  int over = 0;
  for (const auto& trial : source.trials)
    over += trial.outcome.reason == "area" && trial.outcome.area_mm2 <= 4;
  ASSERT_GT(over, 0);
  const auto [known, feasible] = compare(source, spec_of({"ds_cnn"}, 4), false);
  EXPECT_EQ(known, 150 - over);
  EXPECT_GT(feasible, 10);
}

TEST(Rescoring, OfOneNetworkOfTwoIsThatNetworks) {
  const Source source = random_source(spec_of({"ds_cnn", "rnnt_encoder"}, 4), 150, 3);
  EXPECT_GT(compare(source, spec_of({"rnnt_encoder"}, 4), false).second, 10);
  // The other way round nothing is known but what no network changes.
  const Source one = random_source(spec_of({"ds_cnn"}, 4), 150, 4);
  EXPECT_EQ(compare(one, spec_of({"ds_cnn", "rnnt_encoder"}, 4), false).second, 0);
}

TEST(Rescoring, OfAnotherTechnologyNeedsNoEnergy) {
  const Source source = random_source(spec_of({"ds_cnn"}, 4), 150, 5);
  StudySpec other = spec_of({"ds_cnn"}, 20);
  auto* scoring = std::get_if<designs::Scoring>(&other.scoring);
  scoring->technology = designs::TechnologyChoice("16nm");
  EXPECT_GT(compare(source, other, false).second, 10);
  other.constraints.power_w = 1;
  EXPECT_EQ(compare(source, other, false).second, 0);
}

TEST(Rescoring, ByAnotherObjectiveOfTheSamePrograms) {
  const Source source = random_source(spec_of({"ds_cnn", "rnnt_encoder"}, 4), 100, 6);
  StudySpec other = spec_of({"ds_cnn", "rnnt_encoder"}, 4);
  auto* scoring = std::get_if<designs::Scoring>(&other.scoring);
  scoring->objectives = {"latency", "area"};
  EXPECT_GT(compare(source, other, false).second, 10);
  scoring->objectives = {"energy"};  // other programs
  EXPECT_EQ(compare(source, other, false).second, 0);
}

TEST(Rescoring, KeepsALimitOfPowerByTheEnergyOfTheTrial) {
  const Source source = random_source(spec_of({"ds_cnn"}, 4), 150, 7);
  StudySpec other = spec_of({"ds_cnn"}, 4);
  other.constraints.power_w = 0.15;
  const auto [known, feasible] = compare(source, other, true);
  int before = 0;
  for (const auto& trial : source.trials) before += trial.outcome.feasible;
  EXPECT_GT(feasible, 0);
  EXPECT_LT(feasible, before);
}

TEST(Rescoring, TakesTheNearestValueButKnowsThatItIsAnother) {
  const Source source = random_source(spec_of({"ds_cnn"}, 4), 40, 8);
  StudySpec other =
      spec_of({"ds_cnn"}, 4,
              optimizers::SearchSpace({{"pes_x", Parameter::Kind::ordinal, {1, 3, 8}, {}},
                                       {"compute_lanes", Parameter::Kind::ordinal, {8, 16, 32, 64}, {}}}));
  const Rescoring rescoring(other, nullptr);
  const Point one{0, 0, 2, 0, 0}, two{1, 1, 2, 3, 0}, four{2, 1, 2, 1, 2};
  EXPECT_EQ(rescoring.counterpart(source, one)->point, (Point{0, 0}));
  EXPECT_EQ(rescoring.counterpart(source, two)->point, (Point{1, 3}));   // log 3/2 < log 2
  EXPECT_EQ(rescoring.counterpart(source, four)->point, (Point{1, 1}));  // log 4/3 < log 2
  EXPECT_FALSE(rescoring.counterpart(source, two)->is_same);
  // What the space leaves out is the baseline's, and another there.
  EXPECT_FALSE(rescoring.counterpart(source, one)->is_same);
  EXPECT_EQ(rescoring.common_parameters(source), (std::vector<std::string>{"pes_x", "compute_lanes"}));
}

}  // namespace
}  // namespace apollo::transfer
