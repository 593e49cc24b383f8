#include "apollo/report/tsne/gradient.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/apollo/report/rows.h"

namespace apollo::tsne {
namespace {

using namespace testing;

Affinities affinities_of(const Eigen::MatrixXd& rows) {
  const Neighbours neighbours = nearest_neighbours(rows, 30);
  return symmetric_affinities(neighbours, conditional_affinities(neighbours, 10));
}

Eigen::MatrixXd dense(const Affinities& p) {
  Eigen::MatrixXd result =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(p.size()), static_cast<Eigen::Index>(p.size()));
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t e = p.begin[i]; e < p.begin[i + 1]; ++e) {
      result(static_cast<Eigen::Index>(i), p.column[e]) = double{p.value[e]};
    }
  }
  return result;
}

// q by its definition.
Eigen::MatrixXd similarities(const Eigen::MatrixX2d& y) {
  Eigen::MatrixXd w(y.rows(), y.rows());
  for (Eigen::Index i = 0; i < y.rows(); ++i) {
    for (Eigen::Index j = 0; j < y.rows(); ++j) {
      w(i, j) = i == j ? 0 : 1 / (1 + (y.row(i) - y.row(j)).squaredNorm());
    }
  }
  return w / w.sum();
}

double divergence(const Eigen::MatrixXd& p, const Eigen::MatrixX2d& y) {
  const Eigen::MatrixXd q = similarities(y);
  double sum = 0;
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    if (p(i) > 0) sum += p(i) * std::log(p(i) / q(i));
  }
  return sum;
}

TEST(TsneGradient, IsTheDerivativeOfTheDivergence) {
  const Affinities p = affinities_of(normal_rows(120, 4, 1));
  const Eigen::MatrixXd all = dense(p);
  for (const double size : {0.1, 3.0}) {
    Eigen::MatrixX2d y = size * normal_rows(120, 2, 2), gradient;
    TsneGradient(p, 0).evaluate(y, 1, gradient);
    Eigen::MatrixX2d expected(120, 2);
    for (Eigen::Index at = 0; at < y.size(); ++at) {
      const double before = y(at), step = 1e-5 * size;
      y(at) = before + step;
      const double above = divergence(all, y);
      y(at) = before - step;
      expected(at) = (above - divergence(all, y)) / (2 * step);
      y(at) = before;
    }
    EXPECT_LE((gradient - expected).norm(), 1e-5 * expected.norm()) << size;
  }
}

TEST(TsneGradient, EqualsTheSumOverAllPairs) {
  const Affinities p = affinities_of(random_designs(400, 3));
  const Eigen::MatrixXd all = dense(p);
  const Eigen::MatrixX2d y = 5 * normal_rows(400, 2, 4);
  const Eigen::MatrixXd q = similarities(y);
  for (const double exaggeration : {1.0, 12.0}) {
    Eigen::MatrixX2d expected = Eigen::MatrixX2d::Zero(400, 2), gradient;
    for (Eigen::Index i = 0; i < 400; ++i) {
      for (Eigen::Index j = 0; j < 400; ++j) {
        const Eigen::RowVector2d d = y.row(i) - y.row(j);
        expected.row(i) += 4 * (exaggeration * all(i, j) - q(i, j)) / (1 + d.squaredNorm()) * d;
      }
    }
    TsneGradient(p, 0).evaluate(y, exaggeration, gradient);
    EXPECT_LE((gradient - expected).norm(), 1e-5 * expected.norm()) << exaggeration;
    TsneGradient(p, 0.5).evaluate(y, exaggeration, gradient);
    EXPECT_LE((gradient - expected).norm(), 0.02 * expected.norm()) << exaggeration;
  }
}

TEST(TsneGradient, KnowsTheDivergence) {
  const Affinities p = affinities_of(random_designs(300, 5));
  const Eigen::MatrixX2d y = 2 * normal_rows(300, 2, 6);
  const double expected = divergence(dense(p), y);
  Eigen::MatrixX2d gradient;
  TsneGradient exact(p, 0), near(p, 0.5);
  exact.evaluate(y, 12, gradient);  // exaggeration does not count
  EXPECT_NEAR(exact.kl_divergence(), expected, 1e-5 * expected);
  near.evaluate(y, 1, gradient);
  EXPECT_NEAR(near.kl_divergence(), expected, 0.01 * expected);
}

}  // namespace
}  // namespace apollo::tsne
