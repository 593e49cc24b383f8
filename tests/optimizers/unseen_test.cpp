#include "optimizers/unseen.h"

#include <gtest/gtest.h>

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
  EXPECT_TRUE(unseen.exhausted());
}

TEST(UnseenPoints, SkipsPointsSeenElsewhereBeforeAndAfterTheRestIsListed) {
  const SearchSpace space = ordinal_space({10});
  UnseenPoints unseen(space);
  Generator generator(1);
  EXPECT_TRUE(unseen.see({3}));
  EXPECT_FALSE(unseen.see({3}));
  for (int i = 0; i < 6; ++i) unseen.take(generator);  // more than half is seen now
  std::vector<Point> left;
  for (int i = 0; i < 10; ++i) {
    if (!unseen.is_seen({i})) left.push_back({i});
  }
  ASSERT_EQ(left.size(), 3U);
  unseen.see(left[0]);
  unseen.see(left[2]);
  EXPECT_EQ(unseen.take(generator), left[1]);
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
