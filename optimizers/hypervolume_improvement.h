#pragma once
#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <vector>

#include "optimizers/pareto.h"

namespace apollo::optimizers {

// Expected improvement of the hypervolume above 0 by a point whose values are independent and log-normal
// (Emmerich et al. 2006, "Single- and Multiobjective Evolutionary Optimization Assisted by Gaussian Random
// Field Metamodels"): what no point of the front dominates is cut into boxes, and the expected share of each
// box is a product over the objectives (Yang et al. 2019, "Efficient Computation of Expected Hypervolume
// Improvement Using Box Decomposition Algorithms") of differences of E[max(0, value - bound)], as Black and
// Scholes (1973) have it.
class HypervolumeImprovement {
 public:
  // `front`: values above 0, of 2 to 4 objectives; may be empty. Of a long one only a part counts, as crowded
  // as it must be: boxes grow with the square of the front's length in four objectives. Requires
  // `objectives` >= 2.
  HypervolumeImprovement(const std::vector<Values>& front, std::size_t objectives);

  // The logarithm of the expected improvement; very low, but finite, where there is none to expect. For each
  // value the logarithm of its mean, and the deviation (> 0) of its logarithm.
  double log_expected(const Eigen::VectorXd& log_mean, const Eigen::VectorXd& log_deviation) const;

 private:
  struct Box {
    std::vector<std::size_t> lowest, highest;  // numbers of bounds, per objective
  };
  std::vector<std::vector<double>> bounds_;  // per objective, ascending: 0, values of the front, infinity
  std::vector<Box> boxes_;
};

// The number of the front's points that HypervolumeImprovement takes into account.
std::size_t longest_front(std::size_t objectives);

// A box of what no point of a front dominates: from above `lowest` up to `highest`.
struct OpenBox {
  Values lowest, highest;
  bool operator<(const OpenBox& o) const {
    return lowest != o.lowest ? lowest < o.lowest : highest < o.highest;
  }
};

// Disjoint boxes that together are all that is above 0 in the first `dimensions` objectives and that no point
// dominates. Infinite bounds where nothing is above.
std::vector<OpenBox> open_boxes(std::vector<Values> front, std::size_t dimensions);

}  // namespace apollo::optimizers
