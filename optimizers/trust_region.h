#pragma once
#include "optimizers/draw.h"
#include "optimizers/metric.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// The part of a space around a centre in which a local model is trusted: a box in the ordinal parameters, and
// a limit on how many of the parameters that it does not bound differ from the centre. It grows with success,
// shrinks with failure, and has collapsed when it would shrink below single steps (Eriksson et al. 2019,
// "Scalable Global Optimization via Local Bayesian Optimization": TuRBO; the limit for categorical
// parameters: Wan et al. 2021, CASMOPOLITAN).
class TrustRegion {
 public:
  // `failures`: trials without success after which it shrinks, >= 1. `centre`: a point of the product.
  TrustRegion(const SearchSpace& space, Point centre, int failures);

  const Point& centre() const { return centre_; }
  // 1 covers the space from a centre in its middle; from 0.8 (TuRBO) in halves or doubles, at most 1.6.
  double length() const { return length_; }
  // Whether it has shrunk below single steps; it is of no use then.
  bool collapsed() const { return collapsed_; }

  // First and last index of the parameter of this number inside the box, which contains the centre.
  int lowest(std::size_t parameter) const;
  int highest(std::size_t parameter) const;
  bool box_contains(const Point& point) const;
  // Among the parameters that the box does not bound, those in which a point may differ from the centre: at
  // least 2 if there are as many.
  int max_unbounded_changes() const;

  // To another point, without a change of length.
  void move(Point centre);
  // What came of points proposed in the region: a better one, to which the centre moves (three in a row
  // double the length), or none in `trials` (>= 0) of them.
  void succeed(Point centre);
  void fail(int trials);

  // A random point of the region that differs from its centre, in a number of parameters that is uniform over
  // all numbers, as far as the region allows. The centre itself if it is the region's only point.
  Point draw(Generator& generator) const;

  // A random step from `from` (a point of the box) by a metric of encoded points (encoding.h): along each
  // component of the metric's image up to a length that is log-uniform from 1/64 to 1, so long where the
  // metric is flat and short where it is steep. Where that leaves the box the value is uniform in it. A
  // categorical parameter changes to a uniform value with probability 1 / dimensions. May give `from` itself.
  Point draw_along(Generator& generator, const Metric& metric, const Point& from) const;

 private:
  SearchSpace space_;
  Point centre_;
  int failures_to_shrink_;
  double length_;
  int successes_ = 0, failures_ = 0;
  bool collapsed_ = false;
};

}  // namespace apollo::optimizers
