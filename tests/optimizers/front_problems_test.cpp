// The problems of several objectives with a known front, and what the strategies reach on them: a fast part
// of what compare_strategies --fronts measures.
#include "tests/optimizers/front_problems.h"

#include <gtest/gtest.h>

#include "optimizers/draw.h"
#include "tests/optimizers/sanitizer.h"
#include "tests/optimizers/search_loop.h"

namespace apollo::optimizers::testing {
namespace {

// Random points and, from each member of the front outwards, all of its neighbours.
TEST(FrontProblems, HaveAFrontThatNoPointIsBeyond) {
  std::vector<FrontProblem> problems = front_problems();
  problems.push_back(dtlz2_problem(4));
  for (const FrontProblem& problem : problems) {
    Generator generator(1);
    for (int i = 0; i < 20000; ++i) {
      const auto values = problem.values(draw_point(generator, problem.space));
      if (values) EXPECT_NEAR(hypervolume_gain(*values, problem.front, problem.reference), 0, 1e-12);
    }
  }
}

TEST(FrontProblems, OfABudgetHaveTheFrontThatEnumerationFinds) {
  const FrontProblem problem = budget_front_problem(7, 5);
  ParetoFront enumerated, known;
  for (std::uint64_t number = 0; number < *problem.space.size(); ++number) {
    if (const auto values = problem.values(problem.space.at(number))) enumerated.add(0, *values);
  }
  for (const Values& values : problem.front) known.add(0, values);
  EXPECT_EQ(enumerated.members().size(), known.members().size());
  EXPECT_NEAR(hypervolume(enumerated.values(), problem.reference), problem.volume(), 1e-12);
}

TEST(FrontProblems, OfZdtHaveAFrontOfAllValuesOfTheFirstVariable) {
  for (const FrontProblem& problem : {zdt1_problem(1), zdt2_problem(2)}) {
    ParetoFront front;
    for (const Values& values : problem.front)
      front.add(static_cast<std::int64_t>(front.members().size()), values);
    EXPECT_EQ(front.members().size(), 64U) << problem.name;
  }
}

// Of the front's hypervolume after 1000 trials, or as soon as it is `enough`.
double share_of_front(const std::string& strategy, const FrontProblem& problem, double enough) {
  return volume_so_far(*make_optimizer(strategy, problem.space, 1, {}), problem, 1000, 16, enough).back();
}

TEST(Strategies, FindTheFront) {
  if (kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  for (const FrontProblem& problem : front_problems()) {
    EXPECT_GE(share_of_front("bayesian", problem, 0.99), 0.99) << problem.name;
    EXPECT_GE(share_of_front("p3bo", problem, 0.97), 0.97) << problem.name;
    EXPECT_LT(share_of_front("random", problem, 1), 0.5) << problem.name;
  }
}

}  // namespace
}  // namespace apollo::optimizers::testing
