#include "optimizers/search_space.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::mixed_space;
using testing::ordinal_space;

TEST(SearchSpace, CountsItsPoints) {
  EXPECT_EQ(ordinal_space({3, 4, 5}).size(), 60U);
  EXPECT_EQ(mixed_space().size(), 6U * 3 * 4);
}

TEST(SearchSpace, CountsUpTo64BitsAndNoFurther) {
  EXPECT_EQ(ordinal_space(std::vector<int>(63, 2)).size(), std::uint64_t{1} << 63);
  EXPECT_EQ(ordinal_space(std::vector<int>(64, 2)).size(), std::nullopt);
  EXPECT_EQ(ordinal_space(std::vector<int>(40, 10)).size(), std::nullopt);
}

TEST(SearchSpace, NumbersEachPointOnce) {
  const SearchSpace space = ordinal_space({2, 3});
  EXPECT_EQ(space.at(0), (Point{0, 0}));
  EXPECT_EQ(space.at(1), (Point{0, 1}));
  EXPECT_EQ(space.at(3), (Point{1, 0}));
  EXPECT_EQ(space.at(5), (Point{1, 2}));
}

TEST(SearchSpace, ContainsPointsWithEveryIndexInRange) {
  const SearchSpace space = ordinal_space({2, 3});
  EXPECT_TRUE(space.contains({1, 2}));
  EXPECT_FALSE(space.contains({2, 0}));
  EXPECT_FALSE(space.contains({0, -1}));
  EXPECT_FALSE(space.contains({0}));
}

TEST(SearchSpace, NeedsAParameterWithValuesOfOneKindAndAUniqueName) {
  const Parameter good{"a", Parameter::Kind::ordinal, {1}, {}};
  EXPECT_THROW(SearchSpace({}), std::invalid_argument);
  EXPECT_THROW(SearchSpace({{"a", Parameter::Kind::ordinal, {}, {}}}), std::invalid_argument);
  EXPECT_THROW(SearchSpace({{"a", Parameter::Kind::ordinal, {1}, {"x"}}}), std::invalid_argument);
  EXPECT_THROW(SearchSpace({good, good}), std::invalid_argument);
}

TEST(PointHash, TellsNeighboursApart) {
  const SearchSpace space = ordinal_space({32, 32, 32});
  std::unordered_set<std::size_t> hashes;
  for (std::uint64_t number = 0; number < *space.size(); ++number)
    hashes.insert(PointHash{}(space.at(number)));
  EXPECT_EQ(hashes.size(), *space.size());
}

}  // namespace
}  // namespace apollo::optimizers
