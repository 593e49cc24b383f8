#include "optimizers/point_walk.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::ordinal_space;

// Every point of the product, with whether the walk has passed it, against the points it gave.
void expect_passed(const PointWalk& walk, const SearchSpace& space, const PointSet& given) {
  for (std::uint64_t number = 0; number < *space.size(); ++number) {
    ASSERT_EQ(walk.has_passed(space.at(number)), given.count(space.at(number)) == 1) << number;
  }
}

TEST(PointWalk, GivesEveryPointOnceAndKnowsWhich) {
  for (const std::vector<int>& sizes : {std::vector<int>{1}, {7}, {3, 4, 5}, {257}, {2, 1, 600}}) {
    const SearchSpace space = ordinal_space(sizes);
    PointWalk walk(space, 1);
    PointSet given;
    expect_passed(walk, space, given);
    while (const auto point = walk.next()) {
      ASSERT_TRUE(space.contains(*point));
      ASSERT_TRUE(given.insert(*point).second);
      if (given.size() % 97 == 0) expect_passed(walk, space, given);
    }
    EXPECT_EQ(given.size(), *space.size());
    expect_passed(walk, space, given);
  }
}

TEST(PointWalk, GivesOnlyWhatTheSpaceAllows) {
  const auto is_square = [](const Point& point) { return point[0] == point[1]; };
  PointWalk walk(ordinal_space({300, 300}).restricted_to(is_square), 1);
  PointSet given;
  while (const auto point = walk.next()) {
    ASSERT_TRUE(is_square(*point));
    ASSERT_TRUE(given.insert(*point).second);
  }
  EXPECT_EQ(given.size(), 300U);
}

// Products just below 2^64 points, and above.
TEST(PointWalk, GivesDifferentPointsOfSpacesOfAnySize) {
  for (const int dimensions : {9, 10, 40}) {
    const SearchSpace space = ordinal_space(std::vector<int>(static_cast<std::size_t>(dimensions), 127));
    PointWalk walk(space, 5);
    PointSet given;
    std::map<int, int> first, last;
    for (int i = 0; i < 12700; ++i) {
      Point point = *walk.next();
      ++first[point.front()];
      ++last[point.back()];
      ASSERT_TRUE(walk.has_passed(point));
      ASSERT_TRUE(given.insert(point).second);
      point.back() = (point.back() + 1) % 127;
      ASSERT_FALSE(walk.has_passed(point));
    }
    // Binomial(12700, 1/127): mean 100, standard deviation 10; six of them.
    for (int index = 0; index < 127; ++index) {
      EXPECT_NEAR(first[index], 100, 60);
      EXPECT_NEAR(last[index], 100, 60);
    }
  }
}

TEST(PointWalk, DiffersFromKeyToKeyAlsoWhereThereAreFewPoints) {
  std::map<std::array<int, 3>, int> orders;
  for (std::uint64_t key = 0; key < 6000; ++key) {
    PointWalk walk(ordinal_space({3}), key);
    std::array<int, 3> order{};
    for (int& index : order) index = (*walk.next())[0];
    ++orders[order];
  }
  // Binomial(6000, 1/6): mean 1000, standard deviation 29; six of them.
  EXPECT_EQ(orders.size(), 6U);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, 1000, 174);
}

TEST(PointWalk, GivesPointsOneAfterTheOtherThatHaveNothingInCommon) {
  PointWalk walk(ordinal_space({4, 100000}), 1);
  std::array<std::array<int, 4>, 4> pairs{};
  int before = (*walk.next())[0];
  for (int i = 0; i < 16000; ++i) {
    const int index = (*walk.next())[0];
    ++pairs[static_cast<std::size_t>(before)][static_cast<std::size_t>(index)];
    before = index;
  }
  // Binomial(16000, 1/16): mean 1000, standard deviation 31; six of them.
  for (const auto& row : pairs) {
    for (const int count : row) EXPECT_NEAR(count, 1000, 184);
  }
}

}  // namespace
}  // namespace apollo::optimizers
