#include "tests/optimizers/problems.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "optimizers/draw.h"
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
    const MatrixXd random = MatrixXd::NullaryExpr(kDimensions, kDimensions, [&] { return normal(generator); });
    axes = random.householderQr().householderQ();
  }
  const VectorXd weights =
      VectorXd::LinSpaced(kDimensions, 0, 2).unaryExpr([](double exponent) { return std::pow(10, exponent); });
  Point centre;
  for (int i = 0; i < kDimensions; ++i)
    centre.push_back(2 + static_cast<int>(draw_below(generator, kValues - 4)));
  const auto reward = [=](const Point& point) -> std::optional<double> {
    VectorXd offset(kDimensions);
    for (int i = 0; i < kDimensions; ++i) offset[i] = (point[i] - centre[i]) / (kValues - 1.0);
    return 1 / (1 + (axes.transpose() * offset).cwiseAbs2().dot(weights));
  };
  return {name, ordinal_space(std::vector<int>(kDimensions, kValues)), reward, 1};
}

}  // namespace

Problem separable_problem(std::uint64_t seed) { return quadratic("separable", seed, false); }
Problem rotated_problem(std::uint64_t seed) { return quadratic("rotated", seed, true); }

Problem budget_problem(std::uint64_t seed, int dimensions, double feasible_share) {
  constexpr int kValues = 8;
  constexpr double kCoupling = 0.5;
  Generator generator(seed);
  using Table = std::vector<std::vector<double>>;
  Table gain;
  std::vector<std::vector<int>> cost;
  int largest_cost = 0;
  for (int p = 0; p < kDimensions; ++p) {
    const double slope = 0.2 + 0.6 * draw_unit(generator), curvature = 0.3 + 0.6 * draw_unit(generator);
    const double unit = 2 + 6 * draw_unit(generator), growth = 1.3 + 0.6 * draw_unit(generator);
    gain.emplace_back();
    cost.emplace_back();
    for (int v = 0; v < kValues; ++v) {
      gain.back().push_back(slope * std::pow(v, curvature));
      cost.back().push_back(static_cast<int>(unit * std::pow(growth, v)));
    }
    largest_cost += cost.back().back();
  }
  const auto imbalance = [](int a, int b) { return kCoupling * std::pow((a - b) / (kValues - 1.0), 2); };

  // share[c]: of all points, those of cost c.  best[v][c]: the highest sum over the parameters so far, of
  // those with cost c whose last value is v.
  std::vector<double> share(static_cast<std::size_t>(largest_cost) + 1);
  Table best(kValues, std::vector<double>(share.size(), -INFINITY));
  for (int v = 0; v < kValues; ++v) {
    share[cost[0][v]] += 1.0 / kValues;
    best[v][cost[0][v]] = gain[0][v];
  }
  for (int p = 1; p < kDimensions; ++p) {
    std::vector<double> next_share(share.size());
    Table next(kValues, std::vector<double>(share.size(), -INFINITY));
    for (int v = 0; v < kValues; ++v) {
      for (std::size_t c = 0; c + cost[p][v] < share.size(); ++c) {
        const std::size_t total = c + cost[p][v];
        next_share[total] += share[c] / kValues;
        for (int before = 0; before < kValues; ++before) {
          next[v][total] = std::max(next[v][total], best[before][c] + gain[p][v] - imbalance(before, v));
        }
      }
    }
    share = next_share;
    best = next;
  }
  int budget = 0;
  for (double sum = share[0]; sum + share[budget + 1] <= feasible_share;) sum += share[++budget];
  double optimum = -INFINITY;
  for (const auto& row : best)
    optimum = std::max(optimum, *std::max_element(row.begin(), row.begin() + budget + 1));

  const auto reward = [=](const Point& point) -> std::optional<double> {
    int total = 0;
    double sum = 0;
    for (int p = 0; p < kDimensions; ++p) {
      total += cost[p][point[p]];
      sum += gain[p][point[p]] - (p == 0 ? 0 : imbalance(point[p - 1], point[p]));
    }
    if (total > budget) return std::nullopt;
    return std::exp(sum - optimum);
  };
  const std::string name = "budget, " + std::to_string(kDimensions) + " parameters, " +
                           std::to_string(static_cast<int>(std::lround(100 * feasible_share))) +
                           " % feasible";
  return {name, ordinal_space(std::vector<int>(kDimensions, kValues)), reward, 1};
}

Problem labs_problem() {
  constexpr int kLength = 20, kLeastEnergy = 26;
  const auto reward = [](const Point& point) -> std::optional<double> {
    int energy = 0;
    for (int shift = 1; shift < kLength; ++shift) {
      int correlation = 0;
      for (int i = 0; i + shift < kLength; ++i) correlation += point[i] == point[i + shift] ? 1 : -1;
      energy += correlation * correlation;
    }
    return kLength * kLength / (2.0 * energy);
  };
  return {"LABS 20", ordinal_space(std::vector<int>(kLength, 2)), reward,
          kLength * kLength / (2.0 * kLeastEnergy)};
}

std::vector<Problem> problems() {
  return {budget_problem(1, 8, 0.1),
          budget_problem(2, 10, 0.03),
          budget_problem(3, 12, 0.01),
          separable_problem(4),
          rotated_problem(5),
          accelerator_problem(),
          labs_problem()};
}

}  // namespace apollo::optimizers::testing
