#include "optimizers/random.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

TEST(RandomSearch, LearnsNothing) {
  const SearchSpace space = testing::ordinal_space({20, 20});
  RandomSearch all_good(space, 1, {}), all_bad(space, 1, {});
  for (int batch = 0; batch < 10; ++batch) {
    const std::vector<Point> points = all_good.ask(16);
    ASSERT_EQ(points, all_bad.ask(16));
    for (const Point& point : points) {
      all_good.tell({testing::usable(point, testing::sum(point))});
      all_bad.tell({testing::unusable(point)});
    }
  }
}

TEST(RandomSearch, ProposesWhatOthersHaveNot) {
  const SearchSpace space = testing::ordinal_space({10, 10});
  RandomSearch search(space, 1, {});
  PointSet seen;
  for (int i = 0; i < 10; ++i) {
    search.tell({testing::usable({i, i}, 1)});
    seen.insert({i, i});
    for (const Point& point : search.ask(5, {{i, 9 - i}})) EXPECT_TRUE(seen.insert(point).second);
    seen.insert({i, 9 - i});
  }
  for (const Point& point : search.ask(100)) EXPECT_TRUE(seen.insert(point).second);
  EXPECT_EQ(seen.size(), 100U);
}

// The mean of an index that is uniform over 0 .. 20 is 10, its deviation sqrt((21^2 - 1) / 12) = 6.06.
TEST(RandomSearch, IsUniform) {
  constexpr int kTrials = 2000;
  RandomSearch search(testing::ordinal_space({21, 21, 21}), 1, {});
  double first = 0, last = 0;
  for (const Point& point : search.ask(kTrials)) {
    first += point[0];
    last += point[2];
  }
  const double six_deviations = 6 * 6.06 / std::sqrt(kTrials);
  EXPECT_NEAR(first / kTrials, 10, six_deviations);
  EXPECT_NEAR(last / kTrials, 10, six_deviations);
}

}  // namespace
}  // namespace apollo::optimizers
