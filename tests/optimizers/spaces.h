#pragma once
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/search_space.h"
#include "optimizers/trial.h"

// Spaces, points and trials for tests.
namespace apollo::optimizers::testing {

// Ordinal parameters p0, p1, ... with values 0, 1, ... of the given sizes.
inline SearchSpace ordinal_space(const std::vector<int>& sizes) {
  std::vector<Parameter> parameters;
  for (const int size : sizes) {
    Parameter p;
    p.name = "p" + std::to_string(parameters.size());
    p.numbers.resize(static_cast<std::size_t>(size));
    std::iota(p.numbers.begin(), p.numbers.end(), 0.0);
    parameters.push_back(p);
  }
  return SearchSpace(parameters);
}

// A parameter of each kind: ordinal numbers, categorical numbers, categorical texts.
inline SearchSpace mixed_space() {
  return SearchSpace({{"size", Parameter::Kind::ordinal, {1, 2, 4, 8, 16, 32}, {}},
                      {"seed", Parameter::Kind::categorical, {17, 4, 9}, {}},
                      {"policy", Parameter::Kind::categorical, {}, {"lru", "fifo", "random", "none"}}});
}

// `count` uniform points, not all different.
inline std::vector<Point> random_points(const SearchSpace& space, int count, std::uint64_t seed = 1) {
  Generator generator(seed);
  std::vector<Point> points;
  for (int i = 0; i < count; ++i) points.push_back(draw_point(generator, space));
  return points;
}

// How many parameters differ.
inline int changes(const Point& a, const Point& b) {
  int count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i] ? 1 : 0;
  return count;
}

// The sum of a point's indices.
inline int sum(const Point& point) { return std::accumulate(point.begin(), point.end(), 0); }

// A usable trial, and one that is not.
inline Trial usable(const Point& point, double reward) { return {0, point, true, reward, ""}; }
inline Trial unusable(const Point& point) { return {0, point, false, 0, "test"}; }

}  // namespace apollo::optimizers::testing
