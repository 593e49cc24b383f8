#include "apollo/study/evaluators.h"

#include <gtest/gtest.h>

#include "apollo/designs/scoring.h"
#include "apollo/study/exec_evaluator.h"
#include "apollo/study/space_evaluator.h"
#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using namespace testing;
using optimizers::Parameter;
using optimizers::SearchSpace;

const SearchSpace& space() {
  static const SearchSpace kSpace({{"pes_x", Parameter::Kind::ordinal, {1, 4}, {}}});
  return kSpace;
}

StudySpec spec_of(const designs::Scoring& scoring) {
  StudySpec spec{space()};
  spec.scoring = scoring;
  return spec;
}

designs::Scoring scoring() {
  designs::Scoring scoring;
  scoring.networks = {{"rnnt_encoder"}};
  return scoring;
}

Evaluators evaluators_of(const designs::Scoring& scoring, const std::string& space_name = "space.json") {
  return {spec_of(scoring), designs::load_networks(scoring, ""), space_name};
}

StudySpec with_budget(StudySpec spec, double area_mm2) {
  spec.constraints.area_mm2 = area_mm2;
  return spec;
}

TEST(Evaluators, GiveStudiesOfOneBudgetTheSameEvaluator) {
  Evaluators evaluators = evaluators_of(scoring());
  const StudySpec free = spec_of(scoring()), limited = with_budget(free, 5);
  StudySpec other_seed = limited;
  other_seed.seed = limited.seed + 1;
  EXPECT_NE(&evaluators.of(free), &evaluators.of(limited));
  EXPECT_EQ(&evaluators.of(free), &evaluators.of(free));
  EXPECT_EQ(&evaluators.of(limited), &evaluators.of(other_seed));
}

TEST(Evaluators, HoldEachStudyToItsOwnBudget) {
  Evaluators evaluators = evaluators_of(scoring());
  ASSERT_NE(evaluators.designs(), nullptr);
  const double needed =
      area(accelerator_at(scoring().baseline, space(), {1}), evaluators.designs()->technology()).total();
  const StudySpec spec = spec_of(scoring());
  EXPECT_TRUE(evaluators.of(spec).evaluate(space(), {1}).feasible);
  EXPECT_TRUE(evaluators.of(with_budget(spec, needed)).evaluate(space(), {1}).feasible);
  EXPECT_EQ(evaluators.of(with_budget(spec, 0.99 * needed)).evaluate(space(), {1}).reason, "area");
}

TEST(Evaluators, AskTheUsersProgramIfThatScores) {
  StudySpec spec{space()};
  spec.scoring = ExecScoring{
      R"(sed -u 's/.*"id":\([0-9]*\).*/{"id": \1, "feasible": true, "area_mm2": 1, "reward": 2.5}/')"};
  Evaluators evaluators(spec, {}, "space.json");
  EXPECT_EQ(evaluators.designs(), nullptr);
  Evaluator& evaluator = evaluators.of(spec);
  EXPECT_NE(dynamic_cast<ExecEvaluator*>(&evaluator), nullptr);
  EXPECT_EQ(evaluator.evaluate(space(), {0}).reward, 2.5);
}

TEST(Evaluators, RefuseABaselineThatCannotRunANetwork) {
  designs::Scoring impossible = scoring();
  designs::choose_template("permissive", impossible);  // no rule but the network's
  impossible.baseline.configuration.activation_memory_entries = 1;
  const std::string error = config_error([&] { evaluators_of(impossible); });
  expect_contains(error, "no reward to search for");
  expect_contains(error, "rnnt_encoder");
  expect_contains(error, "--baseline FILE|none");
  impossible.is_relative = false;  // then it only gives what spaces leave out
  evaluators_of(impossible);
}

TEST(Evaluators, NameTheSpaceInItsErrors) {
  StudySpec spec{SearchSpace({{"width", Parameter::Kind::ordinal, {1, 2}, {}}})};
  spec.scoring = scoring();
  Evaluators evaluators(spec, designs::load_networks(scoring(), ""), "mine.json");
  expect_contains(config_error([&] { evaluators.of(spec); }), "mine.json: name is \"width\"");
}

}  // namespace
}  // namespace apollo::study
