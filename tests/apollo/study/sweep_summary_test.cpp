#include "apollo/study/sweep_summary.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/apollo/study/toy_study.h"

namespace apollo::study {
namespace {

SweepRun run(const std::string& label, double area, int seed) {
  SweepRun result{label, label + std::to_string(seed), testing::toy_spec()};
  result.spec.constraints.area_mm2 = area;
  return result;
}

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0), 1);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.25), 1.75);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 1), 4);
  EXPECT_EQ(quantile({7}, 0.5), 7);
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(quantile({1, infinity, infinity, infinity}, 0.5), infinity);
  EXPECT_EQ(quantile({1, 2, infinity}, 0.5), 2);
}

TEST(SweepSummary, ComparesRunsOfTheSameBudget) {
  const std::vector<SweepRun> runs = {run("a", 5, 1), run("a", 5, 2), run("b", 5, 1), run("a", 4, 1)};
  const std::vector<std::optional<SweepCurve>> curves = {
      SweepCurve{{0, 0.96, 0.96, 1.0}, 3}, SweepCurve{{0.5, 0.5, 0.5, 0.5}, 1}, SweepCurve{{0, 0, 0, 0.8}, 1},
      SweepCurve{{0, 0.1, 0.2, 0.2}, 2}};
  const std::vector<SweepRow> rows = summary_of(runs, curves);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].label, "a");
  EXPECT_EQ(rows[0].area_mm2, 5);
  EXPECT_EQ(rows[0].runs, 2);
  EXPECT_EQ(rows[0].lowest, 0.5);
  EXPECT_EQ(rows[0].median, 0.75);
  EXPECT_EQ(rows[0].highest, 1);
  EXPECT_EQ(rows[0].trials_to_95_percent, std::nullopt);  // one of two runs got there
  EXPECT_EQ(rows[0].feasible_share, 4.0 / 8);
  EXPECT_EQ(rows[0].stalled, 1);
  EXPECT_EQ(rows[0].best_folder, "a1");
  EXPECT_EQ(rows[1].label, "b");
  EXPECT_EQ(rows[1].stalled, 0);
  EXPECT_EQ(rows[2].area_mm2, 4);
  EXPECT_EQ(rows[2].trials_to_95_percent, 3);  // of the best at its own budget
}

TEST(SweepSummary, DoesNotCallARunStalledThatSitsOnTheBestKnown) {
  const std::vector<SweepRow> rows = summary_of({run("a", 5, 1)}, {SweepCurve{{1, 1, 1, 1}, 4}});
  EXPECT_EQ(rows.at(0).stalled, 0);
  EXPECT_EQ(rows.at(0).trials_to_95_percent, 1);
}

TEST(SweepSummary, CountsTheTrialsToNegativeRewardsAsWell) {
  const double none = -std::numeric_limits<double>::infinity();
  // Within 5 % of -4 is -4.2.
  const std::vector<SweepRow> rows =
      summary_of({run("a", 5, 1), run("a", 5, 2), run("b", 5, 1), run("c", 5, 1)},
                 {SweepCurve{{none, -6, -4.2, -4}, 3}, SweepCurve{{-4, -4, -4, -4}, 4},
                  SweepCurve{{-9, -9, -9, -4.3}, 4}, SweepCurve{{none, none, none, none}, 0}});
  EXPECT_EQ(rows.at(0).trials_to_95_percent, 2);  // of 3 and 1
  EXPECT_EQ(rows.at(1).trials_to_95_percent, std::nullopt);
}

TEST(SweepSummary, LeavesOutRunsThatHaveNotEnded) {
  const std::vector<SweepRow> rows = summary_of({run("a", 5, 1), run("a", 5, 2), run("b", 5, 1)},
                                                {SweepCurve{{1}, 1}, std::nullopt, std::nullopt});
  EXPECT_EQ(rows.at(0).runs, 1);
  EXPECT_EQ(rows.at(0).lowest, 1);
  EXPECT_EQ(rows.at(1).runs, 0);
}

}  // namespace
}  // namespace apollo::study
