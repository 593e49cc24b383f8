#pragma once
#include <numeric>
#include <string>
#include <vector>

#include "optimizers/search_space.h"

// Spaces for tests.
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

}  // namespace apollo::optimizers::testing
