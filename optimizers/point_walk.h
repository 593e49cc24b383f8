#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::optimizers {

// A walk over the points of a space in a random order, each once, that takes no memory: a point is computed
// from its number in the order, and its number from the point. A key stands for an order.
//
// A Feistel network, which is undone round by round whatever its round function is (Luby and Rackoff, How to
// construct pseudorandom permutations from pseudorandom functions, SIAM J. Computing 17, 1988), permutes the
// numbers below a power of four; one that leaves the product is permuted again until it is back (cycle
// walking: Black and Rogaway, Ciphers with arbitrary finite domains, 2002).
//
// Of a product of more than 64 bits as many leading parameters are permuted as 64 bits hold, and the others
// are a hash of the number: it walks over some of its points, all different.
class PointWalk {
 public:
  // Keeps a copy of the space.
  PointWalk(const SearchSpace& space, std::uint64_t key);

  // The next point that the space allows; nothing at the end. A restricted product of more than 2^24 points
  // also ends where 2^22 in a row are refused (the published one would take minutes).
  std::optional<Point> next();
  // Whether next() has given the point, one of the product, or would have, if the space allowed it.
  bool has_passed(const Point& point) const;

 private:
  static constexpr int kRounds = 8;

  Point at(std::uint64_t number) const;
  std::uint64_t permuted(std::uint64_t number) const;
  std::uint64_t permuted_back(std::uint64_t number) const;
  std::uint64_t round(int i, std::uint64_t half) const;
  std::uint64_t size_of(std::size_t parameter) const;

  SearchSpace space_;
  std::size_t leading_ = 0;  // parameters that are permuted
  std::uint64_t size_ = 1,
                passed_ = 0;  // of their product: points, and how many of them next() has gone past
  int half_bits_ = 0;         // of the numbers that are permuted
  std::array<std::uint64_t, kRounds> keys_{};
};

}  // namespace apollo::optimizers
