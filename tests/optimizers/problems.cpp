#include "tests/optimizers/problems.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <utility>

#include "optimizers/draw.h"
#include "tests/optimizers/front_problems.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers::testing {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

double normal(Generator& generator) {  // Irwin-Hall: near enough for random directions
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += draw_unit(generator);
  return sum;
}

Problem quadratic(const std::string& name, std::uint64_t seed, bool rotate) {
  constexpr int kDimensions = 10, kValues = 10;
  Generator generator(seed);
  MatrixXd axes = MatrixXd::Identity(kDimensions, kDimensions);
  if (rotate) {
    const MatrixXd random =
        MatrixXd::NullaryExpr(kDimensions, kDimensions, [&] { return normal(generator); });
    axes = random.householderQr().householderQ();
  }
  const VectorXd weights = VectorXd::LinSpaced(kDimensions, 0, 2).unaryExpr([](double exponent) {
    return std::pow(10, exponent);
  });
  Point centre;
  for (int i = 0; i < kDimensions; ++i)
    centre.push_back(2 + static_cast<int>(draw_below(generator, kValues - 4)));
  const auto reward = [=](const Point& point) -> std::optional<double> {
    VectorXd offset(kDimensions);
    for (std::size_t i = 0; i < kDimensions; ++i)
      offset[static_cast<Eigen::Index>(i)] = (point[i] - centre[i]) / (kValues - 1.0);
    return 1 / (1 + (axes.transpose() * offset).cwiseAbs2().dot(weights));
  };
  return {name, ordinal_space(std::vector<int>(kDimensions, kValues)), reward, 1};
}

constexpr int kBudgetValues = 8;  // per parameter

using Table = std::vector<std::vector<double>>;

// What a budget problem adds up: per parameter and value the gain and the cost.
struct Terms {
  Table gain;
  std::vector<std::vector<std::size_t>> cost;
  std::size_t largest_cost = 0;  // of a point
};

Terms draw_terms(Generator& generator, int dimensions) {
  Terms terms;
  for (int p = 0; p < dimensions; ++p) {
    const double slope = 0.2 + 0.6 * draw_unit(generator), curvature = 0.3 + 0.6 * draw_unit(generator);
    const double unit = 2 + 6 * draw_unit(generator), growth = 1.3 + 0.6 * draw_unit(generator);
    terms.gain.emplace_back();
    terms.cost.emplace_back();
    for (int v = 0; v < kBudgetValues; ++v) {
      terms.gain.back().push_back(slope * std::pow(v, curvature));
      terms.cost.back().push_back(static_cast<std::size_t>(unit * std::pow(growth, v)));
    }
    terms.largest_cost += terms.cost.back().back();
  }
  return terms;
}

// What neighbouring parameters with these values lose.
double imbalance(int a, int b) {
  constexpr double kCoupling = 0.5;
  return kCoupling * std::pow((a - b) / (kBudgetValues - 1.0), 2);
}

// Points by their cost.
struct Costs {
  std::vector<double> share;  // share[c]: of all points, those of cost c
  Table best;                 // best[v][c]: the highest sum of those with cost c whose last value is v
};

// By dynamic programming over the parameters.
Costs points_by_cost(const Terms& terms) {
  const Table none(kBudgetValues, std::vector<double>(terms.largest_cost + 1, -INFINITY));
  Costs costs{std::vector<double>(terms.largest_cost + 1), none};
  for (std::size_t v = 0; v < kBudgetValues; ++v) {
    costs.share[terms.cost[0][v]] += 1.0 / kBudgetValues;
    costs.best[v][terms.cost[0][v]] = terms.gain[0][v];
  }
  for (std::size_t p = 1; p < terms.gain.size(); ++p) {
    Costs next{std::vector<double>(terms.largest_cost + 1), none};
    for (std::size_t v = 0; v < kBudgetValues; ++v) {
      const std::size_t cost = terms.cost[p][v];
      for (std::size_t total = cost; total <= terms.largest_cost; ++total) {
        next.share[total] += costs.share[total - cost] / kBudgetValues;
        for (std::size_t before = 0; before < kBudgetValues; ++before) {
          const double loss = imbalance(static_cast<int>(before), static_cast<int>(v));
          next.best[v][total] =
              std::max(next.best[v][total], costs.best[before][total - cost] + terms.gain[p][v] - loss);
        }
      }
    }
    costs = std::move(next);
  }
  return costs;
}

