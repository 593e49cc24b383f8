#pragma once
#include <memory>
#include <vector>

#include "apollo/designs/reward_bound.h"
#include "apollo/transfer/cycle_model.h"
#include "apollo/transfer/rescoring.h"
#include "optimizers/expectation.h"

namespace apollo::transfer {

// The logarithm of the reward that a study would give a design if its networks took as many cycles as a model
// of other studies' trials foretells, times the probability that all have a mapping; the logarithm of a
// thousandth at least, and where it is known without a model that a design is infeasible.
class CycleExpectation : public optimizers::Expectation {
 public:
  // Requires a study whose objectives cycles and area decide (designs::unbounded_objective). Both have to
  // live longer.
  CycleExpectation(const study::StudySpec& spec, const designs::DesignEvaluator& designs, CycleModel model);

  Eigen::VectorXd of(const std::vector<optimizers::Point>& points) override;

 private:
  const study::StudySpec& spec_;
  designs::Design base_;
  study::Technologies technologies_;
  designs::RewardBound rewards_;
  CycleModel model_;
  std::vector<Features> features_;  // by network
};

// The networks of sources on the designs of their trials, as far as these say something of them. ConfigError
// if a network cannot be loaded any more, or has changed.
std::vector<Sample> samples_of(const std::vector<Source>& sources);

// The rank of a point among those of other studies, as boosted trees have learnt it: of rewards that say
// nothing of cycles. Ranks are quantiles of the normal distribution; what was infeasible lies below all.
class RankExpectation : public optimizers::Expectation {
 public:
  // Requires a trial with a counterpart.
  RankExpectation(const optimizers::SearchSpace& space, const std::vector<optimizers::Trial>& trials);

  Eigen::VectorXd of(const std::vector<optimizers::Point>& points) override;

 private:
  optimizers::SearchSpace space_;
  std::unique_ptr<optimizers::BoostedTrees> ranks_;
};

}  // namespace apollo::transfer
