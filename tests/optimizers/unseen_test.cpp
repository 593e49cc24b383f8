#include "optimizers/unseen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::ordinal_space;

TEST(UnseenPoints, HandsOutEveryPointOnce) {
  const SearchSpace space = ordinal_space({3, 4, 5});
  UnseenPoints unseen(space);
  Generator generator(1);
  PointSet taken;
  while (const auto point = unseen.take(generator)) EXPECT_TRUE(taken.insert(*point).second);
  EXPECT_EQ(taken.size(), 60U);
  EXPECT_EQ(unseen.take(generator), std::nullopt);
}

TEST(UnseenPoints, SkipsPointsSeenElsewhere) {
  const SearchSpace space = ordinal_space({10});
  UnseenPoints unseen(space);
  Generator generator(1);
  EXPECT_TRUE(unseen.propose({3}));
  EXPECT_FALSE(unseen.propose({3}));
  for (int i = 0; i < 6; ++i) unseen.take(generator);
  std::vector<Point> left;
  for (int i = 0; i < 10; ++i) {
    if (unseen.is_new({i})) left.push_back({i});
  }
  ASSERT_EQ(left.size(), 3U);
  unseen.see(left[0]);
  unseen.see(left[2]);
  EXPECT_EQ(unseen.take(generator), left[1]);
  EXPECT_EQ(unseen.take(generator), std::nullopt);
}

TEST(UnseenPoints, HandsOutEveryAllowedPointOnce) {
  const auto is_square = [](const Point& point) { return point[0] == point[1] && point[1] == point[2]; };
  UnseenPoints unseen(ordinal_space({20, 20, 20}).restricted_to(is_square));
  Generator generator(1);
  PointSet taken;
  while (const auto point = unseen.take(generator)) {
    EXPECT_TRUE(is_square(*point));
    EXPECT_TRUE(taken.insert(*point).second);
  }
  EXPECT_EQ(taken.size(), 20U);
}

TEST(UnseenPoints, RefusesWhatIsNotAllowed) {
  UnseenPoints unseen(ordinal_space({10}).restricted_to([](const Point& point) { return point[0] < 5; }));
  EXPECT_FALSE(unseen.is_new({7}));
  EXPECT_FALSE(unseen.propose({7}));
  EXPECT_TRUE(unseen.is_new({2}));
  EXPECT_TRUE(unseen.propose({2}));
  EXPECT_FALSE(unseen.is_new({2}));
}

// 2^40 points, of which a uniform draw meets an allowed one once in 2^40.
TEST(UnseenPoints, EndsWhereALargeSpaceAllowsNextToNothing) {
  const auto is_zero = [](const Point& point) {
    return std::all_of(point.begin(), point.end(), [](int index) { return index == 0; });
  };
  UnseenPoints unseen(ordinal_space(std::vector<int>(10, 16)).restricted_to(is_zero));
  Generator generator(1);
  EXPECT_EQ(unseen.take(generator), std::nullopt);
}

TEST(UnseenPoints, DrawsUniformlyFirstAndLast) {
  std::map<Point, int> first, last;
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    UnseenPoints unseen(ordinal_space({5}));
    Generator generator(seed);
    ++first[*unseen.take(generator)];
    for (int i = 0; i < 3; ++i) unseen.take(generator);
    ++last[*unseen.take(generator)];
  }
  // Binomial(5000, 1/5): mean 1000, standard deviation 28; six of them.
  for (int i = 0; i < 5; ++i) {
    EXPECT_NEAR(first[{i}], 1000, 170);
    EXPECT_NEAR(last[{i}], 1000, 170);
  }
}

}  // namespace
}  // namespace apollo::optimizers
