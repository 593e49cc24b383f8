#pragma once
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "optimizers/search_space.h"

// Random draws whose results are the same on every machine. std::mt19937_64's output is specified by the
// standard; the distributions of <random> and std::shuffle are not.
namespace apollo::optimizers {

using Generator = std::mt19937_64;

// Uniform in 0 .. bound - 1, without bias. Requires bound >= 1.
std::uint64_t draw_below(Generator& generator, std::uint64_t bound);
// Uniform in 0 .. size - 1, without bias. Requires size >= 1.
int draw_index(Generator& generator, int size);
// Uniform in [0, 1), a multiple of 2^-53.
double draw_unit(Generator& generator);
// A permutation of the 64-bit numbers that turns close ones into unlike ones: the finaliser of splitmix64
// (Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014).
std::uint64_t spread_bits(std::uint64_t bits);
// A uniform point of the space's product, whether the space allows it or not.
Point draw_point(Generator& generator, const SearchSpace& space);

// Uniform over all orders (Fisher-Yates).
template <class T>
void draw_order(Generator& generator, std::vector<T>& items) {
  for (std::size_t left = items.size(); left > 1; --left) {
    std::swap(items[left - 1], items[draw_below(generator, left)]);
  }
}

}  // namespace apollo::optimizers
