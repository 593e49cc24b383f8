#pragma once
#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "optimizers/boosted_trees.h"
#include "optimizers/observations.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// A model of boosted trees: several regressions of the reward on usable trials, each on its own draw of rows
// and columns, whose spread is the uncertainty, and a classification of usable and not.
class TreeModel {
 public:
  // Trains on all observations. Of `settings` the number of trees, their depth and the learning rate count.
  // Requires a usable observation.
  TreeModel(const SearchSpace& space, const BoostedTrees::Settings& settings,
            const Observations& observations);

  // Observations that it was trained on.
  std::size_t observations() const { return observations_; }

  // Per point of the space's product the logarithm of its expected improvement over the best reward
  // (acquisition.h) times its probability of being usable: higher is better, always finite. None for no
  // points.
  Eigen::VectorXd scores(const std::vector<Point>& points) const;

 private:
  SearchSpace space_;
  std::size_t observations_;
  double best_target_ = 0;
  std::vector<BoostedTrees> rewards_;
  BoostedTrees usable_;
};

}  // namespace apollo::optimizers
