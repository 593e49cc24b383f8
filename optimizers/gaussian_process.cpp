#include "optimizers/gaussian_process.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cassert>
#include <cmath>

namespace apollo::optimizers {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kSmallestVariance = 1e-12;  // relative to the signal; what rounding may leave
// Room for rows and candidates to come, so that they are rarely copied.
constexpr Index kSpareRows = 48, kSpareCandidates = 320;

}  // namespace

void GaussianProcess::condition(const MatrixXd& covariance, const VectorXd& residuals) {
  const Eigen::LLT<MatrixXd> cholesky(covariance);
  factor = cholesky.matrixL();
  whitened = factor.triangularView<Eigen::Lower>().solve(residuals);
}

VectorXd GaussianProcess::weights() const {
  return factor.triangularView<Eigen::Lower>().transpose().solve(whitened);
}

void Posterior::reserve(Index rows, Index columns) {
  if (rows > solved_.rows() || columns > solved_.cols()) {
    solved_.conservativeResize(std::max(solved_.rows(), rows + kSpareRows),
                               std::max(solved_.cols(), columns + kSpareCandidates));
  }
  if (columns <= candidates_.rows()) return;
  candidates_.conservativeResize(solved_.cols(), process_.inputs.cols());
  mean_.conservativeResize(solved_.cols());
  variance_.conservativeResize(solved_.cols());
}

void Posterior::add(const MatrixXd& candidates) {
  assert(believed_ == 0);
  const Index added = candidates.rows(), total = count_ + added;
  reserve(rows(), total);
  auto solved = solved_.block(0, count_, rows(), added);
  solved = process_.kernel(process_.inputs, candidates);
  process_.factor.triangularView<Eigen::Lower>().solveInPlace(solved);
  candidates_.middleRows(count_, added) = candidates;
  mean_.segment(count_, added) = (solved.transpose() * process_.whitened).array() + process_.mean;
  variance_.segment(count_, added) =
      process_.signal * (1 - solved.colwise().squaredNorm().transpose().array()).max(kSmallestVariance);
  count_ = total;
}

std::pair<double, double> Posterior::at(const Eigen::RowVectorXd& input) const {
  VectorXd row = process_.kernel(process_.inputs, input);
  process_.factor.triangularView<Eigen::Lower>().solveInPlace(row);
  return {process_.mean + row.dot(process_.whitened),
          process_.signal * std::max(1 - row.squaredNorm(), kSmallestVariance)};
}

void Posterior::observe(const Eigen::RowVectorXd& input, double value, double noise) {
  assert(believed_ == 0);
  const Index n = rows();
  VectorXd known = process_.kernel(process_.inputs, input);
  process_.factor.triangularView<Eigen::Lower>().solveInPlace(known);
  const double diagonal =
      std::sqrt(std::max(1 - known.squaredNorm(), kSmallestVariance) + noise / process_.signal);
  const double whitened = (value - process_.mean - known.dot(process_.whitened)) / diagonal;
  process_.inputs.conservativeResize(n + 1, Eigen::NoChange);
  process_.inputs.row(n) = input;
  process_.factor.conservativeResize(n + 1, n + 1);
  process_.factor.col(n).setZero();
  process_.factor.row(n).head(n) = known.transpose();
  process_.factor(n, n) = diagonal;
  process_.whitened.conservativeResize(n + 1);
  process_.whitened[n] = whitened;
  if (count_ == 0) return;
  reserve(n + 1, count_);
  VectorXd row = process_.kernel(candidates_.topRows(count_), input);
  row.noalias() -= solved_.topLeftCorner(n, count_).transpose() * known;
  row /= diagonal;
  solved_.row(n).head(count_) = row.transpose();
  mean_.head(count_) += whitened * row;
  lower_variance(row);
}

void Posterior::lower_variance(const VectorXd& row) {
  variance_.head(count_) = (variance_.head(count_).array() - process_.signal * row.array().square())
                               .max(kSmallestVariance * process_.signal);
}

// One more row of the Cholesky factor: the covariance of the candidate with all, given what is known.
void Posterior::believe(Index candidate) {
  const Index n = rows();
  reserve(n + 1, count_);
  VectorXd row = process_.kernel(candidates_.topRows(count_), candidates_.row(candidate));
  const auto solved = solved_.topLeftCorner(n, count_);
  row.noalias() -= solved.transpose() * solved.col(candidate);
  row /= std::sqrt(std::max(row[candidate], kSmallestVariance) + process_.noise / process_.signal);
  solved_.row(n).head(count_) = row.transpose();
  ++believed_;
  lower_variance(row);
}

void Posterior::forget() {
  if (believed_ == 0) return;
  believed_ = 0;
  variance_.head(count_) =
      process_.signal *
      (1 - solved_.topLeftCorner(rows(), count_).colwise().squaredNorm().transpose().array())
          .max(kSmallestVariance);
}

}  // namespace apollo::optimizers
