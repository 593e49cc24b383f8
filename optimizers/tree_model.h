#pragma once
#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <vector>

#include "optimizers/acquisition.h"
#include "optimizers/boosted_trees.h"
#include "optimizers/hypervolume_improvement.h"
#include "optimizers/observations.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// A model of boosted trees: several regressions of the reward, or of each of several objectives, on usable
// trials, each on its own draw of rows and columns, whose spread is the uncertainty, and a classification of
// usable and not.
class TreeModel {
 public:
  // Trains on the best and the newest observations and some of all others. Of `settings` the number of trees,
  // their depth and the learning rate count. Requires a usable observation.
  TreeModel(const SearchSpace& space, const BoostedTrees::Settings& settings,
            const Observations& observations);

  // Observations that it was trained on.
  std::size_t observations() const { return observations_; }

  // Per point of the space's product the logarithm of its expected improvement over the best reward
  // (acquisition.h), or of the hypervolume (hypervolume_improvement.h), times its probability of being
  // usable: higher is better, always finite. None for no points.
  Eigen::VectorXd scores(const std::vector<Point>& points) const;

 private:
  // Of an objective, per row of the inputs.
  struct Prediction {
    Eigen::VectorXd mean, deviation;
  };
  Prediction predict(std::size_t objective, const Eigen::MatrixXd& inputs) const;

  SearchSpace space_;
  std::size_t observations_;
  double best_target_ = 0;                          // of a single objective
  std::vector<std::vector<BoostedTrees>> rewards_;  // per objective
  std::vector<LogTargets> log_targets_;             // of several objectives
  std::optional<HypervolumeImprovement> improvement_;
  BoostedTrees usable_;
};

}  // namespace apollo::optimizers
