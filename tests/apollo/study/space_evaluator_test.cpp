#include "apollo/study/space_evaluator.h"

#include <gtest/gtest.h>

#include "apollo/designs/scoring.h"
#include "apollo/study/evaluation_outcome.h"
#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using namespace testing;
using optimizers::Parameter;
using optimizers::SearchSpace;

SearchSpace space_of(const std::string& name, std::vector<double> values) {
  return SearchSpace({{name, Parameter::Kind::ordinal, std::move(values), {}},
                      {"pes_y", Parameter::Kind::ordinal, {1, 4}, {}}});
}

class SpaceEvaluatorTest : public ::testing::Test {
 protected:
  SpaceEvaluatorTest() {
    scoring_.networks = {{"rnnt_encoder"}};
    designs_.emplace(designs::evaluator_of(scoring_, designs::load_networks(scoring_, ""), ""));
  }

  designs::Scoring scoring_;
  std::optional<designs::DesignEvaluator> designs_;
};

TEST_F(SpaceEvaluatorTest, GivesTheDesignsOutcome) {
  const SearchSpace space = space_of("compute_lanes", {16, 64});
  SpaceEvaluator evaluator(*designs_, baseline_design(scoring_), space, "space.json",
                           designs::options_of(scoring_, {}));
  machine::Accelerator design = scoring_.baseline;
  design.configuration.compute_lanes = 16;
  design.configuration.pes_y = 4;
  EXPECT_EQ(accelerator_at(scoring_.baseline, space, {0, 1}).configuration, design.configuration);
  EXPECT_EQ(evaluator.evaluate(space, {0, 1}),
            to_outcome(designs_->evaluate(design, designs::options_of(scoring_, {}))));
}

TEST_F(SpaceEvaluatorTest, KnowsTheAreaWithoutAnEvaluation) {
  const SearchSpace space = space_of("pes_x", {1, 4});
  const double smaller =
      area(accelerator_at(scoring_.baseline, space, {0, 0}), designs_->technology()).total();
  designs::Constraints limits;
  limits.area_mm2 = smaller;
  SpaceEvaluator limited(*designs_, baseline_design(scoring_), space, "space.json",
                         designs::options_of(scoring_, limits));
  EXPECT_TRUE(limited.within_budget(space, {0, 0}));
  EXPECT_FALSE(limited.within_budget(space, {1, 1}));
  SpaceEvaluator free(*designs_, baseline_design(scoring_), space, "space.json",
                      designs::options_of(scoring_, {}));
  EXPECT_TRUE(free.within_budget(space, {1, 1}));
}

TEST_F(SpaceEvaluatorTest, EvaluatesEachPointInItsTechnologyAtItsBatchWithItsClock) {
  const SearchSpace space({{"technology", Parameter::Kind::categorical, {}, {"7nm", "28nm"}},
                           {"batch", Parameter::Kind::ordinal, {1, 4}, {}},
                           {"clock_mhz", Parameter::Kind::ordinal, {500, 800}, {}}});
  SpaceEvaluator evaluator(*designs_, baseline_design(scoring_), space, "space.json",
                           designs::options_of(scoring_, {}));
  designs::Scoring other = scoring_;  // of the same baseline
  other.technology = designs::TechnologyChoice("28nm");
  other.batch = 4;
  const auto networks = designs::load_networks(other, "");
  const designs::DesignEvaluator apart(networks, cost::technology("28nm"), std::nullopt, {}, 4);
  machine::Accelerator design = scoring_.baseline;
  design.constants.clock_mhz = 500;
  const designs::Evaluation expected = apart.evaluate(design, designs::options_of(scoring_, {}));
  const designs::Evaluation baseline =
      designs_->evaluate(scoring_.baseline, designs::options_of(scoring_, {}));
  const Outcome outcome = evaluator.evaluate(space, {1, 1, 0});
  ASSERT_TRUE(outcome.feasible);
  EXPECT_EQ(outcome.area_mm2, expected.area_mm2.total());
  EXPECT_EQ(outcome.details.at("latency_ms_rnnt_encoder"), expected.workloads.at(0).latency_ms);
  EXPECT_EQ(outcome.details.at("energy_mj_rnnt_encoder"), expected.workloads.at(0).energy_mj.total());
  const auto per_mm2 = [](const designs::Evaluation& e) {
    return e.workloads.at(0).throughput_per_s / e.area_mm2.total();
  };
  EXPECT_NEAR(outcome.reward, per_mm2(expected) / per_mm2(baseline), 1e-12 * outcome.reward);
  EXPECT_EQ(evaluator.evaluate(space, {0, 0, 1}),
            to_outcome(designs_->evaluate(scoring_.baseline, designs::options_of(scoring_, {}))));
}

// Weights from DRAM set this network's pace: a slow clock waits for the array, a fast one pays for nothing.
TEST_F(SpaceEvaluatorTest, AClockHasItsBestInsideOfItsRange) {
  const cost::ClockCoefficients clock = cost::technology("7nm").clock;
  const SearchSpace space({{"clock_mhz",
                            Parameter::Kind::ordinal,
                            {clock.nominal_mhz / 2, clock.nominal_mhz, clock.maximum_mhz},
                            {}}});
  SpaceEvaluator evaluator(*designs_, baseline_design(scoring_), space, "space.json",
                           designs::options_of(scoring_, {}));
  const double best = evaluator.evaluate(space, {1}).reward;
  EXPECT_GT(best, evaluator.evaluate(space, {0}).reward);
  EXPECT_GT(best, evaluator.evaluate(space, {2}).reward);
}

TEST_F(SpaceEvaluatorTest, RefusesASpaceThatIsNoneOfConfigurations) {
  const auto error_of_space = [&](const SearchSpace& space) {
    return config_error([&] {
      SpaceEvaluator(*designs_, baseline_design(scoring_), space, "space.json",
                     designs::options_of(scoring_, {}));
    });
  };
  expect_contains(error_of_space(space_of("pes_z", {1})),
                  "space.json: name is \"pes_z\" (did you mean pes_x?)");
  expect_contains(error_of_space(space_of("pes_x", {1, 65})), "space.json: pes_x is 65; must be ");
  EXPECT_EQ(error_of_space(space_of("pes_x", {1, 64})), "");
}

}  // namespace
}  // namespace apollo::study
