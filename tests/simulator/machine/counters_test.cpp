#include "simulator/machine/counters.h"

#include <gtest/gtest.h>

#include <set>

namespace apollo::machine {
namespace {

// A count in every place of Counters, which consists of them alone.
constexpr std::size_t kCounts = sizeof(Counters) / sizeof(std::int64_t);

TEST(Counters, EachIsNamedOnce) {
  std::set<std::string> names;
  for (const auto& [name, value] : named(Counters{})) names.insert(name);
  EXPECT_EQ(names.size(), kCounts);
  EXPECT_EQ(named(Counters{}).size(), kCounts);
}

TEST(Counters, OfUnitsCarryTheUnitsName) {
  Counters c;
  c.units[static_cast<int>(Unit::output_bus)] = {3, 4};
  EXPECT_EQ(difference(c, Counters{}), "output_bus.busy: 3 != 0\noutput_bus.stall: 4 != 0\n");
}

TEST(Counters, AreEqualWithoutDifference) {
  Counters a, b;
  EXPECT_EQ(a, b);
  EXPECT_EQ(difference(a, b), "");
  b.macs = 1;
  EXPECT_FALSE(a == b);
  EXPECT_EQ(difference(a, b), "macs: 0 != 1\n");
}

}  // namespace
}  // namespace apollo::machine
