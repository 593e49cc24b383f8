#include "optimizers/credits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::unusable;
using testing::usable;

constexpr double kHalfLife = 4, kTemperature = 0.5;
constexpr double kLargestGain = 0.1, kLeastCredit = 0.0002;  // credits.h
constexpr double kPrior = 8;                                 // proposals, credits.cpp

Credits two_members() { return {2, kHalfLife, kTemperature}; }

TEST(Credits, AreEqualAtFirst) {
  const std::vector<double> shares = Credits(4, kHalfLife, kTemperature).shares();
  for (const double share : shares) EXPECT_DOUBLE_EQ(share, 0.25);
}

// The median of the rewards before is 5, the best 10.
TEST(Credits, OfAnImprovementAreItsShareOfTheSpread) {
  for (const double offset : {0.0, -20.0, 1e6}) {
    Credits credits = two_members();
    credits.tell({usable({0}, offset + 10), usable({4}, offset + 5), usable({5}, offset)}, {});
    credits.tell({usable({1}, offset + 10.4), usable({2}, offset + 10.2), usable({3}, offset + 9)},
                 {{{1}, 0}, {{2}, 0}, {{3}, 1}});
    EXPECT_NEAR(credits.of(0), 0.4 / 5 / (2 + kPrior), 1e-9);  // the best of its two
    EXPECT_EQ(credits.of(1), 0);
  }
}

TEST(Credits, CompareABatchWithTheBestBeforeIt) {
  Credits credits = two_members();
  credits.tell({usable({0}, 10), usable({3}, 0), usable({4}, 5)}, {});
  credits.tell({usable({1}, 10.4), usable({2}, 10.2)}, {{{1}, 0}, {{2}, 1}});
  EXPECT_NEAR(credits.of(1), 0.2 / 5 / (1 + kPrior), 1e-12);
}

TEST(Credits, HaveALargestGainThatTheFirstUsableTrialAndOneOverEqualsEarn) {
  Credits credits = two_members();
  credits.tell({unusable({0}), usable({1}, 0)}, {{{0}, 0}, {{1}, 1}});
  EXPECT_EQ(credits.of(0), 0);
  EXPECT_DOUBLE_EQ(credits.of(1), kLargestGain / (1 + kPrior));
  const auto earned_over = [](const std::vector<Trial>& before, double reward) {
    Credits two = two_members();
    two.tell(before, {});
    two.tell({usable({9}, reward)}, {{{9}, 0}});
    return two.of(0) * (1 + kPrior);
  };
  EXPECT_EQ(earned_over({usable({0}, 0)}, 0), 0);
  EXPECT_DOUBLE_EQ(earned_over({usable({0}, 0)}, 1e-3), kLargestGain);
  EXPECT_DOUBLE_EQ(earned_over({usable({0}, 1), usable({2}, 0)}, 7), kLargestGain);
}

TEST(Credits, ArePerProposal) {
  Credits credits = two_members();
  credits.tell({usable({0}, 10), usable({3}, 0), usable({4}, 5)}, {});
  credits.tell({usable({1}, 10.2), usable({2}, 10.2), usable({5}, 3), unusable({6})},
               {{{1}, 0}, {{2}, 1}, {{5}, 1}, {{6}, 1}});
  EXPECT_NEAR(credits.of(0) / credits.of(1), (3 + kPrior) / (1 + kPrior), 1e-12);
}

// Two points of the second member widen a front whose hypervolume is 4, each by 0.1; the first's is
// dominated.
TEST(Credits, OfSeveralObjectivesAreTheGainsOfTheHypervolume) {
  const auto trial = [](int point, const Values& values) {
    Trial result = usable({point}, 1);
    result.values = values;
    return result;
  };
  Credits credits = two_members();
  credits.tell({trial(0, {2, 2})}, {{{0}, 0}});
  EXPECT_DOUBLE_EQ(credits.of(0), kLargestGain / (1 + kPrior));
  credits.set(0, 0);
  credits.tell({trial(1, {2.1, 1}), trial(2, {1, 2.1}), trial(3, {1, 1})}, {{{1}, 1}, {{2}, 1}, {{3}, 0}});
  EXPECT_NEAR(credits.of(1), 2 * 0.1 / 4 / (2 + kPrior), 1e-12);
  EXPECT_EQ(credits.of(0), 0);
}

TEST(Credits, HalveAfterTheHalfLife) {
  Credits credits = two_members();
  credits.tell({usable({0}, 1)}, {{{0}, 0}});
  for (int i = 1; i <= static_cast<int>(kHalfLife); ++i) credits.tell({unusable({i})}, {});
  EXPECT_NEAR(credits.of(0), kLargestGain / 2 / (0.5 + kPrior), 1e-15);
}

TEST(Credits, OfTrialsThatNobodyOwnsRaiseWhatIsToBeBeaten) {
  Credits credits = two_members();
  credits.tell({usable({0}, 10)}, {});
  EXPECT_EQ(credits.of(0) + credits.of(1), 0);
  credits.tell({usable({1}, 9)}, {{{1}, 0}});
  EXPECT_EQ(credits.of(0), 0);
}

TEST(Shares, AreASoftmaxOfTheCreditsInUnitsOfTheHighest) {
  Credits credits(3, kHalfLife, kTemperature);
  credits.set(0, 0.08);
  credits.set(1, 0.02);
  const std::vector<double> shares = credits.shares();
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
  EXPECT_NEAR(shares[0] / shares[2], std::exp(1 / kTemperature), 1e-12);
  EXPECT_NEAR(shares[1] / shares[2], std::exp(0.25 / kTemperature), 1e-12);
}

TEST(Shares, EvenOutWhereAllCreditsAreSmall) {
  Credits credits = two_members();
  credits.set(0, kLeastCredit / 10);
  const std::vector<double> shares = credits.shares();
  EXPECT_NEAR(shares[0] / shares[1], std::exp(0.1 / kTemperature), 1e-12);
}

}  // namespace
}  // namespace apollo::optimizers
