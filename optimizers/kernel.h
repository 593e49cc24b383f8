#pragma once
#include <Eigen/Core>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::optimizers {

// The correlation of function values at encoded points (encoding.h): Matern's with nu = 5/2, after dividing
// the distance in each parameter by a length scale (Rasmussen and Williams 2006, "Gaussian Processes for
// Machine Learning", equation 4.17 and section 5.1):
//   k(r) = (1 + s + s^2 / 3) exp(-s),  s = sqrt(5) r,  r^2 = sum over p of d_p^2 / scale_p^2
// with d_p of a categorical parameter 0 or 1.
class Matern52 {
 public:
  // `log_scale`: natural logarithms of the length scales, where 1 is an ordinal parameter's whole range.
  Matern52(std::vector<Parameter::Kind> kinds, Eigen::VectorXd log_scale);

  // Of all pairs of a row of `a` and a row of `b`.
  Eigen::MatrixXd operator()(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) const;

  // Per parameter p the sum over all pairs (i, j) of rows of `a` of weights(i, j) * dk(i, j) / d log scale_p.
  Eigen::VectorXd gradient(const Eigen::MatrixXd& a, const Eigen::MatrixXd& weights) const;

 private:
  Eigen::MatrixXd scaled_distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) const;  // s

  std::vector<Parameter::Kind> kinds_;
  Eigen::VectorXd log_scale_;
};

}  // namespace apollo::optimizers
