#include "optimizers/evolutionary.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "optimizers/random.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::changes;
using testing::usable;

const SearchSpace kTenOfTen = testing::ordinal_space(std::vector<int>(10, 10));

// Without crossover and mutation a child is its parent with one gene changed, as the parent is known, or more
// if that child is known too.
EvolutionarySearch copying(int population, bool by_age, int tournament = 1) {
  const OptionValues values = {{"population", population},
                               {"tournament", tournament},
                               {"crossover", 0},
                               {"mutation", 0},
                               {"by_age", by_age ? 1 : 0}};
  return {kTenOfTen, 1, complete(values, EvolutionarySearch::options())};
}

// How many of the points have most genes of `parent`.
int children_of(const Point& parent, const std::vector<Point>& points) {
  return static_cast<int>(std::count_if(points.begin(), points.end(),
                                        [&](const Point& point) { return changes(point, parent) < 5; }));
}

const Point kOld(10, 0), kMiddle(10, 3), kNew(10, 6);
const std::vector<Trial> kFallingRewards = {usable(kOld, 3), usable(kMiddle, 2), usable(kNew, 1)};

TEST(EvolutionarySearch, IsRandomUntilThePopulationIsKnown) {
  EvolutionarySearch search = copying(20, true);
  RandomSearch random(kTenOfTen, 1, {});
  const std::vector<Point> points = search.ask(19);
  EXPECT_EQ(points, random.ask(19));
  for (const Point& point : points) search.tell({usable(point, 1)});
  EXPECT_EQ(search.ask(1), random.ask(1));
}

TEST(EvolutionarySearch, LetsTheOldestDie) {
  EvolutionarySearch search = copying(2, true);
  search.tell(kFallingRewards);
  const std::vector<Point> points = search.ask(40);
  EXPECT_EQ(children_of(kOld, points), 0);
  EXPECT_EQ(children_of(kMiddle, points) + children_of(kNew, points), 40);
  EXPECT_GT(children_of(kNew, points), 0);
}

TEST(EvolutionarySearch, LetsTheLeastFitDieIfToldTo) {
  EvolutionarySearch search = copying(2, false);
  search.tell(kFallingRewards);
  const std::vector<Point> points = search.ask(40);
  EXPECT_EQ(children_of(kNew, points), 0);
  EXPECT_EQ(children_of(kOld, points) + children_of(kMiddle, points), 40);
  EXPECT_GT(children_of(kMiddle, points), 0);
}

// The best of a hundred drawn of three: the others win once in (3/2)^100 tournaments.
TEST(EvolutionarySearch, PrefersTheFittestInLargeTournaments) {
  EvolutionarySearch search = copying(3, true, 100);
  search.tell(kFallingRewards);
  EXPECT_EQ(children_of(kOld, search.ask(40)), 40);
}

TEST(EvolutionarySearch, HasNoUnusableParents) {
  EvolutionarySearch search = copying(3, true);
  search.tell({usable(kOld, 1), testing::unusable(kMiddle), testing::unusable(kNew)});
  EXPECT_EQ(children_of(kOld, search.ask(40)), 40);
}

}  // namespace
}  // namespace apollo::optimizers
