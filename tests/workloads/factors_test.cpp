#include "workloads/factors.h"

#include <gtest/gtest.h>

namespace apollo::workloads {
namespace {

using Ends = std::array<std::size_t, 3>;

// The dimensions that the factors before, between and after the ends make.
Shape shape_of(const std::vector<int>& factors, const Ends& ends) {
  int sizes[3] = {1, 1, 1};
  std::size_t next = 0;
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (; next < ends[axis]; ++next) sizes[axis] *= factors[next];
  return {sizes[0], sizes[1], sizes[2]};
}

TEST(Factors, EndWhereEachDimensionIsComplete) {
  const std::vector<int> factors{2, 3, 4, 5, 2};
  const Shape shape{2 * 3, 4, 5 * 2};
  EXPECT_EQ(ends_of_factors(factors, shape), (Ends{2, 3, 5}));
  EXPECT_EQ(shape_of(factors, {2, 3, 5}), shape);
}

TEST(Factors, OfADimensionOfOneAreNone) {
  EXPECT_EQ(ends_of_factors({7}, {1, 1, 7}), (Ends{0, 0, 1}));
  EXPECT_EQ(ends_of_factors({7}, {7, 1, 1}), (Ends{1, 1, 1}));
  EXPECT_EQ(ends_of_factors({}, {1, 1, 1}), (Ends{0, 0, 0}));
}

TEST(Factors, OfOneMayStandAnywhere) {
  for (const std::vector<int>& factors :
       {std::vector<int>{1, 3, 4}, std::vector<int>{3, 1, 4}, std::vector<int>{3, 4, 1, 1}}) {
    const auto ends = ends_of_factors(factors, {1, 3, 4});
    ASSERT_TRUE(ends) << ::testing::PrintToString(factors);
    EXPECT_EQ(shape_of(factors, *ends), (Shape{1, 3, 4}));
    EXPECT_EQ((*ends)[2], factors.size());
  }
}

TEST(Factors, BelongToOneDimensionEach) {
  EXPECT_FALSE(ends_of_factors({12}, {3, 4, 1}));
  EXPECT_FALSE(ends_of_factors({3, 4}, {6, 2, 1}));
}

TEST(Factors, MakeExactlyTheShape) {
  EXPECT_FALSE(ends_of_factors({3, 4}, {3, 4, 5}));        // too few
  EXPECT_FALSE(ends_of_factors({3, 4, 5, 2}, {3, 4, 5}));  // too many
  EXPECT_FALSE(ends_of_factors({4, 3, 5}, {3, 4, 5}));     // in another order
}

}  // namespace
}  // namespace apollo::workloads
