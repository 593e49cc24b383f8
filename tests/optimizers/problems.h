#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "optimizers/search_space.h"

// Objectives whose optimum is known.
namespace apollo::optimizers::testing {

struct Problem {
  std::string name;
  SearchSpace space;
  std::function<std::optional<double>(const Point&)> reward;  // nothing: infeasible
  double optimum = 0;                                         // the highest reward
};

// A budget on the sum of costs, one per parameter and doubling or so from value to value; the reward grows in
// every parameter, with diminishing returns, and falls if neighbouring parameters are out of balance. So the
// optimum is on the edge of what is feasible. It is computed by dynamic programming over (parameter, value,
// cost so far), and the budget is the cost that the given share of all points does not exceed.
Problem budget_problem(std::uint64_t seed, int dimensions, double feasible_share);

// Sum of weighted squares of the distance to an optimum in the middle of the space, whose reward is 1; 10
// parameters with 10 values, weights from 1 to 100. In the rotated one the axes are a random rotation's.
Problem separable_problem(std::uint64_t seed);
Problem rotated_problem(std::uint64_t seed);

// Low autocorrelation binary sequences of so many signs; the reward is the merit factor length^2 / (2 E), and
// the least energy E is known: 26 of 20 signs (Packebusch and Mertens 2016, "Low autocorrelation binary
// sequences").
Problem labs_problem(int length, int least_energy);

// Ten parameters as in configs/spaces/apollo.json, three layers on an accelerator by closed formulas:
// throughput per area with an area limit that 2 to 3 % of the points meet. The rounding up in each layer's
// tiles makes it rugged.
Problem accelerator_problem();

// All of the above, as they are compared in docs/search.md.
std::vector<Problem> problems();

}  // namespace apollo::optimizers::testing
