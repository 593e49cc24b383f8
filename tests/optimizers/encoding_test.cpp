#include "optimizers/encoding.h"

#include <gtest/gtest.h>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Kind = Parameter::Kind;

// Sizes 6 (ordinal), 3 and 4 (categorical).
TEST(Encode, ScalesOrdinalIndicesToTheUnitIntervalAndLeavesCategories) {
  const Eigen::MatrixXd inputs = encode(testing::mixed_space(), {{0, 0, 0}, {2, 1, 3}, {5, 2, 1}});
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(3, 3) << 0, 0, 0, 2 / 5.0, 1, 3, 1, 2, 1).finished();
  EXPECT_LT((inputs - expected).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(Encode, OfAParameterWithOneValueIsZero) {
  EXPECT_EQ(encode(testing::ordinal_space({1}), {{0}})(0, 0), 0);
}

TEST(Encode, DoesNotDependOnTheValues) {
  const SearchSpace even({{"a", Kind::ordinal, {1, 2, 3}, {}}}),
      powers({{"a", Kind::ordinal, {1, 10, 1e6}, {}}});
  const std::vector<Point> points = {{0}, {1}, {2}};
  EXPECT_EQ(encode(even, points), encode(powers, points));
}

TEST(SquaredDifference, OfOrdinalsIsASquareAndOfCategoriesAnInequality) {
  const Eigen::MatrixXd points = (Eigen::MatrixXd(3, 2) << 9, 0, 9, 2, 9, 3).finished();
  const Eigen::ArrayXd square = squared_difference(points, 1, 2, Kind::ordinal);
  const Eigen::ArrayXd unequal = squared_difference(points, 1, 2, Kind::categorical);
  EXPECT_TRUE((square == Eigen::ArrayXd(Eigen::Array3d(4, 0, 1))).all());
  EXPECT_TRUE((unequal == Eigen::ArrayXd(Eigen::Array3d(1, 0, 1))).all());
}

}  // namespace
}  // namespace apollo::optimizers
