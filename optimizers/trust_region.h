#pragma once
#include "optimizers/draw.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// The part of a space around a centre in which a local model is trusted: a box in the ordinal parameters, and
// a limit on how many of the parameters that it does not bound differ from the centre. It grows with success,
// shrinks with failure, and has collapsed when it would shrink below single steps (Eriksson et al. 2019,
// "Scalable Global Optimization via Local Bayesian Optimization": TuRBO; the limit for categorical
// parameters: Wan et al. 2021, CASMOPOLITAN).
class TrustRegion {
 public:
  // `failures`: trials without success after which it shrinks, >= 1.
  TrustRegion(const SearchSpace& space, Point centre, int failures);

  const Point& centre() const { return centre_; }
  // 1 covers the space from a centre in its middle; from 0.8 (TuRBO) in halves or doubles, at most 1.6.
  double length() const { return length_; }
  bool collapsed() const { return collapsed_; }

  // First and last index of a parameter inside the box.
  int lowest(std::size_t parameter) const;
  int highest(std::size_t parameter) const;
  bool box_contains(const Point& point) const;
  // Among the parameters that the box does not bound, those in which a point may differ from the centre: at
  // least 2 if there are as many.
  int max_unbounded_changes() const;

  void move(Point centre);  // to another point, without a change of length
  // What came of `trials` points proposed in the region; success also moves the centre.
  void succeed(Point centre);
  void fail(int trials);

  // A random point of the region that differs from its centre, in a number of parameters that is uniform over
  // all numbers, as far as the region allows. The centre itself if it is the region's only point.
  Point draw(Generator& generator) const;

 private:
  SearchSpace space_;
  Point centre_;
  int failures_to_shrink_;
  double length_;
  int successes_ = 0, failures_ = 0;
  bool collapsed_ = false;
};

}  // namespace apollo::optimizers
