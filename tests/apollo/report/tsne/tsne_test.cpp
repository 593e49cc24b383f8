#include "apollo/report/tsne/tsne.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/apollo/report/rows.h"

namespace apollo::tsne {
namespace {

using namespace testing;

// The other rows, the nearest first; those as far as each other by number.
std::vector<Eigen::Index> ranking(const Eigen::MatrixXd& rows, Eigen::Index i) {
  const Eigen::VectorXd distance = (rows.rowwise() - rows.row(i)).rowwise().squaredNorm();
  std::vector<Eigen::Index> others;
  for (Eigen::Index j = 0; j < rows.rows(); ++j) {
    if (j != i) others.push_back(j);
  }
  std::stable_sort(others.begin(), others.end(), [&](auto a, auto b) { return distance[a] < distance[b]; });
  return others;
}

// Venna, Kaski: Neighborhood Preservation in Nonlinear Projection Methods (2001): 1 less what is due to
// points that are among the k nearest in the picture but of rank r > k among the rows, r - k each.
double trustworthiness(const Eigen::MatrixXd& rows, const Eigen::MatrixXd& picture, int k) {
  double penalty = 0;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const auto true_order = ranking(rows, i), shown = ranking(picture, i);
    for (int s = 0; s < k; ++s) {
      const auto found = std::find(true_order.begin(), true_order.end(), shown[static_cast<std::size_t>(s)]);
      penalty += std::max(0.0, static_cast<double>(found - true_order.begin()) + 1 - k);
    }
  }
  const double n = static_cast<double>(rows.rows());
  return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * penalty;
}

Eigen::MatrixXd clusters(int of_each) {
  Eigen::MatrixXd rows = normal_rows(5 * of_each, 10, 1);
  for (int c = 0; c < 5; ++c) rows.col(c).segment(c * of_each, of_each).array() += 30;
  return rows;
}

void expect_finite(const TsneResult& result, Eigen::Index rows) {
  ASSERT_EQ(result.positions.rows(), rows);
  EXPECT_TRUE(result.positions.allFinite());
  EXPECT_TRUE(std::isfinite(result.kl_divergence));
}

TEST(Tsne, KeepsClustersApartAndNeighboursTogether) {
  const int of_each = 100;
  const Eigen::MatrixXd rows = clusters(of_each);
  const TsneResult result = tsne(rows);
  EXPECT_GT(trustworthiness(rows, result.positions, 12), 0.95);
  EXPECT_EQ(result.perplexity, 30);
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const auto order = ranking(result.positions, i);
    for (std::size_t s = 0; s < 12; ++s) EXPECT_EQ(order[s] / of_each, i / of_each) << i;
  }
}

TEST(Tsne, KeepsNeighboursOfDesignsWhereThreeParametersVary) {
  Eigen::MatrixXd rows = random_designs(400, 2);
  rows.rightCols(rows.cols() - 3) *= 0.01;
  EXPECT_GT(trustworthiness(rows, tsne(rows).positions, 12), 0.95);
}

// Designs that vary in ten parameters have no picture where all neighbours are neighbours.
TEST(Tsne, KeepsMoreNeighboursOfDesignsThanItsStartDoes) {
  const Eigen::MatrixXd rows = random_designs(500, 3);
  TsneOptions none;
  none.iterations = 0;
  const double start = trustworthiness(rows, tsne(rows, none).positions, 12);
  const double end = trustworthiness(rows, tsne(rows).positions, 12);
  EXPECT_LT(start, 0.75);
  EXPECT_GT(end, 0.89);
}

TEST(Tsne, LowersTheDivergence) {
  for (const Eigen::MatrixXd& rows : {random_designs(250, 4), clusters(50)}) {
    double before = std::numeric_limits<double>::infinity();
    for (const int iterations : {0, 300, 500, 1000}) {
      TsneOptions options;
      options.iterations = iterations;
      const TsneResult result = tsne(rows, options);
      EXPECT_LT(result.kl_divergence, before) << iterations;
      EXPECT_EQ(result.iterations, iterations);
      before = result.kl_divergence;
    }
  }
}

double correlation(Eigen::VectorXd a, Eigen::VectorXd b) {
  a.array() -= a.mean();
  b.array() -= b.mean();
  return a.dot(b) / (a.norm() * b.norm());
}

TEST(Tsne, StartsFromThePrincipalComponents) {
  // Deviations 1, 3 and 2 along the axes.
  const Eigen::MatrixXd rows = normal_rows(5000, 3, 5) * Eigen::Vector3d(1, 3, 2).asDiagonal();
  TsneOptions options;
  options.iterations = 0;
  for (const int more : {0, 300}) {  // columns that hardly vary: more than an exact decomposition is for
    const Eigen::Index few = more > 0 ? 1000 : rows.rows();
    Eigen::MatrixXd all(few, 3 + more);
    all << rows.topRows(few), 0.1 * normal_rows(static_cast<int>(few), more, 6);
    const Eigen::MatrixX2d y = tsne(all, options).positions;
    EXPECT_GT(correlation(y.col(0), all.col(1)), 0.99) << more;
    EXPECT_GT(correlation(y.col(1), all.col(2)), 0.99) << more;
    EXPECT_NEAR(y.col(0).norm() / std::sqrt(static_cast<double>(few)), 1e-4, 1e-6) << more;
    EXPECT_NEAR(y.col(1).norm() / y.col(0).norm(), 2.0 / 3, 0.05) << more;
  }
}

