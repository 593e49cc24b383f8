#include "optimizers/p3bo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "optimizers/member_class.h"
#include "tests/optimizers/search_loop.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

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

TEST(P3bo, NamesTheStrategyOfAMemberForEachPoint) {
  std::set<std::string> classes, named;
  for (const MemberClass& type : member_classes()) classes.insert(type.strategy.name);
  const auto optimizer = make_optimizer("p3bo", testing::budget_problem(1, 8, 0.1).space, 1, {});
  EXPECT_TRUE(optimizer->proposers().empty());
  for (int batch = 0; batch < 4; ++batch) {
    const std::vector<Point> points = optimizer->ask(16);
    const std::vector<std::string> names = optimizer->proposers();
    EXPECT_EQ(names.size(), points.size());
    named.insert(names.begin(), names.end());
    std::vector<Trial> trials;
    for (const Point& point : points) trials.push_back({0, point, true, 1, ""});
    optimizer->tell(trials);
    EXPECT_EQ(optimizer->proposers(), names);  // until the next ask
  }
  EXPECT_EQ(named, classes);
}

// After one trial those that search around the best propose its neighbours, in at most two parameters of
// many, and those with models are still at their uniform trials.
TEST(P3bo, NamesTheStrategyThatBehavesLikeIt) {
  const SearchSpace space = testing::ordinal_space(std::vector<int>(20, 10));
  const auto optimizer = make_optimizer("p3bo", space, 1, {});
  const Point centre(20, 5);
  optimizer->tell({{0, centre, true, 1, ""}});
  const std::vector<Point> points = optimizer->ask(200);
  const std::vector<std::string> names = optimizer->proposers();
  ASSERT_EQ(names.size(), points.size());
  const std::set<std::string> near = {"neighbours", "sweeps"},
                              far = {"bayesian", "evolutionary", "boosted_trees"};
  std::set<std::string> met;
  for (std::size_t i = 0; i < points.size(); ++i) {
    met.insert(names[i]);
    const bool is_near = testing::changes(points[i], centre) <= 2;
    if (near.count(names[i]) + far.count(names[i]) != 0) {
      EXPECT_EQ(is_near, near.count(names[i]) != 0) << names[i];
    }
  }
  EXPECT_EQ(met.count("neighbours"), 1U);
}

// Who improves on the best reward earns credit, and who has the credit proposes nearly all points at a low
// temperature. So a name stays with its members from ask to ask.
TEST(P3bo, NamesTheOneThatIsCreditedWithThePoint) {
  const SearchSpace space = testing::budget_problem(1, 8, 0.1).space;
  for (const MemberClass& type : member_classes()) {
    const std::string& favourite = type.strategy.name;
    const auto optimizer = make_optimizer("p3bo", space, 1, {{"temperature", 0.02}, {"generation", 1e6}});
    double best = 1;
    std::vector<std::string> names;
    for (int batch = 0; batch < 20; ++batch) {
      const std::vector<Point> points = optimizer->ask(16);
      names = optimizer->proposers();
      ASSERT_EQ(names.size(), points.size());
      std::vector<Trial> trials;
      for (std::size_t i = 0; i < points.size(); ++i) {
        const bool good = names[i] == favourite;
        if (good) best *= 1.2;
        trials.push_back({0, points[i], good, good ? best : 0, ""});
      }
      optimizer->tell(trials);
    }
    EXPECT_GE(std::count(names.begin(), names.end(), favourite), 14) << favourite;
  }
}

TEST(P3bo, NamesTheProposersUntilTheSpaceIsExhausted) {
  const SearchSpace space = testing::budget_problem(1, 2, 0.5).space;
  const auto optimizer = make_optimizer("p3bo", space, 1, {});
  std::uint64_t proposed = 0;
  for (;;) {
    const std::vector<Point> points = optimizer->ask(3);
    EXPECT_EQ(optimizer->proposers().size(), points.size());
    if (points.empty()) break;
    std::vector<Trial> trials;
    for (const Point& point : points) trials.push_back({0, point, true, 1, ""});
    optimizer->tell(trials);
    proposed += points.size();
  }
  EXPECT_EQ(proposed, *space.size());
}

}  // namespace
}  // namespace apollo::optimizers
