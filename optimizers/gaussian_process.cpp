#include "optimizers/gaussian_process.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace apollo::optimizers {
namespace {

constexpr double kSmallestVariance = 1e-12;  // relative to the signal; what rounding may leave

}  // namespace

void Posterior::add(const Eigen::MatrixXd& candidates) {
  assert(solved_.cols() == 0 || solved_.rows() == process_.inputs.rows());
  const Eigen::MatrixXd covariance = process_.kernel(process_.inputs, candidates);
  const Eigen::MatrixXd solved = process_.cholesky.matrixL().solve(covariance);
  const Eigen::Index added = candidates.rows(), total = candidates_.rows() + added;
  candidates_.conservativeResize(total, candidates.cols());
  solved_.conservativeResize(covariance.rows(), total);
  mean_.conservativeResize(total);
  variance_.conservativeResize(total);
  candidates_.bottomRows(added) = candidates;
  solved_.rightCols(added) = solved;
  mean_.tail(added) = (covariance.transpose() * process_.weights).array() + process_.mean;
  variance_.tail(added) =
      process_.signal * (1 - solved.colwise().squaredNorm().transpose().array()).max(kSmallestVariance);
}

// One more row of the Cholesky factor: the covariance of the candidate with all, given what is known.
void Posterior::believe(Eigen::Index candidate) {
  Eigen::VectorXd row = process_.kernel(candidates_, candidates_.row(candidate));
  row.noalias() -= solved_.transpose() * solved_.col(candidate);
  row /= std::sqrt(std::max(row[candidate], kSmallestVariance) + process_.noise / process_.signal);
  solved_.conservativeResize(solved_.rows() + 1, Eigen::NoChange);
  solved_.bottomRows(1) = row.transpose();
  variance_ =
      (variance_.array() - process_.signal * row.array().square()).max(kSmallestVariance * process_.signal);
}

}  // namespace apollo::optimizers
