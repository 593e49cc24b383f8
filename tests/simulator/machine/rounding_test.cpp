#include "simulator/machine/rounding.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace apollo::machine {
namespace {

TEST(Rounding, QuotientsAreTheNearestWholeNumbersOnTheirSide) {
  for (int b = 1; b <= 7; ++b) {
    for (int a = -30; a <= 30; ++a) {
      const int down = floor_div(a, b);
      EXPECT_LE(down * b, a);
      EXPECT_GT((down + 1) * b, a);
      if (a < 0) continue;
      const int up = ceil_div(a, b);
      EXPECT_GE(up * b, a);
      EXPECT_LT((up - 1) * b, a);
      EXPECT_EQ(round_up(a, b), up * b);
    }
  }
}

TEST(Rounding, HasTheWiderType) {
  constexpr std::int64_t kLarge = (std::int64_t{1} << 40) + 1;
  EXPECT_EQ(ceil_div(kLarge, 2), (std::int64_t{1} << 39) + 1);
}

}  // namespace
}  // namespace apollo::machine
