#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "optimizers/draw.h"
#include "tests/optimizers/problem_set.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers::testing {
namespace {

constexpr double kHalfCircle = 3.14159265358979323846;

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd random_rotation(Generator& generator, int dimensions) {
  const auto bell = [&] {  // Irwin-Hall: near enough for random directions
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += draw_unit(generator);
    return sum;
  };
  const MatrixXd random = MatrixXd::NullaryExpr(dimensions, dimensions, bell);
  return random.householderQr().householderQ();
}

// Each parameter in 0 .. 1.
VectorXd unit_cube(const SearchSpace& space, const Point& point) {
  VectorXd result(static_cast<Eigen::Index>(point.size()));
  for (std::size_t i = 0; i < point.size(); ++i)
    result[static_cast<Eigen::Index>(i)] =
        point[i] / std::max(1.0, static_cast<double>(space.parameters()[i].size() - 1));
  return result;
}

// At least two steps from the ends.
Point inner_point(Generator& generator, int dimensions, int values) {
  Point result;
  for (int i = 0; i < dimensions; ++i) result.push_back(2 + draw_index(generator, values - 4));
  return result;
}

SearchSpace uniform_space(int dimensions, int values) {
  return ordinal_space(std::vector<int>(static_cast<std::size_t>(dimensions), values));
}

// As COCO discretises: a fifth each of the parameters have 2, 4, 8 and 16 values, the rest as many as stand
// for a continuous one.
SearchSpace mixint_space(int dimensions) {
  constexpr int kContinuous = 32;
  std::vector<int> sizes;
  for (int i = 0; i < dimensions; ++i) {
    const int fifth = 5 * i / dimensions;
    sizes.push_back(fifth < 4 ? 2 << fifth : kContinuous);
  }
  return ordinal_space(sizes);
}

}  // namespace

Problem basins_problem(std::uint64_t seed, int dimensions, int centres) {
  constexpr int kValues = 10, kReach = 2;
  constexpr double kLowest = 0.5;  // of the other peaks up to 0.9
  Generator generator(seed);
  std::vector<Point> peaks;
  std::vector<double> heights;
  for (int i = 0; i < centres; ++i) {
    peaks.push_back(inner_point(generator, dimensions, kValues));
    heights.push_back(i == 0 ? 1 : kLowest + (0.9 - kLowest) * draw_unit(generator));
  }
  const auto reward = [=](const Point& point) -> std::optional<double> {
    std::optional<double> best;
    for (std::size_t k = 0; k < peaks.size(); ++k) {
      int farthest = 0, squares = 0;
      for (std::size_t i = 0; i < point.size(); ++i) {
        const int step = std::abs(point[i] - peaks[k][i]);
        farthest = std::max(farthest, step);
        squares += step * step;
      }
      if (farthest <= kReach) best = std::max(best.value_or(0), heights[k] / (1 + squares / 8.0));
    }
    return best;
  };
  return {"basins, " + std::to_string(dimensions) + " parameters", uniform_space(dimensions, kValues), reward,
          1};
}

Problem irrelevant_problem(std::uint64_t seed, int dimensions, int relevant) {
  constexpr int kValues = 10;
  Generator generator(seed);
  const MatrixXd axes = random_rotation(generator, relevant);
  const Point centre = inner_point(generator, relevant, kValues);
  const auto reward = [=](const Point& point) -> std::optional<double> {
    VectorXd offset(relevant);
    for (int i = 0; i < relevant; ++i)
      offset[i] =
          (point[static_cast<std::size_t>(i)] - centre[static_cast<std::size_t>(i)]) / (kValues - 1.0);
    const VectorXd turned = axes.transpose() * offset;
    double sum = 0;
    for (int i = 0; i < relevant; ++i) sum += std::pow(10, 2.0 * i / (relevant - 1)) * turned[i] * turned[i];
    return 1 / (1 + sum);
  };
  return {"irrelevant, " + std::to_string(relevant) + " of " + std::to_string(dimensions) + " parameters",
          uniform_space(dimensions, kValues), reward, 1};
}

Problem plateau_problem(std::uint64_t seed, int dimensions) {
  constexpr int kValues = 10;
  constexpr double kSteps = 20;
  Generator generator(seed);
  const Point centre = inner_point(generator, dimensions, kValues);
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double squares = 0;
    for (std::size_t i = 0; i < point.size(); ++i) squares += std::pow(point[i] - centre[i], 2) / 10;
    return std::floor(kSteps / (1 + squares)) / kSteps;
  };
  return {"plateaus, " + std::to_string(dimensions) + " parameters", uniform_space(dimensions, kValues),
          reward, 1};
}

Problem rastrigin_problem(std::uint64_t seed, int dimensions) {
  constexpr int kValues = 21;  // steps of a quarter: four per wave
  Generator generator(seed);
  const Point centre = inner_point(generator, dimensions, kValues);
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double sum = 0;
    for (std::size_t i = 0; i < point.size(); ++i) {
      const double x = (point[i] - centre[i]) / 4.0;
      sum += x * x + 10 * (1 - std::cos(2 * kHalfCircle * x));
    }
    return -sum;
  };
  return {"minus Rastrigin, " + std::to_string(dimensions) + " parameters",
          uniform_space(dimensions, kValues), reward, 0};
}

