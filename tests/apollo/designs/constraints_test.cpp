#include "apollo/designs/constraints.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace apollo::designs {
namespace {

TEST(ConstraintNames, HaveARowForEachLimit) {
  Constraints all;
  std::set<std::string> keys, options;
  for (const ConstraintName& row : constraint_names()) {
    all.*row.limit = 1;
    keys.insert(row.key);
    options.insert(row.option);
  }
  EXPECT_TRUE(all.area_mm2 && all.latency_ms && all.power_w);
  EXPECT_EQ(keys.size(), constraint_names().size());
  EXPECT_EQ(options.size(), constraint_names().size());
}

TEST(ConstraintNames, EndTheirKeysWithTheUnitOfTheirReason) {
  for (const ConstraintName& row : constraint_names()) {
    const std::string key = row.key;
    std::string unit = machine::unit_symbol(row.reason);
    if (unit == "W") unit = "w";
    EXPECT_EQ(key, to_string(row.reason) + ("_" + unit));
  }
}

TEST(Constraints, AreEqualIfAllLimitsAre) {
  for (const ConstraintName& row : constraint_names()) {
    Constraints one;
    one.*row.limit = 2;
    EXPECT_FALSE(one == Constraints()) << row.key;
    EXPECT_TRUE(one == one);
  }
}

}  // namespace
}  // namespace apollo::designs
