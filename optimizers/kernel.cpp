#include "optimizers/kernel.h"

#include <cmath>
#include <utility>

#include "optimizers/encoding.h"

namespace apollo::optimizers {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Matern52::Matern52(std::vector<Parameter::Kind> kinds, VectorXd log_scale)
    : kinds_(std::move(kinds)), log_scale_(std::move(log_scale)) {}

MatrixXd Matern52::scaled_distance(const MatrixXd& a, const MatrixXd& b) const {
  MatrixXd squared = MatrixXd::Zero(a.rows(), b.rows());
  for (Index p = 0; p < a.cols(); ++p) {
    const double weight = 5 * std::exp(-2 * log_scale_[p]);
    for (Index j = 0; j < b.rows(); ++j) {
      squared.col(j).array() +=
          weight * squared_difference(a, p, b(j, p), kinds_[static_cast<std::size_t>(p)]);
    }
  }
  return squared.cwiseSqrt();
}

MatrixXd Matern52::operator()(const MatrixXd& a, const MatrixXd& b) const {
  const Eigen::ArrayXXd s = scaled_distance(a, b).array();
  return (1 + s + s.square() / 3) * (-s).exp();
}

// dk / d log scale_p = 5/3 (1 + s) exp(-s) d_p^2 / scale_p^2
VectorXd Matern52::gradient(const MatrixXd& a, const MatrixXd& weights) const {
  const Eigen::ArrayXXd s = scaled_distance(a, a).array();
  const Eigen::ArrayXXd shared = weights.array() * (1 + s) * (-s).exp() * (5.0 / 3);
  VectorXd result(a.cols());
  for (Index p = 0; p < a.cols(); ++p) {
    double sum = 0;
    for (Index j = 0; j < a.rows(); ++j) {
      sum += (shared.col(j) * squared_difference(a, p, a(j, p), kinds_[static_cast<std::size_t>(p)])).sum();
    }
    result[p] = sum * std::exp(-2 * log_scale_[p]);
  }
  return result;
}

}  // namespace apollo::optimizers
