#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "optimizers/classification.h"
#include "optimizers/draw.h"
#include "optimizers/observations.h"
#include "optimizers/selected_regression.h"

namespace apollo::optimizers {

// Regression of the reward where points are usable, and classification of usable and not, each by a Gaussian
// process on a part of the observations: all of them would cost the cube of their number. The part is local,
// two thirds of it the nearest to a centre by the model's own metric and one third random; without a centre
// it is random.
class ConstrainedModel {
 public:
  // `capacity`: observations per process, >= 8. `shear_deviation` >= 0: of the reward process
  // (selected_regression.h).
  ConstrainedModel(const SearchSpace& space, int capacity, double shear_deviation);

  // Fits the hyper-parameters of both by `fit_steps` (>= 0) steps from where the last update left them, and
  // conditions both on observations, which grow from call to call. `centre`, a point of the product, may be
  // null. Requires a usable observation.
  void update(Generator& generator, const Observations& observations, const Point* centre, int fit_steps);

  // Whether there has been an update. What follows requires one.
  bool is_updated() const { return reward_.has_value(); }
  // Target of the reward process (acquisition.h, warp) for the best observation it was given.
  double best_target() const { return best_target_; }
  // Whether the reward process foretells rewards at all (selected_regression.h).
  bool foretells() const { return regression_.foretells(); }
  // Whether the metric of the reward process is sheared (selected_regression.h).
  bool is_sheared() const { return regression_.is_sheared(); }
  // The processes; valid until the next update.
  const GaussianProcess& reward() const { return *reward_; }
  const GaussianProcess& feasibility() const { return *feasibility_; }

 private:
  std::vector<std::size_t> choose(Generator& generator, const Observations& observations,
                                  std::vector<std::size_t> from, const Point* centre,
                                  const Hyperparameters& hyperparameters) const;

  SearchSpace space_;
  std::size_t capacity_;
  SelectedRegression regression_;
  Classification classification_;
  std::optional<GaussianProcess> reward_, feasibility_;
  double best_target_ = 0;
  std::size_t fitted_to_ = 0;  // observations
};

}  // namespace apollo::optimizers
