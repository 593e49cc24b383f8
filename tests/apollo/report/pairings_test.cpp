#include "apollo/report/pairings.h"

#include <gtest/gtest.h>

#include <bitset>
#include <cmath>

#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

using testing::column;
using testing::column_of;
using testing::made_run;
using testing::made_runs;

// Seeds 1, 2, ... of two strategies with these best rewards.
Runs paired(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<report::Run> list;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto seed = static_cast<std::int64_t>(i) + 1;
    list.push_back(made_run("first", 5, seed, {first[i]}));
    list.push_back(made_run("second", 5, seed, {second[i]}));
  }
  return made_runs(list);
}

// The second wins so many of the seeds, and loses the others.
Runs with_wins(int seeds, int wins) {
  std::vector<double> first, second;
  for (int i = 0; i < seeds; ++i) {
    first.push_back(10);
    second.push_back(i < wins ? 11 + i : 9 - i);
  }
  return paired(first, second);
}

// Of n independent trials with probability p, `least` or more succeed.
double at_least(int least, int n, double p) {
  double sum = 0;
  for (int k = least; k <= n; ++k)
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1)) * std::pow(p, k) *
           std::pow(1 - p, n - k);
  return sum;
}

TEST(Pairings, TheIntervalIsWhereNeitherTailIsBelowTwoAndAHalfPerCent) {
  for (const int seeds : {4, 10, 25}) {
    for (int wins = 0; wins <= seeds; ++wins) {
      const Dataset data = pairings(with_wins(seeds, wins));
      const double lower = column_of<double>(data, "lower")[0], upper = column_of<double>(data, "upper")[0];
      EXPECT_NEAR(column_of<double>(data, "probability")[0], static_cast<double>(wins) / seeds, 1e-6);
      if (wins == 0) {
        EXPECT_EQ(lower, 0);
      } else {
        EXPECT_NEAR(at_least(wins, seeds, lower), 0.025, 1e-5) << wins << " of " << seeds;
      }
      if (wins == seeds) {
        EXPECT_EQ(upper, 1);
      } else {
        EXPECT_NEAR(1 - at_least(wins + 1, seeds, upper), 0.025, 1e-5) << wins << " of " << seeds;
      }
    }
  }
}

TEST(Pairings, TheIntervalOfTheMedianHoldsItIn95PercentOfAllSigns) {
  // Whether each difference is above the median is a toss. The interval from the r-th lowest to the r-th
  // highest misses it if fewer than r are below, or above.
  for (int seeds = 2; seeds <= 14; ++seeds) {
    int rank = 0;
    for (int r = 1; 2 * r <= seeds; ++r) {
      int missed = 0;
      for (unsigned signs = 0; signs < 1U << seeds; ++signs) {
        const int above = static_cast<int>(std::bitset<16>(signs).count());
        missed += above < r || seeds - above < r;
      }
      if (missed <= 0.05 * (1U << seeds)) rank = r;
    }
    std::vector<double> zeros, values;
    for (int i = 1; i <= seeds; ++i) {
      zeros.push_back(0);
      values.push_back(i);
    }
    const Dataset data = pairings(paired(zeros, values));
    EXPECT_EQ(column_of<double>(data, "difference")[0], (seeds + 1) / 2.0);
    if (rank == 0) {
      EXPECT_TRUE(column(data, "least")[0].is_null()) << seeds;
      EXPECT_TRUE(column(data, "most")[0].is_null()) << seeds;
    } else {
      EXPECT_EQ(column_of<double>(data, "least")[0], rank) << seeds;
      EXPECT_EQ(column_of<double>(data, "most")[0], seeds + 1 - rank) << seeds;
    }
  }
}

TEST(Pairings, TiesCountForNeither) {
  const Dataset data = pairings(paired({1, 2, 3, 4}, {1, 3, 2, 5}));
  EXPECT_EQ(column_of<int>(data, "seeds")[0], 4);
  EXPECT_EQ(column_of<int>(data, "wins")[0], 2);
  EXPECT_EQ(column_of<int>(data, "ties")[0], 1);
  EXPECT_EQ(column_of<int>(data, "losses")[0], 1);
  EXPECT_NEAR(column_of<double>(data, "probability")[0], 2.0 / 3, 1e-6);
}

TEST(Pairings, OfEqualRewardsNothingIsKnown) {
  const Dataset data = pairings(paired({1, 2}, {1, 2}));
  EXPECT_TRUE(column(data, "probability")[0].is_null());
  EXPECT_EQ(column_of<double>(data, "lower")[0], 0);
  EXPECT_EQ(column_of<double>(data, "upper")[0], 1);
  EXPECT_EQ(column_of<double>(data, "difference")[0], 0);
}

TEST(Pairings, ArePerBudgetAndOverTheSeedsThatBothHave) {
  const Dataset data =
      pairings(made_runs({made_run("a", 5, 1, {1}), made_run("a", 5, 2, {-1}), made_run("a", 5, 3, {9}),
                          made_run("b", 5, 2, {2}), made_run("b", 5, 1, {3}), made_run("b", 5, 4, {0}),
                          made_run("b", 6, 1, {3}), made_run("b", 6, 2, {3}), made_run("c", 6, 1, {2}),
                          made_run("c", 6, 2, {5}), made_run("c", 5, 1, {1})}));
  // Of c at 5 mm² only one seed is known; a did not run at 6.
  EXPECT_EQ(column_of<std::string>(data, "strategy"), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(column_of<std::string>(data, "other"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(column_of<std::string>(data, "budget"), (std::vector<std::string>{"5 mm²", "6 mm²"}));
  EXPECT_EQ(column_of<int>(data, "wins"), (std::vector<int>{2, 1}));
  EXPECT_EQ(column_of<double>(data, "difference"),
            (std::vector<double>{2, 0.5}));  // of 2 and 2, as nothing feasible is 0; of -1 and 2
}

}  // namespace
}  // namespace apollo::report