Problem rosenbrock_problem(int dimensions) {
  constexpr int kValues = 33;  // from -2 in steps of an eighth, with 1 among them
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < point.size(); ++i) {
      const double x = -2 + point[i] / 8.0, next = -2 + point[i + 1] / 8.0;
      sum += 100 * std::pow(next - x * x, 2) + std::pow(1 - x, 2);
    }
    return -sum;
  };
  return {"minus Rosenbrock, " + std::to_string(dimensions) + " parameters",
          uniform_space(dimensions, kValues), reward, 0};
}

Problem schwefel_problem(int dimensions, int values) {
  const auto term = [=](int value) {
    const double x = -500 + 1000.0 * value / (values - 1);
    return x * std::sin(std::sqrt(std::abs(x)));
  };
  double best = -INFINITY;
  for (int value = 0; value < values; ++value) best = std::max(best, term(value));
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double sum = 0;
    for (const int value : point) sum += term(value);
    return sum;
  };
  return {"Schwefel, " + std::to_string(dimensions) + " parameters", uniform_space(dimensions, values),
          reward, best * dimensions};
}

Problem coupled_problem(std::uint64_t seed, int dimensions, int values) {
  Generator generator(seed);
  // gain[i][a][b]: of value a of parameter i beside value b of the one before.
  std::vector<MatrixXd> gain;
  const double span = values - 1;
  for (int i = 0; i < dimensions; ++i) {
    const double wanted = draw_unit(generator) * span, together = (2 * draw_unit(generator) - 1) * span;
    const double weight = 0.2 + draw_unit(generator), coupling = draw_unit(generator);
    gain.push_back(MatrixXd::NullaryExpr(values, values, [=](Eigen::Index a, Eigen::Index b) {
      const double alone = (static_cast<double>(a) - wanted) / span;
      const double beside = (static_cast<double>(a - b) - together) / span;
      return -weight * alone * alone - (i == 0 ? 0 : coupling * beside * beside);
    }));
  }
  VectorXd best = gain[0].col(0);
  for (std::size_t i = 1; i < gain.size(); ++i)
    best = (gain[i].rowwise() + best.transpose()).rowwise().maxCoeff().eval();
  const auto reward = [=](const Point& point) -> std::optional<double> {
    double sum = gain[0](point[0], 0);
    for (std::size_t i = 1; i < point.size(); ++i) sum += gain[i](point[i], point[i - 1]);
    return sum;
  };
  return {"coupled, " + std::to_string(dimensions) + " parameters", uniform_space(dimensions, values), reward,
          best.maxCoeff()};
}

Problem mixint_ellipsoid_problem(std::uint64_t seed, int dimensions) {
  Generator generator(seed);
  const SearchSpace space = mixint_space(dimensions);
  const MatrixXd axes = random_rotation(generator, dimensions);
  const VectorXd optimum = unit_cube(space, draw_point(generator, space));
  const auto reward = [=](const Point& point) -> std::optional<double> {
    const VectorXd turned = axes * (unit_cube(space, point) - optimum);
    double sum = 0;
    for (int i = 0; i < dimensions; ++i)
      sum += std::pow(10, 6.0 * i / (dimensions - 1)) * turned[i] * turned[i];
    return -sum;
  };
  return {"COCO f10, " + std::to_string(dimensions) + " parameters", space, reward, 0};
}

Problem mixint_gallagher_problem(std::uint64_t seed, int dimensions) {
  constexpr int kPeaks = 21;
  Generator generator(seed);
  const SearchSpace space = mixint_space(dimensions);
  const MatrixXd axes = random_rotation(generator, dimensions);
  std::vector<VectorXd> peaks, scales;
  std::vector<double> heights;
  for (int k = 0; k < kPeaks; ++k) {
    peaks.push_back(unit_cube(space, draw_point(generator, space)));
    heights.push_back(k == 0 ? 10 : 1.1 + 8.0 * (k - 1) / (kPeaks - 2));
    const double alpha = std::pow(1000, 2 * draw_unit(generator) * 0.5);
    std::vector<double> scale;
    for (int i = 0; i < dimensions; ++i)
      scale.push_back(std::pow(alpha, 0.5 * i / (dimensions - 1)) / std::pow(alpha, 0.25));
    draw_order(generator, scale);
    scales.push_back(VectorXd::Map(scale.data(), dimensions));
  }
  const auto reward = [=](const Point& point) -> std::optional<double> {
    const VectorXd x = unit_cube(space, point);
    double best = 0;
    for (std::size_t k = 0; k < peaks.size(); ++k) {
      const VectorXd turned = 10 * (axes * (x - peaks[k]));  // COCO's cube has edges of 10
      const double distance = turned.cwiseAbs2().dot(scales[k]);
      best = std::max(best, heights[k] * std::exp(-distance / (2 * dimensions)));
    }
    return best - 10;
  };
  return {"COCO f21, " + std::to_string(dimensions) + " parameters", space, reward, 0};
}

}  // namespace apollo::optimizers::testing
