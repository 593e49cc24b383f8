// The problems of several objectives with a known front, and what the strategies reach on them: a fast part
// of what compare_strategies --fronts measures.
#include "tests/optimizers/front_problems.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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
      if (!values) continue;
      EXPECT_NEAR(hypervolume_gain(*values, problem.front, problem.reference), 0, 1e-12);
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

// By slabs along the third objective, each with the area under the staircase of the points that reach it.
double volume_of_slabs(const std::vector<Values>& points, const Values& reference) {
  std::vector<Values> by_third = points;
  std::sort(by_third.begin(), by_third.end(), [](const Values& a, const Values& b) { return a[2] > b[2]; });
  double volume = 0;
  for (std::size_t reaching = 1; reaching <= by_third.size(); ++reaching) {
    std::vector<Values> slab(by_third.begin(), by_third.begin() + static_cast<std::ptrdiff_t>(reaching));
    std::sort(slab.begin(), slab.end(), [](const Values& a, const Values& b) { return a[1] > b[1]; });
    double area = 0, right = reference[0];
    for (const Values& point : slab) {
      area += std::max(0.0, point[0] - right) * std::max(0.0, point[1] - reference[1]);
      right = std::max(right, point[0]);
    }
    const double top = by_third[reaching - 1][2];
    const double bottom = reaching < by_third.size() ? by_third[reaching][2] : reference[2];
    volume += area * (std::max(top, reference[2]) - std::max(bottom, reference[2]));
  }
  return volume;
}

TEST(FrontProblems, OfDtlz2HaveAFrontOnTheSphere) {
  const FrontProblem problem = dtlz2_problem(4);
  EXPECT_EQ(problem.front.size(), 16U * 16U);
  for (const Values& values : problem.front) {
    double squares = 0;  // of the amounts f: a value is 1 / (1 + f)
    for (const double value : values) squares += std::pow(1 / value - 1, 2);
    EXPECT_NEAR(squares, 1, 1e-12);
  }
  EXPECT_NEAR(problem.volume(), volume_of_slabs(problem.front, problem.reference), 1e-12);
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

// The front has 256 designs, of which 1000 trials may hold most.
TEST(Strategies, FindMostOfAFrontOfThreeObjectives) {
  if (kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  const FrontProblem problem = dtlz2_problem(4);
  for (const char* strategy : {"evolutionary", "bayesian", "p3bo"})
    EXPECT_GE(share_of_front(strategy, problem, 0.9), 0.9) << strategy;
  EXPECT_LT(share_of_front("random", problem, 1), 0.8);
}

}  // namespace
}  // namespace apollo::optimizers::testing
