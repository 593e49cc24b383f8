#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/observations.h"
#include "optimizers/search_space.h"
#include "optimizers/trust_region.h"

namespace apollo::optimizers {

// Where Bayesian optimization looks next: in a trust region, or, after it has collapsed, anywhere for a
// global restart, which ends with the next region at the best point that it met. A share of the restarts is
// not global: the next region starts at the best trial of all at once.
//
// Order of calls: start, once there is a usable observation; then tell after every new observations.
class RegionSchedule {
 public:
  struct Settings {
    int failures = 1;            // own trials without success after which a region shrinks, >= 1
    double global_restarts = 0;  // probability that a restart is global
    int restart_trials = 1;      // own trials of a global restart, >= 1
  };

  RegionSchedule(const SearchSpace& space, const Settings& settings);

  // The first region, at the best observation. Requires a usable one.
  void start(const Observations& observations);
  bool started() const { return started_; }

  // How many regions and global restarts have begun.
  int phase() const { return phase_; }
  // The region to look in; null during a global restart, and before start().
  const TrustRegion* region() const { return region_ ? &*region_ : nullptr; }
  // During a global restart, the own trials until it ends, >= 1.
  int restart_left() const { return restart_left_; }

  // What is new: observations `first` and later, in which those of `own` points are the trials that were
  // proposed as region() said. Better trials of others move the region's centre if they lie in its box, and
  // do not count otherwise. A region without a model, whose process does not foretell rewards
  // (`model_foretells`, selected_regression.h), ends after `failures` trials that were not better.
  void tell(const Observations& observations, std::size_t first, const PointSet& own, bool model_foretells,
            Generator& generator);

 private:
  // Whether the best of the trials that count, if any, was a success.
  bool update_region(const Observations& observations, std::optional<std::size_t> best, bool best_is_own,
                     int own_trials);
  void start_region(const Observations& observations, std::size_t centre);
  void end_restart(const Observations& observations, Generator& generator);

  SearchSpace space_;
  Settings settings_;
  bool started_ = false;
  int phase_ = 0;
  std::optional<TrustRegion> region_;
  double region_best_ = 0;            // reward of its centre
  int failed_ = 0;                    // own trials since it got better
  std::vector<std::size_t> restart_;  // usable observations of the global restart under way
  int restart_left_ = 0;
};

}  // namespace apollo::optimizers
