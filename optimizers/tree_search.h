#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/observations.h"
#include "optimizers/optimizer.h"
#include "optimizers/options.h"
#include "optimizers/tree_model.h"
#include "optimizers/unseen.h"

namespace apollo::optimizers {

// Search with boosted trees (tree_model.h): proposes the offspring of good trials with the highest
// constrained expected improvement. Sees all trials, where a Gaussian process sees a part, but is coarse.
// Uniform until `initial` trials are known and one of them is usable.
class TreeSearch : public Optimizer {
 public:
  static std::vector<Option> options();

  // `options` must be complete (options.h) and in range.
  TreeSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  void tell(const std::vector<Trial>& trials) override;

 private:
  std::vector<Point> propose(int count, const std::vector<Point>& pending) override;
  void train_if_due();
  std::vector<Point> offspring();

  SearchSpace space_;
  Generator generator_;
  UnseenPoints unseen_;
  Observations observations_;
  std::size_t initial_, refit_;
  double mutation_rate_;
  BoostedTrees::Settings settings_;
  std::optional<TreeModel> model_;
};

}  // namespace apollo::optimizers
