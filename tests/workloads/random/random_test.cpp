#include "workloads/random/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace apollo::workloads::random {
namespace {

constexpr int kDraws = 2000;

// The value that the standard asks of the 10000th output of std::mt19937_64 with its default seed: what makes
// draws the same everywhere.
TEST(Random, DrawsFromTheMersenneTwister) {
  constexpr std::uint64_t kTenThousandth = 9981545732273789042U;
  Random r(std::mt19937_64::default_seed);
  for (int i = 1; i < 10000; ++i) r.between(0, 1);
  constexpr int kHighest = 999;
  EXPECT_EQ(r.between(0, kHighest), static_cast<int>(kTenThousandth % (kHighest + 1)));
}

TEST(Random, BetweenReachesBothEndsAndNothingElse) {
  Random r(1);
  std::set<int> seen;
  for (int i = 0; i < kDraws; ++i) seen.insert(r.between(-2, 3));
  EXPECT_EQ(seen, (std::set<int>{-2, -1, 0, 1, 2, 3}));
}

TEST(Random, ChanceIsAPercentage) {
  Random r(1);
  int hits = 0;
  for (int i = 0; i < kDraws; ++i) {
    EXPECT_FALSE(r.chance(0));
    EXPECT_TRUE(r.chance(100));
    hits += r.chance(30);
  }
  const double deviation = std::sqrt(kDraws * 0.3 * 0.7);
  EXPECT_NEAR(hits, 0.3 * kDraws, 5 * deviation);
}

TEST(Random, PicksEachOfTheValues) {
  Random r(1);
  std::set<double> seen;
  for (int i = 0; i < kDraws; ++i) seen.insert(r.pick({0.5, 2.0, 8.0}));
  EXPECT_EQ(seen, (std::set<double>{0.5, 2.0, 8.0}));
}

}  // namespace
}  // namespace apollo::workloads::random
