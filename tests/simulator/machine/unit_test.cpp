#include "simulator/machine/unit.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace apollo::machine {
namespace {

TEST(Unit, EachHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int unit = 0; unit < kUnits; ++unit) names.insert(to_string(static_cast<Unit>(unit)));
  EXPECT_EQ(names, (std::set<std::string>{"dma", "parameter_bus", "activation_bus", "output_bus", "array"}));
  EXPECT_STREQ(to_string(Unit::dma), "dma");
  EXPECT_STREQ(to_string(Unit::array), "array");
}

}  // namespace
}  // namespace apollo::machine
