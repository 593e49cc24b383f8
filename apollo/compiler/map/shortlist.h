#pragma once
#include <array>
#include <cstddef>
#include <limits>
#include <vector>

#include "apollo/compiler/map/candidate.h"

namespace apollo::compiler::map {

// The best candidates found, at least cost first.
class Shortlist {
 public:
  // `most`: so many at most, at least 1. `crowd`: so many of them at most with the same split and order,
  // whose neighbours would crowd out other ideas.
  Shortlist(std::size_t most, std::size_t crowd) : most_(most), crowd_(crowd) {}

  // Keeps the candidate if it is among the best and not known yet.
  void add(const Candidate& candidate);

  bool empty() const { return candidates_.empty(); }
  bool full() const { return candidates_.size() >= most_; }
  double least_cost() const { return candidates_.front().cost; }  // unless empty()
  // Of all candidates of a loop order that were added, kept or not.
  bool knows(program::LoopOrder order) const { return least_cost(order) < kNone; }
  double least_cost(program::LoopOrder order) const { return least_of_order_[static_cast<int>(order)]; }
  const std::vector<Candidate>& candidates() const { return candidates_; }

 private:
  static constexpr double kNone = std::numeric_limits<double>::max();

  const std::size_t most_, crowd_;
  std::array<double, 3> least_of_order_{kNone, kNone, kNone};
  std::vector<Candidate> candidates_;
};

}  // namespace apollo::compiler::map
