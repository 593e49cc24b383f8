#include "optimizers/member_class.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

TEST(MemberClasses, HaveUniqueNamesAndMembers) {
  std::set<std::string> names;
  for (const MemberClass& type : member_classes()) {
    EXPECT_TRUE(names.insert(type.strategy.name).second);
    EXPECT_GE(type.members, 1) << type.strategy.name;
  }
}

TEST(MemberClasses, HaveSettingsThatTheirStrategiesAllow) {
  for (const MemberClass& type : member_classes()) {
    for (const Point& genome : testing::random_points(type.settings, 50)) {
      EXPECT_NO_THROW(type.options(genome)) << type.strategy.name;
    }
  }
}

TEST(MemberClasses, TakeEvolvingOptionsFromTheGenomeAndTheOthersFromTheTable) {
  for (const MemberClass& type : member_classes()) {
    const std::vector<Parameter>& evolving = type.settings.parameters();
    for (const Point& genome : testing::random_points(type.settings, 10)) {
      const OptionValues values = type.options(genome);
      EXPECT_EQ(values.size(), type.strategy.options.size());
      for (const Option& option : type.strategy.options) {
        double expected = option.fallback;
        for (std::size_t i = 0; i < genome.size(); ++i) {
          if (evolving[i].name == option.name)
            expected = evolving[i].numbers[static_cast<std::size_t>(genome[i])];
        }
        EXPECT_EQ(values.at(option.name), expected) << type.strategy.name << ", " << option.name;
      }
    }
  }
}

}  // namespace
}  // namespace apollo::optimizers
