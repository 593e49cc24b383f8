#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "optimizers/pareto.h"
#include "optimizers/search_space.h"

// Several objectives, all to be maximised, whose front is known.
namespace apollo::optimizers::testing {

struct FrontProblem {
  std::string name;
  SearchSpace space;
  std::function<std::optional<Values>(const Point&)> values;  // nothing: infeasible
  std::vector<Values> front;  // what no point of the space dominates; may hold some that others dominate
  Values reference;

  // Of the front.
  double volume() const { return hypervolume(front, reference); }
};

// ZDT1, whose front is convex, and ZDT2, whose front is concave (Zitzler et al. 2000, "Comparison of
// Multiobjective Evolutionary Algorithms: Empirical Results"), on a grid: 64 values of the first variable, 16
// of each of nine others, whose best value is not at the edge but anywhere. The amounts f1 and f2 are to be
// minimised, so the objectives are 1 / (1 + f), and the reference is that of f = 1.1. The front: all values
// of the first variable, with the best of the others.
FrontProblem zdt1_problem(std::uint64_t seed);
FrontProblem zdt2_problem(std::uint64_t seed);

// DTLZ2 with three objectives (Deb et al. 2002, "Scalable Multi-Objective Optimization Test Problems"), on a
// grid likewise: 16 values of two variables that say where on a sphere, and of four that say how far from it.
FrontProblem dtlz2_problem(std::uint64_t seed);

// The budget problem of problems.h as two objectives: its reward before scaling, and one over the cost, with
// the budget that a tenth of all points keep. The front is computed by its dynamic programming.
FrontProblem budget_front_problem(std::uint64_t seed, int dimensions);

// The three on which strategies are held to shares of the front: ZDT1, ZDT2 and the budget.
std::vector<FrontProblem> front_problems();

}  // namespace apollo::optimizers::testing
