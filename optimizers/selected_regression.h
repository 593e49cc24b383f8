#pragma once
#include <vector>

#include "optimizers/regression.h"

namespace apollo::optimizers {

// The better of two regressions: one with a length scale per parameter, and one whose metric is also sheared
// (metric.h), which explains functions that depend on sums and differences of parameters, and fits noise
// where there are none. They are compared by how well they foretell the observations that came after their
// last fit, each from all the others under the hyper-parameters of that fit (after Dawid 1984, "Present
// Position and Potential Developments: Some Personal Views: Statistical Theory: The Prequential Approach");
// so is the better one with the constant mean.
class SelectedRegression {
 public:
  // `shear_deviation` >= 0: of the second one's prior (hyperparameters.h); 0: there is no second one.
  SelectedRegression(const SearchSpace& space, double shear_deviation);

  // Compares them on what is new, then Regression::fit of both. `is_new`: per row, whether it came after the
  // last fit. Requires a row.
  void fit(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets, const std::vector<bool>& is_new,
           int steps);

  // Whether the better one foretells more than their mean and variance do; assumed until there is evidence.
  bool foretells() const;
  // Whether the better one is the one with shears.
  bool is_sheared() const { return advantage_ > 0; }
  const Regression& best() const { return is_sheared() ? sheared_ : axes_; }

 private:
  void compare(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets,
               const std::vector<bool>& is_new);

  Regression axes_, sheared_;
  double shear_deviation_;
  // Decaying sums over the observations foretold: in nats, how much the sheared one is better than the one
  // without shears, and the better of them than the mean; then their number.
  double advantage_ = 0, skill_ = 0, foretold_ = 0;
};

}  // namespace apollo::optimizers
