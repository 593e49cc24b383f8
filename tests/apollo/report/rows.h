#pragma once
#include <Eigen/Core>
#include <cmath>

#include "apollo/report/design_rows.h"
#include "apollo/study/space_json.h"
#include "optimizers/draw.h"

// Rows to draw pictures of.
namespace apollo::testing {

inline Eigen::MatrixXd random_designs(int count, std::uint64_t seed) {
  const optimizers::SearchSpace space = study::read_space("apollo");
  optimizers::Generator generator(seed);
  std::vector<optimizers::Point> points;
  for (int i = 0; i < count; ++i) points.push_back(optimizers::draw_point(generator, space));
  return report::design_rows(space, points);
}

// Each entry normal with mean 0 and deviation 1 (Box, Muller 1958).
inline Eigen::MatrixXd normal_rows(int count, int columns, std::uint64_t seed) {
  optimizers::Generator generator(seed);
  return Eigen::MatrixXd::NullaryExpr(count, columns, [&] {
    const double radius = std::sqrt(-2 * std::log(1 - optimizers::draw_unit(generator)));
    return radius * std::cos(2 * M_PI * optimizers::draw_unit(generator));
  });
}

// Integers 0 .. values - 1: many rows are equal, and most distances tie.
inline Eigen::MatrixXd lattice_rows(int count, int columns, int values, std::uint64_t seed) {
  optimizers::Generator generator(seed);
  return Eigen::MatrixXd::NullaryExpr(count, columns, [&] {
    return static_cast<double>(optimizers::draw_below(generator, static_cast<std::uint64_t>(values)));
  });
}

}  // namespace apollo::testing
