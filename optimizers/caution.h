#pragma once

namespace apollo::optimizers {

// How little a model's probability of feasibility is believed. That probability comes from a local
// approximation, which is too hopeful beyond the boundary of what is feasible, where expected improvement is
// largest; so it counts with a power (candidates.h) that rises while fewer proposals than aimed at are
// usable, and falls otherwise: stochastic approximation (Robbins and Monro 1951, "A Stochastic Approximation
// Method") with a constant step.
class Caution {
 public:
  // `usable_share`: of usable trials among the proposals, 0 .. 1, that is aimed at.
  explicit Caution(double usable_share) : usable_share_(usable_share) {}

  // From 1, the probability as it is, to e^5; e at the start.
  double power() const;
  // What came of a proposal that was made with this power.
  void adapt(bool usable);

 private:
  double usable_share_;
  double log_power_ = 1;
};

}  // namespace apollo::optimizers
