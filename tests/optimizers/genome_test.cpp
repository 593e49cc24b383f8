#include "optimizers/genome.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::mixed_space;
using testing::ordinal_space;

TEST(Tournament, PrefersTheFitter) {
  const std::vector<Individual> population = {{{0}, 1}, {{1}, 2}, {{2}, 3}, {{3}, 4}};
  Generator generator(1);
  int wins = 0;
  for (int i = 0; i < 4000; ++i) wins += tournament(generator, population, 2).fitness == 4 ? 1 : 0;
  // The fittest wins unless both draws miss it: 1 - (3/4)^2 = 7/16, binomial deviation 31; six of them.
  EXPECT_NEAR(wins, 1750, 190);
}

TEST(Crossover, TakesGenesOfTheSecondAtTheRate) {
  const Point first(1000, 0), second(1000, 1);
  Generator generator(1);
  EXPECT_EQ(crossover(generator, first, second, 0), first);
  EXPECT_EQ(crossover(generator, first, second, 1), second);
  int taken = 0;
  for (const int gene : crossover(generator, first, second, 0.2)) taken += gene;
  EXPECT_NEAR(taken, 200, 6 * 12.7);
}

TEST(Mutate, GivesOtherValuesOfTheSpace) {
  const SearchSpace space = mixed_space();
  Generator generator(1);
  for (int i = 0; i < 200; ++i) {
    const Point before = draw_point(generator, space);
    Point after = before;
    mutate(generator, space, 1, after);
    EXPECT_TRUE(space.contains(after));
    for (std::size_t gene = 0; gene < after.size(); ++gene) EXPECT_NE(after[gene], before[gene]);
  }
}

TEST(Step, MovesOneOrdinalWithinTheRadius) {
  const SearchSpace space = ordinal_space({1, 20, 20});
  Generator generator(1);
  for (int i = 0; i < 200; ++i) {
    const Point before = draw_point(generator, space);
    Point after = before;
    step(generator, space, 2, after);
    EXPECT_TRUE(space.contains(after));
    const int first = std::abs(after[1] - before[1]), second = std::abs(after[2] - before[2]);
    EXPECT_TRUE((first == 0) != (second == 0));
    EXPECT_LE(first + second, 2);
  }
}

TEST(Step, LeavesAPointWithoutAlternatives) {
  Generator generator(1);
  Point point = {0, 0};
  step(generator, ordinal_space({1, 1}), 2, point);
  EXPECT_EQ(point, (Point{0, 0}));
}

}  // namespace
}  // namespace apollo::optimizers
