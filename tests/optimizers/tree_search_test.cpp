#include "optimizers/tree_search.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "optimizers/random.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

const SearchSpace kTreeSpace = testing::ordinal_space(std::vector<int>(6, 10));

TreeSearch make_tree_search(const OptionValues& values) {
  return {kTreeSpace, 1, complete(values, TreeSearch::options())};
}

TEST(TreeSearch, IsRandomUntilTheInitialTrialsAreKnown) {
  TreeSearch search = make_tree_search({{"initial", 20}});
  RandomSearch random(kTreeSpace, 1, {});
  for (int batch = 0; batch < 2; ++batch) {  // none of them is usable
    const std::vector<Point> points = search.ask(19);
    EXPECT_EQ(points, random.ask(19));
    for (const Point& point : points) search.tell({testing::unusable(point)});
  }
}

// The sum of six indices that are uniform over 0 .. 9 has the mean 27 and the deviation sqrt(6 (10^2 - 1) /
// 12) = 7.
TEST(TreeSearch, ProposesBetterPointsThanItWasTold) {
  TreeSearch search = make_tree_search({});
  int best = 0;
  for (const Point& point : testing::random_points(kTreeSpace, 150)) {
    search.tell({testing::usable(point, testing::sum(point))});
    best = std::max(best, testing::sum(point));
  }
  int highest = 0;
  for (const Point& point : search.ask(16)) {
    EXPECT_GT(testing::sum(point), 27 + 7);
    highest = std::max(highest, testing::sum(point));
  }
  EXPECT_GT(highest, best);
}

// The reward rises towards the half that is not usable.
TEST(TreeSearch, AvoidsWhatIsNotUsable) {
  TreeSearch search = make_tree_search({});
  for (const Point& point : testing::random_points(kTreeSpace, 200)) {
    const bool usable = point[0] < 5;
    search.tell({usable ? testing::usable(point, testing::sum(point)) : testing::unusable(point)});
  }
  const std::vector<Point> points = search.ask(16);
  const auto usable =
      std::count_if(points.begin(), points.end(), [](const Point& point) { return point[0] < 5; });
  EXPECT_GE(usable, 12);
}

}  // namespace
}  // namespace apollo::optimizers
