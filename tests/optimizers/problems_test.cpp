// The problems of known optimum, and what the strategies reach on them: a fast part of what
// compare_strategies measures.
#include "tests/optimizers/problems.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "optimizers/draw.h"
#include "tests/optimizers/accelerator_problem.h"
#include "tests/optimizers/sanitizer.h"
#include "tests/optimizers/search_loop.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers::testing {
namespace {

double feasible_share(const Problem& problem) {
  Generator generator(1);
  int feasible = 0;
  for (int i = 0; i < 20000; ++i)
    feasible += problem.reward(draw_point(generator, problem.space)).has_value() ? 1 : 0;
  return feasible / 20000.0;
}

TEST(BudgetProblem, HasTheGivenFeasibleShare) {
  for (const double share : {0.1, 0.03, 0.01}) {
    EXPECT_NEAR(feasible_share(budget_problem(7, 10, share)), share, 0.2 * share);
  }
}

TEST(BudgetProblem, HasTheOptimumThatEnumerationFinds) {
  const Problem problem = budget_problem(7, 5, 0.05);
  double best = 0;
  Point at;
  for (std::uint64_t number = 0; number < *problem.space.size(); ++number) {
    const double reward = problem.reward(problem.space.at(number)).value_or(0);
    if (reward <= best) continue;
    best = reward;
    at = problem.space.at(number);
  }
  EXPECT_NEAR(best, problem.optimum, 1e-12);
  for (std::size_t p = 0; p < at.size(); ++p) {  // no parameter can grow: the optimum is on the edge
    Point next = at;
    if (++next[p] < problem.space.parameters()[p].size()) {
      EXPECT_FALSE(problem.reward(next).value_or(0) > best);
    }
  }
}

TEST(LabsProblem, HasTheLeastEnergyThatEnumerationFinds) {
  const Problem problem = labs_problem(20, 26);
  double best = 0;
  for (std::uint64_t number = 0; number < *problem.space.size() / 2;
       ++number) {  // the other half is its negative
    best = std::max(best, *problem.reward(problem.space.at(number)));
  }
  EXPECT_EQ(best, problem.optimum);
}

// The first six parameters nearly decide the area, so that most of the 452,760,000 points need no look at the
// rest.
TEST(AcceleratorProblem, HasTheOptimumThatEnumerationFinds) {
  const SearchSpace space = accelerator_space();
  const auto& parameters = space.parameters();
  const SearchSpace first({parameters.begin(), parameters.begin() + 6});
  const SearchSpace last({parameters.begin() + 6, parameters.end()});
  std::array<double, 10> values;
  const auto set = [&](const Point& point, std::size_t offset) {
    for (std::size_t i = 0; i < point.size(); ++i) {
      values[offset + i] = parameters[offset + i].numbers[static_cast<std::size_t>(point[i])];
    }
  };
  double best = 0;
  for (std::uint64_t i = 0; i < *first.size(); ++i) {
    set(first.at(i), 0);
    set({3, 0, 0, 0}, 6);  // instructions for any tiles
    const bool many = throughput_per_area(values).has_value();
    set({0, 0, 0, 0}, 6);  // the least area
    if (!many && !throughput_per_area(values)) continue;
    for (std::uint64_t j = 0; j < *last.size(); ++j) {
      set(last.at(j), 6);
      best = std::max(best, throughput_per_area(values).value_or(0));
    }
  }
  EXPECT_DOUBLE_EQ(best, accelerator_problem().optimum);
}

TEST(AcceleratorProblem, HasTwoToThreePercentFeasiblePoints) {
  const double share = feasible_share(accelerator_problem());
  EXPECT_GT(share, 0.02);
  EXPECT_LT(share, 0.03);
}

// Median over three seeds of the best reward, relative to the optimum.
double median_best(const std::string& strategy, const Problem& problem, int trials) {
  std::vector<double> best;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    best.push_back(
        best_so_far(*make_optimizer(strategy, problem.space, seed, {}), problem, trials, 16).back());
  }
  std::sort(best.begin(), best.end());
  return best[1];
}

TEST(Strategies, AreAsGoodAsTheirModelsOnABudget) {
  if (kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  const Problem problem = budget_problem(1, 8, 0.1);
  EXPECT_LT(median_best("random", problem, 500), 0.8);
  EXPECT_LT(median_best("evolutionary", problem, 500), 0.99);
  EXPECT_GE(median_best("bayesian", problem, 500), 0.99);
  EXPECT_GE(median_best("p3bo", problem, 500), 0.99);
}

// Evolution steps along the axes, and the valley is diagonal.
TEST(Strategies, FollowAValleyAcrossTheAxes) {
  if (kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  const Problem problem = rotated_problem(5);
  EXPECT_LT(median_best("evolutionary", problem, 600), 0.9);
  EXPECT_GE(median_best("bayesian", problem, 600), 0.99);
}

// Uniform draws meet 2 to 3 % feasible points; a strategy that learns meets more.
TEST(Strategies, LearnWhatIsFeasible) {
  if (kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  const Problem problem = accelerator_problem();
  for (const char* strategy : {"evolutionary", "bayesian", "p3bo"}) {
    int feasible = 0;
    Problem counted = problem;
    counted.reward = [&](const Point& point) {
      const auto reward = problem.reward(point);
      feasible += reward.has_value() ? 1 : 0;
      return reward;
    };
    best_so_far(*make_optimizer(strategy, problem.space, 1, {}), counted, 400, 16);
    EXPECT_GT(feasible, 60) << strategy;  // 15 %
  }
}

}  // namespace
}  // namespace apollo::optimizers::testing
