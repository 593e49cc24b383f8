#include "apollo/compiler/map/tried_points.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace apollo::compiler::map {
namespace {

using program::LoopOrder;

// So few positions that points come again, so many that the table grows.
TEST(TriedPoints, KeepsTheResultOfEachPointAndOrderUntilCleared) {
  constexpr std::size_t kPositions = 4;
  constexpr int kDraws = 6000;
  std::mt19937_64 random(1);
  TriedPoints tried;
  for (int round = 0; round < 3; ++round) {
    std::map<std::pair<TileGrid::Point, LoopOrder>, double> expected;
    for (int draw = 0; draw < kDraws; ++draw) {
      TileGrid::Point p;
      for (std::size_t& position : p) position = random() % kPositions;
      const auto order = static_cast<LoopOrder>(random() % 3);
      const auto added = expected.emplace(std::pair(p, order), round * kDraws + draw);
      bool known;
      TriedPoints::Result* const result = tried.find(p, order, &known);
      ASSERT_EQ(known, !added.second);
      if (!known) *result = {added.first->second, true, false};
      ASSERT_EQ(result->cost, added.first->second);
    }
    EXPECT_GT(expected.size(), 1000U);
    EXPECT_LT(expected.size(), static_cast<std::size_t>(kDraws));
    tried.clear();
  }
}

}  // namespace
}  // namespace apollo::compiler::map
