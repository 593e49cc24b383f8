#include "apollo/compiler/map/tile_sizes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace apollo::compiler::map {
namespace {

std::vector<int> list(const TileSizes& sizes) { return {sizes.begin(), sizes.end()}; }

TEST(TileSizes, AFewUnitsAreAllTriedThenOne) {
  const TileSizes sizes(10, 4, 6);
  EXPECT_EQ(list(sizes), (std::vector<int>{10, 8, 4, 1}));
  EXPECT_EQ(sizes.whole_units(), 3U) << "1 of 4 lanes is used by the last";
}

TEST(TileSizes, ALargeShareIsDividedEvenly) {
  const TileSizes sizes(100, 1, 5);
  // 100 / 1 to 100 / 5, rounded up, and the smallest.
  EXPECT_EQ(list(sizes), (std::vector<int>{100, 50, 34, 25, 20, 1}));
  EXPECT_EQ(sizes.whole_units(), sizes.size());
}

TEST(TileSizes, StartWithTheShareFallAndEndWithOne) {
  for (int share = 1; share <= 300; ++share)
    for (const int unit : {1, 3, 4, 16, 64})
      for (const std::size_t count : {6U, 9U}) {
        const TileSizes sizes(share, unit, count);
        EXPECT_EQ(sizes[0], share);
        EXPECT_EQ(sizes.back(), 1);
        EXPECT_TRUE(std::is_sorted(sizes.begin(), sizes.end(), std::greater<int>()));
        EXPECT_EQ(std::adjacent_find(sizes.begin(), sizes.end()), sizes.end());
        for (std::size_t i = 0; i < sizes.whole_units(); ++i)
          EXPECT_TRUE(sizes[i] % unit == 0 || sizes[i] == share) << share << " by " << unit;
      }
}

}  // namespace
}  // namespace apollo::compiler::map
