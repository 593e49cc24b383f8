#include "optimizers/p3bo.h"

#include <gtest/gtest.h>

#include <set>

#include "optimizers/member_class.h"
#include "tests/optimizers/search_loop.h"

namespace apollo::optimizers {
namespace {

TEST(MemberClasses, HaveSettingsThatTheirStrategiesAllow) {
  Generator generator(1);
  for (const MemberClass& type : member_classes()) {
    EXPECT_GE(type.members, 1);
    for (int i = 0; i < 50; ++i) {
      const Point genome = draw_point(generator, type.settings);
      EXPECT_NO_THROW(type.options(genome)) << type.strategy.name;
    }
  }
}

// With a generation after every batch and one survivor, nearly all members are replaced all the time.
TEST(P3bo, GoesOnWhenMembersAreReplacedAllTheTime) {
  const testing::Problem problem = testing::budget_problem(1, 8, 0.1);
  const auto optimizer = make_optimizer("p3bo", problem.space, 1, {{"generation", 1}, {"survivors", 0}});
  EXPECT_GT(testing::best_so_far(*optimizer, problem, 96, 16).back(), 0);
}

TEST(P3bo, GoesOnFromABestRewardOfZero) {
  const SearchSpace space = testing::budget_problem(1, 8, 0.1).space;
  const testing::Problem zero = {
      "zero at first", space,
      [count = 0](const Point&) mutable { return std::optional<double>(++count < 64 ? 0 : 1); }, 1};
  const auto optimizer = make_optimizer("p3bo", space, 1, {});
  EXPECT_EQ(testing::best_so_far(*optimizer, zero, 96, 16).back(), 1);
}

}  // namespace
}  // namespace apollo::optimizers
