#include "optimizers/kernel.h"

#include <cmath>

namespace apollo::optimizers {

using Eigen::ArrayXXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd Matern52::operator()(const MatrixXd& a, const MatrixXd& b) const {
  const ArrayXXd s = (5 * metric_.squared_distance(a, b)).cwiseSqrt();
  return (1 + s + s.square() / 3) * (-s).exp();
}

// dk / d r^2 = -5/6 (1 + s) exp(-s)
VectorXd Matern52::gradient(const MatrixXd& a, const MatrixXd& weights) const {
  const ArrayXXd s = (5 * metric_.squared_distance(a, a)).cwiseSqrt();
  return metric_.gradient(a, weights.array() * (1 + s) * (-s).exp() * (-5.0 / 6));
}

}  // namespace apollo::optimizers
