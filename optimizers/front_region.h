#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/observations.h"
#include "optimizers/region_schedule.h"
#include "optimizers/trust_region.h"

namespace apollo::optimizers {

// Where Bayesian optimization of several objectives looks next: in a trust region around every point of the
// front, all of the same size (after Daulton et al. 2022, "Multi-Objective Bayesian Optimization over
// High-Dimensional Search Spaces": MORBO, whose regions are fewer and have sizes of their own). The size
// grows while own trials join the front, and shrinks with failure. What follows a collapse is as for one
// objective (region_schedule.h): regions of the first size again, or first a few trials anywhere.
class FrontRegion {
 public:
  FrontRegion(const SearchSpace& space, const RegionSchedule::Settings& settings)
      : space_(space), settings_(settings) {}

  // That around a point of the front. Valid until the next call of this object.
  const TrustRegion& around(const Point& centre);
  // Own trials over the whole space that are due.
  int restart_left() const { return restart_left_; }

  // What is new: observations `first` and later; `own` are the points that were proposed as this said.
  void tell(const Observations& observations, std::size_t first, const PointSet& own, Generator& generator);

 private:
  SearchSpace space_;
  RegionSchedule::Settings settings_;
  std::optional<TrustRegion> region_;
  int restart_left_ = 0;
};

}  // namespace apollo::optimizers
