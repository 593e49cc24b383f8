#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tests/optimizers/problems.h"

// The 24 problems by which strategies are compared with each other and with peers (tools/rank_strategies), of
// the kinds that searches meet. Strategies were tuned on one half; the other was only looked at in the end.
namespace apollo::optimizers::testing {

struct RankedProblem {
  Problem problem;  // optimum: NAN where it is not known
  bool held_out = false;
  // What a point is worth where the reward is a noisy view of it; empty: the reward.
  std::function<double(const Point&)> truth = {};
};

// In each half 12, in the order of docs/search.md.
std::vector<RankedProblem> problem_set();

// Feasible are only the points within two steps of one of some centres in every parameter; each has a peak,
// and one is higher than the others.
Problem basins_problem(std::uint64_t seed, int dimensions, int centres);
// Of so many parameters only the first few matter, in a rotated quadratic.
Problem irrelevant_problem(std::uint64_t seed, int dimensions, int relevant);
// Steps of a quadratic: of every 20 values of the reward one is left.
Problem plateau_problem(std::uint64_t seed, int dimensions);
// Minus the functions of Rastrigin, Rosenbrock and Schwefel on a grid with the optimum on it.
Problem rastrigin_problem(std::uint64_t seed, int dimensions);
Problem rosenbrock_problem(int dimensions);
Problem schwefel_problem(int dimensions, int values);
// A sum over neighbouring parameters of unequal weights, of couplings that want other values than each alone.
Problem coupled_problem(std::uint64_t seed, int dimensions, int values);
// Functions of COCO's suite bbob-mixint (Tusar et al. 2019, "Mixed-Integer Benchmark Problems for Single- and
// Bi-Objective Optimization"): a fifth each of the parameters have 2, 4, 8, 16 values, and the last 32 for
// its continuous ones; -f10, the rotated ellipsoid, and -f21, Gallagher's 101 peaks (21 here), scaled.
Problem mixint_ellipsoid_problem(std::uint64_t seed, int dimensions);
Problem mixint_gallagher_problem(std::uint64_t seed, int dimensions);

// Categories without order: a random gain for each pair of values of neighbouring parameters. The optimum is
// by dynamic programming.
Problem categories_problem(std::uint64_t seed, int dimensions, int values);
// NK landscapes (Kauffman and Weinberger 1989) of binary parameters whose neighbours are the next K, not
// cyclic; the optimum is by dynamic programming.
Problem nk_problem(std::uint64_t seed, int dimensions, int neighbours);
// Leading ones: the length of the longest prefix with the right values, plateaus in all later parameters.
Problem prefix_problem(std::uint64_t seed, int dimensions, int values);
// Feasible is what keeps random clauses of three parameters with four values; the reward is a weighted sum.
Problem clauses_problem(std::uint64_t seed, int dimensions, int clauses);
// Contamination control in a chain of 25 stages (Hu et al. 2010; as in Oh et al. 2019, "Combinatorial
// Bayesian Optimization using the Graph Cartesian Product": COMBO) and pest control at 21 stations (ibid.),
// minus their cost, averaged over a fixed set of random histories. Their optima are not known.
Problem contamination_problem(std::uint64_t seed);
Problem pest_control_problem(std::uint64_t seed);

}  // namespace apollo::optimizers::testing