TEST(Tsne, TakesMoreColumnsThanRows) {
  for (const int n : {2, 5, 100}) {
    const Eigen::MatrixXd rows = normal_rows(n, 3000, 14);
    const TsneResult result = tsne(rows);
    expect_finite(result, n);
    EXPECT_EQ(result.positions, tsne(rows).positions) << n;
  }
  expect_finite(tsne(Eigen::MatrixXd::Constant(30, 300, 0.1)), 30);
}

TEST(Tsne, GivesTheSamePositionsToTheBit) {
  const Eigen::MatrixXd rows = random_designs(300, 6);
  TsneOptions options;
  options.iterations = 400;
  const TsneResult first = tsne(rows, options), second = tsne(rows, options);
  EXPECT_EQ(first.positions, second.positions);
  EXPECT_EQ(first.kl_divergence, second.kl_divergence);
  options.seed = 1;
  EXPECT_NE(first.positions, tsne(rows, options).positions);
}

TEST(Tsne, StopsWhenNothingMoves) {
  TsneOptions options;
  options.iterations = 100'000;
  const TsneResult result = tsne(normal_rows(60, 3, 7), options);
  EXPECT_LT(result.iterations, 50'000);
  expect_finite(result, 60);
}

TEST(Tsne, OfFewRowsCapsThePerplexity) {
  for (int n = 0; n <= 12; ++n) {
    const TsneResult result = tsne(normal_rows(n, 4, 8));
    expect_finite(result, n);
    EXPECT_DOUBLE_EQ(result.perplexity, std::max(1.0, (n - 1) / 3.0)) << n;
    for (Eigen::Index i = 1; i < n; ++i) EXPECT_NE(result.positions.row(i), result.positions.row(0)) << n;
  }
  EXPECT_EQ(tsne(Eigen::MatrixXd(0, 3)).iterations, 0);
  EXPECT_EQ(tsne(Eigen::MatrixXd::Ones(1, 3)).positions, Eigen::MatrixXd::Zero(1, 2));
}

TEST(Tsne, IsFiniteOnRowsThatDoNotVary) {
  for (const int n : {2, 3, 50, 500}) expect_finite(tsne(Eigen::MatrixXd::Constant(n, 4, 0.1)), n);
  expect_finite(tsne(Eigen::MatrixXd(40, 0)), 40);
}

TEST(Tsne, PartsPlacesThatManyRowsShare) {
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(600, 3);
  for (Eigen::Index i = 0; i < 600; ++i) rows(i, i % 3) = 1;
  const TsneResult result = tsne(rows);
  expect_finite(result, 600);
  for (Eigen::Index i = 0; i < 600; ++i) EXPECT_EQ(ranking(result.positions, i)[0] % 3, i % 3);
}

TEST(Tsne, IsFiniteOnDuplicatesOfDesigns) {
  const Eigen::MatrixXd some = random_designs(20, 9);
  expect_finite(tsne(some.replicate(30, 1)), 600);
  expect_finite(tsne(lattice_rows(700, 3, 2, 10)), 700);
}

TEST(Tsne, IgnoresColumnsThatAreConstant) {
  const Eigen::MatrixXd rows = random_designs(200, 11);
  Eigen::MatrixXd more(200, rows.cols() + 2);
  more << rows, Eigen::MatrixXd::Constant(200, 2, 1.0 / 3);
  const TsneResult with = tsne(more), without = tsne(rows);
  expect_finite(with, 200);
  EXPECT_NEAR(with.kl_divergence, without.kl_divergence, 0.05 * without.kl_divergence);
}

TEST(Tsne, DrawsOneColumnInTheOrderOfItsValues) {
  Eigen::MatrixXd rows(300, 1);
  for (Eigen::Index i = 0; i < 300; ++i) rows(i, 0) = static_cast<double>(i);
  const TsneResult result = tsne(rows);
  expect_finite(result, 300);
  EXPECT_GT(trustworthiness(rows, result.positions, 12), 0.99);
}

TEST(Tsne, TakesRowsOfAnySize) {
  const Eigen::MatrixXd rows = normal_rows(100, 3, 12);
  for (const double unit : {1e-100, 1e100}) expect_finite(tsne(unit * rows), 100);
}

TEST(Tsne, RefusesWhatHasNoPicture) {
  const Eigen::MatrixXd rows = normal_rows(10, 2, 13);
  const auto with = [](double perplexity, int iterations, double theta) {
    TsneOptions options;
    options.perplexity = perplexity;
    options.iterations = iterations;
    options.theta = theta;
    return options;
  };
  EXPECT_THROW(tsne(rows, with(0.5, 10, 0.5)), std::invalid_argument);
  EXPECT_THROW(tsne(rows, with(std::nan(""), 10, 0.5)), std::invalid_argument);
  EXPECT_THROW(tsne(rows, with(30, -1, 0.5)), std::invalid_argument);
  EXPECT_THROW(tsne(rows, with(30, 10, 1.5)), std::invalid_argument);
  EXPECT_THROW(tsne(rows, with(30, 10, -0.1)), std::invalid_argument);
  Eigen::MatrixXd broken = rows;
  broken(3, 1) = std::nan("");
  EXPECT_THROW(tsne(broken), std::invalid_argument);
  EXPECT_THROW(tsne(1e200 * rows), std::invalid_argument);
}

}  // namespace
}  // namespace apollo::tsne
