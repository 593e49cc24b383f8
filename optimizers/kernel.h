#pragma once
#include <Eigen/Core>
#include <utility>

#include "optimizers/metric.h"

namespace apollo::optimizers {

// The correlation of function values at encoded points (encoding.h): Matern's with nu = 5/2 (Rasmussen and
// Williams 2006, "Gaussian Processes for Machine Learning", equation 4.17):
//   k(r) = (1 + s + s^2 / 3) exp(-s),  s = sqrt(5) r,  r the metric's distance
class Matern52 {
 public:
  explicit Matern52(Metric metric) : metric_(std::move(metric)) {}

  const Metric& metric() const { return metric_; }

  // Of all pairs of a row of `a` and a row of `b`, encoded points: in (0, 1], and 1 for equal rows.
  Eigen::MatrixXd operator()(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) const;

  // Per hyper-parameter theta of the metric the sum over all pairs (i, j) of rows of `a` of
  // weights(i, j) * dk(i, j) / d theta, in the order of Metric::gradient. `weights` is square.
  Eigen::VectorXd gradient(const Eigen::MatrixXd& a, const Eigen::MatrixXd& weights) const;

 private:
  Metric metric_;
};

}  // namespace apollo::optimizers
