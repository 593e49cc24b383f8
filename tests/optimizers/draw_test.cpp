#include "optimizers/draw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

TEST(DrawBelow, StaysBelowTheBoundAndReachesEveryValue) {
  Generator generator(1);
  std::map<std::uint64_t, int> count;
  for (int i = 0; i < 7000; ++i) ++count[draw_below(generator, 7)];
  ASSERT_EQ(count.size(), 7U);
  EXPECT_EQ(count.rbegin()->first, 6U);
  // Binomial(7000, 1/7): mean 1000, standard deviation 29; six of them.
  for (const auto& [value, times] : count) EXPECT_NEAR(times, 1000, 176) << value;
}

TEST(DrawBelow, OneHasOneValue) {
  Generator generator(1);
  EXPECT_EQ(draw_below(generator, 1), 0U);
}

// The 10000th output of a default-seeded mt19937_64 is 9981545732273789042 by the standard [rand.predef].
TEST(DrawBelow, IsTheOutputOfTheGeneratorModuloTheBound) {
  Generator generator;
  generator.discard(9999);
  EXPECT_EQ(draw_below(generator, 1000), 42U);
}

TEST(DrawIndex, IsADrawBelowTheSize) {
  Generator a(5), b(5);
  for (int size = 1; size < 100; ++size) {
    EXPECT_EQ(draw_index(a, size), static_cast<int>(draw_below(b, static_cast<std::uint64_t>(size))));
  }
}

TEST(DrawUnit, IsInTheUnitIntervalWithMeanOneHalf) {
  Generator generator(2);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double u = draw_unit(generator);
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 6 * 0.289 / 100);
}

TEST(DrawOrder, IsAPermutation) {
  Generator generator(3);
  std::vector<int> items = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<int> before = items;
  draw_order(generator, items);
  EXPECT_NE(items, before);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, before);
}

TEST(DrawPoint, IsInTheSpace) {
  Generator generator(4);
  const SearchSpace space = testing::mixed_space();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(space.contains(draw_point(generator, space)));
}

}  // namespace
}  // namespace apollo::optimizers
