#include "tests/optimizers/problem_set.h"

#include <cmath>

namespace apollo::optimizers::testing {
namespace {

Problem moved(Problem problem, const std::string& how, double scale, double offset) {
  problem.name += ", " + how;
  problem.reward = [=, reward = problem.reward](const Point& point) -> std::optional<double> {
    const auto value = reward(point);
    return value ? std::optional(scale * *value + offset) : std::nullopt;
  };
  problem.optimum = scale * problem.optimum + offset;
  return problem;
}

// A triangular noise of this deviation that is a function of the point, so that searches are repeatable.
RankedProblem noisy(Problem problem, double deviation, bool held_out) {
  const auto clear = problem.reward;
  problem.name += ", noise " + std::to_string(deviation).substr(0, 4);
  problem.reward = [=](const Point& point) -> std::optional<double> {
    const auto value = clear(point);
    if (!value) return std::nullopt;
    const std::size_t hash = PointHash()(point);
    const double first = static_cast<double>(hash % 65536) / 65536;
    const double second = static_cast<double>(hash / 65536 % 65536) / 65536;
    return *value + deviation * std::sqrt(6.0) * (first + second - 1);  // each has the variance 1/12
  };
  return {problem, held_out, [=](const Point& point) { return clear(point).value_or(0); }};
}

Problem renamed(Problem problem, const std::string& name) {
  problem.name = name;
  return problem;
}

}  // namespace

std::vector<RankedProblem> problem_set() {
  return {
      {basins_problem(1, 8, 6)},
      {budget_problem(3, 12, 0.01)},
      {irrelevant_problem(2, 20, 5)},
      {categories_problem(3, 25, 5)},
      noisy(separable_problem(4), 0.1, false),
      {plateau_problem(5, 10)},
      {moved(budget_problem(1, 8, 0.1), "offset 1e9", 1e3, 1e9)},
      {rastrigin_problem(6, 10)},
      {nk_problem(7, 60, 2)},
      {labs_problem(20, 26)},
      {contamination_problem(8)},
      {mixint_ellipsoid_problem(9, 10)},
      {basins_problem(21, 12, 40), true},
      {clauses_problem(22, 16, 280), true},
      {irrelevant_problem(23, 40, 6), true},
      {pest_control_problem(24), true},
      noisy(budget_problem(25, 8, 0.1), 0.05, true),
      {prefix_problem(26, 30, 3), true},
      {moved(renamed(rotated_problem(27), "rotated"), "scale 1e-9, offset -1", 1e-9, -1), true},
      {rosenbrock_problem(8), true},
      {coupled_problem(29, 60, 5), true},
      {nk_problem(30, 30, 4), true},
      {schwefel_problem(4, 60), true},
      {mixint_gallagher_problem(32, 10), true},
  };
}

}  // namespace apollo::optimizers::testing
