#pragma once
#include <cstddef>
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
  const std::vector<Candidate>& candidates() const { return candidates_; }

 private:
  const std::size_t most_, crowd_;
  std::vector<Candidate> candidates_;
};

}  // namespace apollo::compiler::map
