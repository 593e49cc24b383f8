#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "apollo/prove/certificate.h"
#include "apollo/prove/scorer.h"

namespace apollo::prove {

// A point that may be better than what is known.
struct OpenPoint {
  double most = 0;           // its reward, at most
  std::uint64_t number = 0;  // Groups::number_of
};

// The groups of a space (GroupRecord), and their points.
class Groups {
 public:
  explicit Groups(const optimizers::SearchSpace& space);

  std::uint64_t count() const { return count_; }
  // By group, its first point.
  optimizers::Point first(std::uint64_t group) const;
  std::uint64_t group_of(const optimizers::Point& point) const;

  // The point's number in the product of the space (SearchSpace::at).
  std::uint64_t number_of(const optimizers::Point& point) const;

  struct Scan {
    GroupRecord group;
    std::vector<OpenPoint> open;  // in the order of the space; they do not count yet
  };
  // Sorts the points of a group: as open those that may have a larger reward than `threshold`, and the
  // incumbent (its number). Takes for granted that no memory and no bandwidth makes an area smaller.
  Scan scan(std::uint64_t group, double threshold, const std::optional<std::uint64_t>& incumbent,
            Scorer& scorer) const;

 private:
  struct Walk;
  void walk(std::size_t depth, Walk& walk) const;
  void look_at(Walk& walk) const;

  const optimizers::SearchSpace& space_;
  std::vector<std::size_t> outer_, inner_;  // parameters: what groups differ in, and the points of one
  std::vector<std::uint64_t> strides_;      // by parameter, of number_of()
  std::uint64_t count_ = 1;
};

}  // namespace apollo::prove
