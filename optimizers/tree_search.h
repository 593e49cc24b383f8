#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "optimizers/boosted_trees.h"
#include "optimizers/genome.h"
#include "optimizers/observations.h"
#include "optimizers/optimizer.h"
#include "optimizers/options.h"
#include "optimizers/unseen.h"

namespace apollo::optimizers {

// Search with a model of boosted trees: several regressions of the reward on usable trials, whose spread is
// the uncertainty, and a classification of usable and not. Proposes the offspring of good trials with the
// highest constrained expected improvement. Sees all trials, where a Gaussian process sees a part, but is
// coarse. Uniform until `initial` trials are known and one of them is usable.
class TreeSearch : public Optimizer {
 public:
  static std::vector<Option> options();

  TreeSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  std::vector<Point> ask(int count) override;
  void tell(const std::vector<Trial>& trials) override;

 private:
  void train();
  std::vector<Point> offspring();
  Eigen::VectorXd scores(const std::vector<Point>& points) const;

  SearchSpace space_;
  Generator generator_;
  UnseenPoints unseen_;
  Observations observations_;
  std::size_t initial_, refit_;
  BoostedTrees::Settings settings_;
  double mutation_rate_;
  std::vector<BoostedTrees> rewards_;
  std::optional<BoostedTrees> usable_;
  double best_target_ = 0;
  std::size_t trained_on_ = 0;  // observations
};

}  // namespace apollo::optimizers
