#include "simulator/machine/template_constants.h"

#include <gtest/gtest.h>

namespace apollo::machine {
namespace {

TEST(TemplateConstants, ADifferenceInAnyConstantCounts) {
  for (const auto& field : kConstants) {
    TemplateConstants k;
    field.set(&k, field.default_value() + 1);
    EXPECT_FALSE(k == TemplateConstants{}) << field.name;
  }
  EXPECT_TRUE(TemplateConstants{} == TemplateConstants{});
}

TEST(TemplateConstants, DefaultsAreInRange) {
  for (const auto& field : kConstants) {
    EXPECT_LE(field.lowest, field.default_value()) << field.name;
    EXPECT_LE(field.default_value(), field.highest) << field.name;
  }
}

}  // namespace
}  // namespace apollo::machine