// The largest that no more than the given share of all points keeps.
std::size_t budget_of(const std::vector<double>& share, double feasible_share) {
  std::size_t budget = 0;
  for (double sum = share[0]; sum + share[budget + 1] <= feasible_share;) sum += share[++budget];
  return budget;
}

// Of a point: its cost, and the logarithm of its reward before scaling.
struct Sums {
  std::size_t cost = 0;
  double gain = 0;
};

Sums sums_of(const Terms& terms, const Point& point) {
  Sums sums;
  for (std::size_t p = 0; p < point.size(); ++p) {
    const auto value = static_cast<std::size_t>(point[p]);
    sums.cost += terms.cost[p][value];
    sums.gain += terms.gain[p][value] - (p == 0 ? 0 : imbalance(point[p - 1], point[p]));
  }
  return sums;
}

SearchSpace budget_space(int dimensions) {
  return ordinal_space(std::vector<int>(static_cast<std::size_t>(dimensions), kBudgetValues));
}

}  // namespace

Problem separable_problem(std::uint64_t seed) { return quadratic("separable", seed, false); }
Problem rotated_problem(std::uint64_t seed) { return quadratic("rotated", seed, true); }

Problem budget_problem(std::uint64_t seed, int dimensions, double feasible_share) {
  Generator generator(seed);
  const Terms terms = draw_terms(generator, dimensions);
  const Costs costs = points_by_cost(terms);
  const std::size_t budget = budget_of(costs.share, feasible_share);
  double optimum = -INFINITY;
  for (const auto& row : costs.best) {
    const auto end = row.begin() + static_cast<std::ptrdiff_t>(budget) + 1;
    optimum = std::max(optimum, *std::max_element(row.begin(), end));
  }
  const auto reward = [=](const Point& point) -> std::optional<double> {
    const Sums sums = sums_of(terms, point);
    if (sums.cost > budget) return std::nullopt;
    return std::exp(sums.gain - optimum);
  };
  const std::string name = "budget, " + std::to_string(dimensions) + " parameters, " +
                           std::to_string(static_cast<int>(std::lround(100 * feasible_share))) +
                           " % feasible";
  return {name, budget_space(dimensions), reward, 1};
}

FrontProblem budget_front_problem(std::uint64_t seed, int dimensions) {
  constexpr double kFeasibleShare = 0.1;
  Generator generator(seed);
  const Terms terms = draw_terms(generator, dimensions);
  const Costs costs = points_by_cost(terms);
  const std::size_t budget = budget_of(costs.share, kFeasibleShare);
  const auto values = [=](const Point& point) -> std::optional<Values> {
    const Sums sums = sums_of(terms, point);
    if (sums.cost > budget) return std::nullopt;
    return Values{std::exp(sums.gain), 1 / static_cast<double>(sums.cost)};
  };
  FrontProblem problem{"budget, " + std::to_string(dimensions) + " parameters",
                       budget_space(dimensions),
                       values,
                       {},
                       Values(2)};
  for (std::size_t cost = 1; cost <= budget; ++cost) {
    double gain = -INFINITY;
    for (const auto& row : costs.best) gain = std::max(gain, row[cost]);
    if (gain > -INFINITY) problem.front.push_back({std::exp(gain), 1 / static_cast<double>(cost)});
  }
  return problem;
}

std::vector<Problem> problems() {
  return {budget_problem(1, 8, 0.1), budget_problem(2, 10, 0.03), budget_problem(3, 12, 0.01),
          separable_problem(4),      rotated_problem(5),          accelerator_problem(),
          labs_problem(20, 26)};
}

}  // namespace apollo::optimizers::testing
