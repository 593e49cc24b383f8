#include "optimizers/metric.h"

#include "optimizers/encoding.h"

namespace apollo::optimizers {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Metric::Metric(std::vector<Parameter::Kind> kinds, const VectorXd& log_scale, const VectorXd& shears)
    : kinds_(std::move(kinds)),
      inverse_scale_((-log_scale).array().exp()),
      shear_(MatrixXd::Identity(log_scale.size(), log_scale.size())) {
  if (shears.size() != 0) entries_ = entries(kinds_);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    shear_(entries_[i].first, entries_[i].second) = shears[static_cast<Index>(i)];
  }
  map_ = inverse_scale_.asDiagonal() * shear_;
  for (Index p = 0; p < map_.rows(); ++p) {
    if (kinds_[static_cast<std::size_t>(p)] == Parameter::Kind::categorical) map_.row(p).setZero();
  }
}

std::vector<std::pair<Index, Index>> Metric::entries(const std::vector<Parameter::Kind>& kinds) {
  std::vector<std::pair<Index, Index>> result;
  for (std::size_t row = 0; row < kinds.size(); ++row) {
    for (std::size_t column = 0; column < row; ++column) {
      if (kinds[row] == Parameter::Kind::ordinal && kinds[column] == Parameter::Kind::ordinal)
        result.emplace_back(row, column);
    }
  }
  return result;
}

MatrixXd Metric::squared_distance(const MatrixXd& a, const MatrixXd& b) const {
  const MatrixXd x = a * map_.transpose(), y = b * map_.transpose();
  MatrixXd result = -2 * (x * y.transpose());
  result.colwise() += x.rowwise().squaredNorm();
  result.rowwise() += y.rowwise().squaredNorm().transpose();
  result = result.cwiseMax(0);  // rounding
  for (Index p = 0; p < a.cols(); ++p) {
    if (kinds_[static_cast<std::size_t>(p)] == Parameter::Kind::ordinal) continue;
    const double weight = inverse_scale_[p] * inverse_scale_[p];
    for (Index j = 0; j < b.rows(); ++j) {
      result.col(j).array() += weight * squared_difference(a, p, b(j, p), Parameter::Kind::categorical);
    }
  }
  return result;
}

VectorXd Metric::gradient(const MatrixXd& a, const MatrixXd& weights) const {
  // S = sum over pairs of weight (x - y)(x - y)', so that the weighted sum of r^2 is trace(map S map').
  const VectorXd total = weights.rowwise().sum() + weights.colwise().sum().transpose();
  const MatrixXd half = a.transpose() * weights * a;
  const MatrixXd spread = a.transpose() * total.asDiagonal() * a - half - half.transpose();
  const MatrixXd slope = 2 * map_ * spread;
  VectorXd result(a.cols() + static_cast<Index>(entries_.size()));
  for (Index p = 0; p < a.cols(); ++p) {
    result[p] = -slope.row(p).dot(map_.row(p));
    if (kinds_[static_cast<std::size_t>(p)] == Parameter::Kind::ordinal) continue;
    double sum = 0;
    for (Index j = 0; j < a.rows(); ++j) {
      sum += weights.col(j).dot(squared_difference(a, p, a(j, p), Parameter::Kind::categorical).matrix());
    }
    result[p] = -2 * inverse_scale_[p] * inverse_scale_[p] * sum;
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto [row, column] = entries_[i];
    result[a.cols() + static_cast<Index>(i)] = inverse_scale_[row] * slope(row, column);
  }
  return result;
}

VectorXd Metric::preimage(const VectorXd& image) const {
  return shear_.triangularView<Eigen::UnitLower>().solve(image.cwiseQuotient(inverse_scale_));
}

}  // namespace apollo::optimizers
