#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "optimizers/draw.h"
#include "tests/optimizers/problem_set.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers::testing {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// p0, p1, ... with categories 0, 1, ...
SearchSpace category_space(int dimensions, int values) {
  std::vector<Parameter> parameters =
      ordinal_space(std::vector<int>(static_cast<std::size_t>(dimensions), values)).parameters();
  for (Parameter& parameter : parameters) parameter.kind = Parameter::Kind::categorical;
  return SearchSpace(parameters);
}

MatrixXd random_matrix(Generator& generator, int rows, int columns) {
  return MatrixXd::NullaryExpr(rows, columns, [&] { return draw_unit(generator); });
}

// A draw from a beta distribution with first parameter 1.
double beta_one(Generator& generator, double b) { return 1 - std::pow(1 - draw_unit(generator), 1 / b); }

}  // namespace

Problem categories_problem(std::uint64_t seed, int dimensions, int values) {
  Generator generator(seed);
  std::vector<MatrixXd> gain;  // gain[i](a, b): of value a of parameter i + 1 after b
  for (int i = 1; i < dimensions; ++i) gain.push_back(random_matrix(generator, values, values));
  VectorXd best = VectorXd::Zero(values);
  for (const MatrixXd& step : gain) best = (step.rowwise() + best.transpose()).rowwise().maxCoeff().eval();
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double sum = 0;
    for (std::size_t i = 0; i < gain.size(); ++i) sum += gain[i](point[i + 1], point[i]);
    return sum;
  };
  return {"categories, " + std::to_string(dimensions) + " of " + std::to_string(values),
          category_space(dimensions, values), reward, best.maxCoeff()};
}

Problem nk_problem(std::uint64_t seed, int dimensions, int neighbours) {
  Generator generator(seed);
  const auto patterns = std::size_t{2} << neighbours;
  std::vector<std::vector<double>> table;  // per parameter that has K after it
  for (int i = 0; i + neighbours < dimensions; ++i) {
    table.emplace_back();
    for (std::size_t j = 0; j < patterns; ++j) table.back().push_back(draw_unit(generator));
  }
  // best[s]: of all beginnings that end with the pattern s of K values.
  std::vector<double> best(patterns / 2);
  for (const std::vector<double>& row : table) {
    std::vector<double> next(best.size(), -INFINITY);
    for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
      double& end = next[pattern % best.size()];
      end = std::max(end, best[pattern / 2] + row[pattern]);
    }
    best = next;
  }
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double sum = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
      std::size_t pattern = 0;
      for (std::size_t j = 0; j <= static_cast<std::size_t>(neighbours); ++j)
        pattern = 2 * pattern + static_cast<std::size_t>(point[i + j]);
      sum += table[i][pattern];
    }
    return sum;
  };
  return {"NK " + std::to_string(dimensions) + ", " + std::to_string(neighbours),
          ordinal_space(std::vector<int>(static_cast<std::size_t>(dimensions), 2)), reward,
          *std::max_element(best.begin(), best.end())};
}

Problem labs_problem(int length, int least_energy) {
  const auto reward = [=](const Point& point) -> std::optional<double> {
    int energy = 0;
    for (std::size_t shift = 1; shift < point.size(); ++shift) {
      int correlation = 0;
      for (std::size_t i = 0; i + shift < point.size(); ++i)
        correlation += point[i] == point[i + shift] ? 1 : -1;
      energy += correlation * correlation;
    }
    return length * length / (2.0 * energy);
  };
  return {"LABS " + std::to_string(length),
          ordinal_space(std::vector<int>(static_cast<std::size_t>(length), 2)), reward,
          length * length / (2.0 * least_energy)};
}

Problem prefix_problem(std::uint64_t seed, int dimensions, int values) {
  Generator generator(seed);
  const SearchSpace space = category_space(dimensions, values);
  const Point wanted = draw_point(generator, space);
  const auto reward = [=](const Point& point) -> std::optional<double> {
    return static_cast<double>(std::mismatch(point.begin(), point.end(), wanted.begin()).first -
                               point.begin());
  };
  return {"prefix, " + std::to_string(dimensions) + " parameters", space, reward,
          static_cast<double>(dimensions)};
}

