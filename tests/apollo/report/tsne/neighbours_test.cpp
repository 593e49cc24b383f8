#include "apollo/report/tsne/neighbours.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/apollo/report/rows.h"

namespace apollo::tsne {
namespace {

using namespace testing;

// Squared distances from row i to all others, ascending.
std::vector<double> brute_force(const Eigen::MatrixXd& rows, Eigen::Index i) {
  std::vector<double> distances;
  for (Eigen::Index j = 0; j < rows.rows(); ++j) {
    if (j != i) distances.push_back((rows.row(i) - rows.row(j)).squaredNorm());
  }
  std::sort(distances.begin(), distances.end());
  return distances;
}

void expect_exact(const Eigen::MatrixXd& rows, int count) {
  const Neighbours found = nearest_neighbours(rows, count);
  ASSERT_EQ(found.count, count);
  ASSERT_EQ(found.index.size(), static_cast<std::size_t>(rows.rows() * count));
  ASSERT_EQ(found.squared_distance.size(), found.index.size());
  std::size_t at = 0;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const auto expected = brute_force(rows, i);
    std::set<int> seen{static_cast<int>(i)};
    for (int k = 0; k < count; ++k, ++at) {
      ASSERT_TRUE(seen.insert(found.index[at]).second) << "row " << i << " has a neighbour twice, or itself";
      const double distance = (rows.row(i) - rows.row(found.index[at])).squaredNorm();
      ASSERT_NEAR(found.squared_distance[at], distance, 1e-12 * distance);
      ASSERT_NEAR(distance, expected[static_cast<std::size_t>(k)], 1e-12 * distance) << i << ", " << k;
    }
  }
}

TEST(NearestNeighbours, EqualBruteForceOnRandomRows) { expect_exact(normal_rows(700, 3, 1), 20); }
TEST(NearestNeighbours, EqualBruteForceOnManyColumns) { expect_exact(normal_rows(300, 40, 2), 90); }
TEST(NearestNeighbours, EqualBruteForceOnMoreColumnsThanATreeTakes) {
  expect_exact(normal_rows(301, 100, 9), 90);
  expect_exact(lattice_rows(203, 70, 2, 10), 30);
  expect_exact(normal_rows(5, 100, 11), 4);
  expect_exact(Eigen::MatrixXd::Zero(20, 65), 10);
}
TEST(NearestNeighbours, EqualBruteForceOnDesigns) { expect_exact(random_designs(1500, 3), 90); }
TEST(NearestNeighbours, EqualBruteForceWhereDistancesTie) { expect_exact(lattice_rows(1000, 4, 3, 4), 30); }
TEST(NearestNeighbours, EqualBruteForceOnOneColumn) { expect_exact(lattice_rows(500, 1, 5, 5), 120); }
TEST(NearestNeighbours, EqualBruteForceWhereTwoPlacesHoldAll) {
  expect_exact(lattice_rows(400, 1, 2, 6), 250);
}

TEST(NearestNeighbours, OfEqualRowsAreAtNoDistance) {
  const Neighbours found = nearest_neighbours(Eigen::MatrixXd::Constant(200, 5, 0.1), 10);
  ASSERT_EQ(found.squared_distance.size(), 2000U);
  EXPECT_EQ(*std::max_element(found.squared_distance.begin(), found.squared_distance.end()), 0);
}

TEST(NearestNeighbours, MayBeAllOtherRowsOrNone) {
  expect_exact(normal_rows(50, 2, 7), 49);
  expect_exact(normal_rows(50, 2, 7), 0);
  expect_exact(Eigen::MatrixXd::Zero(3, 0), 2);
  EXPECT_TRUE(nearest_neighbours(Eigen::MatrixXd(0, 4), 0).index.empty());
}

}  // namespace
}  // namespace apollo::tsne
