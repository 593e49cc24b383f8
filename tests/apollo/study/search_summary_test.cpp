#include "apollo/study/search_summary.h"

#include <gtest/gtest.h>

#include "tests/apollo/study/toy_study.h"

namespace apollo::study {
namespace {

using testing::toy_spec;

TrialRecord infeasible(std::int64_t id, const std::string& reason, const std::string& network) {
  TrialRecord trial{id, {0, 0, 0}, {}};
  trial.outcome.reason = reason;
  if (!network.empty()) trial.outcome.details["infeasible_workload"] = network;
  return trial;
}

TEST(SummaryOf, CountsTrialsByReasonAndNetworkAndKnowsTheBest) {
  TrialRecord best{3, {1, 2, 1}, {}};
  best.outcome.feasible = true;
  best.outcome.reward = 2;
  StudyResult result;
  result.trials = {infeasible(0, "area", ""), infeasible(1, "pe_memory", "a"),
                   infeasible(2, "pe_memory", "b"), best, infeasible(4, "pe_memory", "a")};
  result.exhausted = true;
  const SearchSummary s = summary_of(result, toy_spec(), "found");
  EXPECT_EQ(s.folder, "found");
  EXPECT_EQ(s.trials, 5);
  EXPECT_EQ(s.feasible, 1);
  EXPECT_TRUE(s.exhausted);
  EXPECT_EQ(s.infeasible, (std::map<std::string, std::int64_t>{{"area", 1}, {"pe_memory", 3}}));
  EXPECT_EQ(s.infeasible_on.at("pe_memory"), (std::map<std::string, std::int64_t>{{"a", 2}, {"b", 1}}));
  EXPECT_EQ(s.infeasible_on.count("area"), 0U);
  ASSERT_TRUE(s.best);
  EXPECT_EQ(s.best->id, 3);
  EXPECT_EQ(s.best_configuration, configuration_of(toy_spec(), best.point));
}

TEST(SummaryOf, NothingFeasibleHasNoBest) {
  StudyResult result;
  result.trials = {infeasible(0, "area", "")};
  EXPECT_FALSE(summary_of(result, toy_spec(), "found").best);
}

// Of a search over two designs whose best is the one with two columns.
SearchSummary with_designs(const designs::Scoring& scoring) {
  StudySpec spec{optimizers::SearchSpace({{"pes_x", optimizers::Parameter::Kind::ordinal, {2, 4}, {}}})};
  spec.scoring = scoring;
  spec.constraints.area_mm2 = 0.1;
  StudyResult result;
  result.trials = {{0, {0}, {true, 1, 1, "", {}}}};
  SearchSummary s = summary_of(result, spec, "found");
  add_designs(designs::evaluator_of(scoring, designs::load_networks(scoring, ""), ""), spec, s);
  return s;
}

TEST(AddDesigns, EvaluatesTheBestAndTheBaselineWithoutLimits) {
  designs::Scoring scoring;
  scoring.networks = {{"rnnt_decoder"}};
  const SearchSummary s = with_designs(scoring);
  EXPECT_EQ(s.networks, 1U);
  ASSERT_TRUE(s.baseline && s.best_design);
  EXPECT_TRUE(s.baseline->evaluation.feasible);
  EXPECT_EQ(s.baseline->design.accelerator.configuration, scoring.baseline.configuration);
  EXPECT_EQ(s.best_design->design.accelerator.configuration.pes_x, 2);
  for (const auto reason : reasons_of_designs()) EXPECT_EQ(s.infeasible.at(to_string(reason)), 0);
}

TEST(AddDesigns, WithoutABaselineEvaluatesTheBestInTheObjectivesUnit) {
  designs::Scoring scoring;
  scoring.networks = {{"rnnt_decoder"}};
  scoring.objectives = {"throughput"};
  designs::choose_baseline("none", scoring);
  const SearchSummary s = with_designs(scoring);
  EXPECT_FALSE(s.baseline);
  EXPECT_EQ(s.reward_unit, "inferences/s");
  ASSERT_TRUE(s.best_design);
  const designs::Evaluation& best = s.best_design->evaluation;
  const double throughput = best.workloads.at(0).throughput_per_s;
  EXPECT_NEAR(best.reward, throughput, 1e-12 * throughput);  // a geometric mean, by logarithms
}

}  // namespace
}  // namespace apollo::study
