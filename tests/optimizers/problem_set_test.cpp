#include "tests/optimizers/problem_set.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers::testing {
namespace {

double highest_of_all(const Problem& problem) {
  double best = -INFINITY;
  for (std::uint64_t number = 0; number < *problem.space.size(); ++number)
    best = std::max(best, problem.reward(problem.space.at(number)).value_or(-INFINITY));
  return best;
}

TEST(ProblemSet, HasTwelveProblemsInEachHalfWithNamesOfTheirOwn) {
  std::set<std::string> names;
  int held_out = 0;
  for (const RankedProblem& ranked : problem_set()) {
    EXPECT_TRUE(names.insert(ranked.problem.name).second) << ranked.problem.name;
    held_out += ranked.held_out ? 1 : 0;
  }
  EXPECT_EQ(names.size(), 24U);
  EXPECT_EQ(held_out, 12);
}

TEST(ProblemSet, IsNowhereBetterThanItsOptimum) {
  for (const RankedProblem& ranked : problem_set()) {
    int feasible = 0;
    for (const Point& point : random_points(ranked.problem.space, 4000)) {
      const auto reward = ranked.problem.reward(point);
      if (!reward) continue;
      ++feasible;
      EXPECT_TRUE(std::isfinite(*reward)) << ranked.problem.name;
      const double worth = ranked.truth ? ranked.truth(point) : *reward;
      if (!std::isnan(ranked.problem.optimum)) {
        EXPECT_LE(worth, ranked.problem.optimum) << ranked.problem.name;
      }
    }
    EXPECT_GE(feasible, 8) << ranked.problem.name;  // of 4000: 1 % is 40
  }
}

TEST(ProblemSet, HasOptimaByDynamicProgrammingThatEnumerationFinds) {
  for (const Problem& problem : {nk_problem(1, 12, 3), categories_problem(2, 6, 4), coupled_problem(3, 6, 4),
                                 schwefel_problem(2, 40), labs_problem(11, 5)}) {  // a Barker sequence
    EXPECT_NEAR(highest_of_all(problem), problem.optimum, 1e-9) << problem.name;
  }
}

TEST(ProblemSet, HasOptimaWhereItSays) {
  for (const Problem& problem :
       {basins_problem(1, 5, 3), irrelevant_problem(2, 5, 3), plateau_problem(3, 5), rastrigin_problem(4, 4),
        rosenbrock_problem(3), mixint_ellipsoid_problem(5, 5), mixint_gallagher_problem(6, 5)}) {
    EXPECT_NEAR(highest_of_all(problem), problem.optimum, 1e-9) << problem.name;
  }
}

}  // namespace
}  // namespace apollo::optimizers::testing
