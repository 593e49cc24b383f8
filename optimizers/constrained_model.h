#pragma once
#include <optional>
#include <vector>

#include "optimizers/classification.h"
#include "optimizers/observations.h"
#include "optimizers/selected_regression.h"

namespace apollo::optimizers {

// Regression of the reward where points are usable, and classification of usable and not, each by a Gaussian
// process on a part of the observations: all of them would cost the cube of their number. The part is local,
// the nearest to a centre by the model's own metric and some random ones; without a centre it is random.
class ConstrainedModel {
 public:
  // `capacity`: observations per process, >= 8.
  ConstrainedModel(const SearchSpace& space, int capacity, double shear_deviation);

  // Fits and conditions both. `centre` may be null. Requires a usable observation.
  void update(Generator& generator, const Observations& observations, const Point* centre, int fit_steps);

  // Target of the reward process (acquisition.h, warp) for the best observation it was given.
  double best_target() const { return best_target_; }
  // Whether the reward process foretells rewards at all (selected_regression.h).
  bool foretells() const { return regression_.foretells(); }
  // Whether the metric of the reward process is sheared (selected_regression.h).
  bool is_sheared() const { return regression_.is_sheared(); }
  // Requires an update before.
  const GaussianProcess& reward() const { return *reward_; }
  const GaussianProcess& feasibility() const { return *feasibility_; }

 private:
  std::vector<std::size_t> choose(Generator& generator, const Observations& observations,
                                  const std::vector<std::size_t>& from, const Point* centre,
                                  const Hyperparameters& hyperparameters) const;

  SearchSpace space_;
  std::size_t capacity_;
  SelectedRegression regression_;
  Classification classification_;
  std::optional<GaussianProcess> reward_, feasibility_;
  double best_target_ = 0;
  std::size_t fitted_to_ = 0;  // observations
};

// Candidates for the next trials and their scores under a model: log of the constrained expected improvement
// (Gardner et al. 2014, "Bayesian Optimization with Inequality Constraints": expected improvement times
// probability of feasibility), with that probability to the power of a caution >= 1: it comes from a local
// approximation, which is too hopeful beyond the boundary of what is feasible.
class Candidates {
 public:
  Candidates(const SearchSpace& space, const ConstrainedModel& model, double best_target, double caution);

  void add(const std::vector<Point>& points);
  const std::vector<Point>& points() const { return points_; }
  double score(std::size_t i) const;
  // Removes the point with the highest score from further choice and believes in its outcome; nothing is left
  // if all were taken.
  std::optional<Point> take_best();

 private:
  SearchSpace space_;
  std::vector<Point> points_;
  std::vector<bool> taken_;
  Posterior reward_, feasibility_;
  double best_target_, caution_;
};

}  // namespace apollo::optimizers
