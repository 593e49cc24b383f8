#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "optimizers/acquisition.h"
#include "optimizers/classification.h"
#include "optimizers/draw.h"
#include "optimizers/expectation.h"
#include "optimizers/observations.h"
#include "optimizers/selected_regression.h"

namespace apollo::optimizers {

// Regression of the reward, or of each of several objectives, where points are usable, and classification of
// usable and not, each by a Gaussian process on a part of the observations: all of them would cost the cube
// of their number. The part is local, two thirds of it the nearest to one of some centres by the model's own
// metric and one third random; without a centre it is random.
class ConstrainedModel {
 public:
  // `capacity`: observations per process, >= 8. `shear_deviation` >= 0: of the reward process
  // (selected_regression.h).
  ConstrainedModel(const SearchSpace& space, int capacity, double shear_deviation);

  // What is expected of points, for drift(). Before the first update.
  void expect(std::shared_ptr<Expectation> expectation) { expectation_ = std::move(expectation); }
  // What the prior mean of the process of a single objective has on top, per point of the product: a straight
  // line over what is expected of the points, so that the process is left with what differs from it. Its
  // slope is the observations', shrunk towards 0 as far as they leave it uncertain; an expectation that they
  // do not bear out, or contradict, adds nothing. In the units of the targets; 0 without an expectation.
  Eigen::VectorXd drift(const std::vector<Point>& points) const;

  // Fits the hyper-parameters of both by `fit_steps` (>= 0) steps from where the last fit left them, and
  // conditions both on observations, which grow from call to call. `centres`: points of the product.
  // Requires a usable observation.
  void update(Generator& generator, const Observations& observations, const std::vector<Point>& centres,
              int fit_steps);

  // Observations that there were at the last update with steps.
  std::size_t fitted_to() const { return fitted_to_; }
  // Whether there has been an update. What follows requires one.
  bool is_updated() const { return feasibility_.has_value(); }
  // How the targets of a single objective were made of its rewards.
  const Warp& warp() const { return *warp_; }
  // Target of the reward process for the best observation it was given. Of a single objective.
  double best_target() const { return warp_->targets().maxCoeff(); }
  // How the targets of one of several objectives were made of its values (acquisition.h, log_targets).
  const LogTargets& log_targets(std::size_t objective) const { return log_targets_[objective]; }
  // Whether the process of an objective foretells anything at all (selected_regression.h).
  bool foretells() const;
  // Whether the metric of an objective's process is sheared (selected_regression.h).
  bool is_sheared(std::size_t objective = 0) const { return regressions_[objective].is_sheared(); }
  // The processes; valid until the next update. That of the reward is of the first objective's.
  const GaussianProcess& reward(std::size_t objective = 0) const { return rewards_[objective]; }
  std::size_t objectives() const { return rewards_.size(); }
  const GaussianProcess& feasibility() const { return *feasibility_; }

 private:
  std::vector<std::size_t> choose(Generator& generator, std::vector<std::size_t> from,
                                  const std::vector<Point>& centres,
                                  const Hyperparameters& hyperparameters) const;
  // What is not there yet of inputs_.
  void encode_all(const Observations& observations);
  // For targets of the observations `usable`.
  void fit_drift(const std::vector<std::size_t>& usable, const Eigen::VectorXd& targets);
  void update_reward(std::size_t objective, Generator& generator, const Observations& observations,
                     const std::vector<Point>& centres, int fit_steps);

  SearchSpace space_;
  std::size_t capacity_;
  std::vector<SelectedRegression> regressions_;  // per objective
  Classification classification_;
  std::vector<GaussianProcess> rewards_;  // likewise
  std::optional<GaussianProcess> feasibility_;
  std::optional<Warp> warp_;
  std::vector<LogTargets> log_targets_;       // likewise, if there are several
  std::size_t fitted_to_ = 0;                 // observations
  Eigen::MatrixXd inputs_;                    // the observations, encoded, with room for more
  std::size_t encoded_ = 0;                   // how many of them
  std::shared_ptr<Expectation> expectation_;  // may be null
  Eigen::VectorXd expected_;                  // of the observations, as inputs_
  double slope_ = 0, origin_ = 0;             // of the drift
};

}  // namespace apollo::optimizers
