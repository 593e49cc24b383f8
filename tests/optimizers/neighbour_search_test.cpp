#include "optimizers/neighbour_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::changes;
using testing::usable;

NeighbourSearch make(const SearchSpace& space, const OptionValues& values) {
  return {space, 1, complete(values, NeighbourSearch::options())};
}

int farthest(const Point& a, const Point& b) {
  int result = 0;
  for (std::size_t i = 0; i < a.size(); ++i) result = std::max(result, std::abs(a[i] - b[i]));
  return result;
}

const SearchSpace kEightOfTwenty = testing::ordinal_space(std::vector<int>(8, 20));
const Point kBest(8, 10), kSecond(8, 3);

TEST(NeighbourSearch, ChangesOneParameterOfTheBestByAtMostTheRadius) {
  NeighbourSearch search = make(kEightOfTwenty, {{"greed", 1}, {"pairs", 0}, {"radius", 3}});
  search.tell({usable(kSecond, 1), usable(kBest, 2)});
  int reached = 0;
  for (const Point& point : search.ask(40)) {  // of 8 * 6 neighbours
    EXPECT_EQ(changes(point, kBest), 1);
    EXPECT_LE(farthest(point, kBest), 3);
    reached = std::max(reached, farthest(point, kBest));
  }
  EXPECT_EQ(reached, 3);
}

TEST(NeighbourSearch, ChangesTwoParametersInPairs) {
  NeighbourSearch search = make(kEightOfTwenty, {{"greed", 1}, {"pairs", 1}, {"radius", 1}});
  search.tell({usable(kBest, 2)});
  int two = 0;
  for (const Point& point : search.ask(50)) {
    EXPECT_LE(changes(point, kBest), 2);
    two += changes(point, kBest) == 2 ? 1 : 0;
  }
  // Both steps take the same of 8 parameters once in eight times.
  EXPECT_GT(two, 35);
}

// Half of the draws are about the best, a quarter about the second, and the rest, of two trials, about the
// best again: binomial(400, 1/4) has the deviation 8.7; six of them.
TEST(NeighbourSearch, DrawsItsCentreByRank) {
  NeighbourSearch search =
      make(testing::ordinal_space(std::vector<int>(8, 200)), {{"greed", 0.5}, {"pairs", 0}, {"radius", 50}});
  const Point best(8, 100), second(8, 20);
  search.tell({usable(second, 1), usable(best, 2)});
  int about_second = 0;
  for (const Point& point : search.ask(400)) about_second += changes(point, second) == 1 ? 1 : 0;
  EXPECT_NEAR(about_second, 100, 53);
}

TEST(NeighbourSearch, LeavesANeighbourhoodThatIsUsedUp) {
  NeighbourSearch search = make(testing::ordinal_space({9}), {{"greed", 1}, {"pairs", 0}, {"radius", 1}});
  search.tell({usable({1}, 2), usable({7}, 1)});
  const std::vector<Point> points = search.ask(4);
  const PointSet first(points.begin(), points.begin() + 2), next(points.begin() + 2, points.end());
  EXPECT_EQ(first, (PointSet{{0}, {2}}));
  EXPECT_EQ(next, (PointSet{{6}, {8}}));
}

}  // namespace
}  // namespace apollo::optimizers