Problem clauses_problem(std::uint64_t seed, int dimensions, int clauses) {
  constexpr int kValues = 4;
  Generator generator(seed);
  const SearchSpace space = ordinal_space(std::vector<int>(static_cast<std::size_t>(dimensions), kValues));
  const Point planted = draw_point(generator, space);  // keeps all
  struct Clause {
    std::size_t parameters[3];
    int forbidden[3];
  };
  std::vector<Clause> all;
  while (static_cast<int>(all.size()) < clauses) {
    Clause clause{};
    bool breaks = true;
    for (int j = 0; j < 3; ++j) {
      clause.parameters[j] = draw_below(generator, static_cast<std::uint64_t>(dimensions));
      clause.forbidden[j] = draw_index(generator, kValues);
      breaks = breaks && planted[clause.parameters[j]] == clause.forbidden[j];
    }
    if (!breaks) all.push_back(clause);
  }
  const MatrixXd weight = random_matrix(generator, dimensions, kValues);
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double sum = 0;
    for (const Clause& clause : all) {
      bool breaks = true;
      for (int j = 0; j < 3; ++j) breaks = breaks && point[clause.parameters[j]] == clause.forbidden[j];
      if (breaks) return std::nullopt;
    }
    for (std::size_t i = 0; i < point.size(); ++i) sum += weight(static_cast<Eigen::Index>(i), point[i]);
    return sum;
  };
  return {"clauses, " + std::to_string(dimensions) + " parameters", space, reward, NAN};
}

// As published: initial contamination Beta(1, 30), its spread Beta(1, 17/3) where nothing is done and
// cleaning Beta(1, 3/7), each stage at a cost of 1; at most 5 % of the histories may be above 0.1 at a stage.
Problem contamination_problem(std::uint64_t seed) {
  constexpr int kStages = 25, kHistories = 100;
  constexpr double kLimit = 0.1, kShare = 0.05, kPenalty = 1;
  Generator generator(seed);
  VectorXd start(kHistories);
  MatrixXd spread(kHistories, kStages), cleaning(kHistories, kStages);
  for (int h = 0; h < kHistories; ++h) {
    start[h] = beta_one(generator, 30);
    for (int i = 0; i < kStages; ++i) {
      spread(h, i) = beta_one(generator, 17.0 / 3);
      cleaning(h, i) = beta_one(generator, 3.0 / 7);
    }
  }
  const auto reward = [=](const Point& point) -> std::optional<double> {
    Eigen::ArrayXd level = start;
    double cost = 0;
    for (int i = 0; i < kStages; ++i) {
      const int does = point[static_cast<std::size_t>(i)];
      if (does == 1) {
        level *= 1 - cleaning.col(i).array();
      } else {
        level += (1 - level) * spread.col(i).array();
      }
      const double over = static_cast<double>((level > kLimit).count()) / kHistories;
      cost += does + kPenalty * (over > kShare ? over - kShare + 1 : 0);
    }
    return -cost;
  };
  return {"contamination", ordinal_space(std::vector<int>(kStages, 2)), reward, NAN};
}

// At each station nothing or one of four pesticides, of unequal price and effect, whose effect wears off with
// use; the pest spreads from station to station. Constants as in COMBO's.
Problem pest_control_problem(std::uint64_t seed) {
  constexpr int kStations = 21, kValues = 5, kHistories = 30;
  constexpr double kLimit = 0.1, kDiscount = 0.2;
  static constexpr double kPrice[] = {0, 1, 0.8, 0.7, 0.5}, kBeta[] = {0, 2.0 / 7, 3.0 / 7, 3.0 / 7, 5.0 / 7},
                          kTolerance[] = {0, 1.0 / 7, 2.5 / 7, 2.0 / 7, 0.5 / 7};
  Generator generator(seed);
  VectorXd start(kHistories);
  const MatrixXd draws = random_matrix(generator, kHistories, kStations);
  MatrixXd spread(kHistories, kStations);
  for (int h = 0; h < kHistories; ++h) {
    start[h] = beta_one(generator, 30);
    for (int i = 0; i < kStations; ++i) spread(h, i) = beta_one(generator, 17.0 / 3);
  }
  const auto reward = [=](const Point& point) -> std::optional<double> {
    Eigen::ArrayXd level = start;
    int used[kValues] = {};
    double cost = 0;
    for (int i = 0; i < kStations; ++i) {
      const int does = point[static_cast<std::size_t>(i)];
      if (does == 0) {
        level += (1 - level) * spread.col(i).array();
      } else {
        const double b = kBeta[does] + kTolerance[does] * used[does];
        level *= 1 - (1 - (1 - draws.col(i).array()).pow(1 / b));
        ++used[does];
        const bool is_bulk = used[does] > kStations / 4;
        cost += kPrice[does] * (is_bulk ? 1 - kDiscount : 1);
      }
      cost += static_cast<double>((level > kLimit).count()) / kHistories;
    }
    return -cost;
  };
  return {"pest control", category_space(kStations, kValues), reward, NAN};
}

}  // namespace apollo::optimizers::testing
