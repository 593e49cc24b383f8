#include "apollo/report/tsne/tree.h"

#include <gtest/gtest.h>

#include "tests/apollo/report/rows.h"

namespace apollo::tsne {
namespace {

using namespace testing;

struct Repulsion {
  Eigen::MatrixX2d forces;
  double normaliser = 0;
};

// The sums as they are defined, over all pairs.
Repulsion all_pairs(const FloatPairs& positions) {
  Repulsion result{Eigen::MatrixX2d::Zero(positions.rows(), 2)};
  for (Eigen::Index i = 0; i < positions.rows(); ++i) {
    for (Eigen::Index j = 0; j < positions.rows(); ++j) {
      if (i == j) continue;
      const Eigen::RowVector2d d = positions.row(i).cast<double>() - positions.row(j).cast<double>();
      const double w = 1 / (1 + d.squaredNorm());
      result.forces.row(i) += w * w * d;
      result.normaliser += w;
    }
  }
  return result;
}

Repulsion by_tree(const FloatPairs& positions, float theta) {
  FloatPairs forces;
  const double normaliser = RepulsionTree().repulsion(positions, theta, forces);
  return {forces.cast<double>(), normaliser};
}

// Differences of forces and normaliser, relative to the exact ones.
void expect_near(const FloatPairs& positions, float theta, double tolerance) {
  const Repulsion expected = all_pairs(positions), found = by_tree(positions, theta);
  EXPECT_LE((found.forces - expected.forces).norm(), tolerance * expected.forces.norm());
  EXPECT_NEAR(found.normaliser, expected.normaliser, tolerance * expected.normaliser);
}

FloatPairs disc(int count, double size) { return (size * normal_rows(count, 2, 11)).cast<float>(); }

// Two clusters far apart and a lone point.
FloatPairs islands() {
  FloatPairs positions = disc(1001, 3);
  positions.topRows(500).rowwise() += Eigen::RowVector2f(200, 10);
  positions.row(1000) << -300, 40;
  return positions;
}

TEST(RepulsionTree, WithThetaZeroIsExact) {
  expect_near(disc(700, 1e-4), 0, 2e-6);
  expect_near(disc(700, 1), 0, 2e-6);
  expect_near(disc(700, 40), 0, 2e-6);
  expect_near(islands(), 0, 2e-6);
}

TEST(RepulsionTree, WithThetaOneHalfIsNear) {
  expect_near(disc(3000, 1e-4), 0.5, 0.01);
  expect_near(disc(3000, 1), 0.5, 0.01);
  expect_near(disc(3000, 40), 0.5, 0.02);
  expect_near(islands(), 0.5, 0.02);
}

TEST(RepulsionTree, TakesFarCellsAsOnePoint) {
  const FloatPairs positions = disc(3000, 40);
  const Repulsion exact = by_tree(positions, 0);
  const double half = (by_tree(positions, 0.5).forces - exact.forces).norm();
  const double one = (by_tree(positions, 1).forces - exact.forces).norm();
  EXPECT_GT(half, 1e-5 * exact.forces.norm());
  EXPECT_GT(one, 1.5 * half);
}

TEST(RepulsionTree, TakesEqualPositions) {
  for (const float theta : {0.0F, 0.5F, 1.0F}) {
    FloatPairs positions = FloatPairs::Constant(300, 2, 5);
    const Repulsion together = by_tree(positions, theta);
    EXPECT_EQ(together.forces, Eigen::MatrixX2d::Zero(300, 2));
    EXPECT_NEAR(together.normaliser, 300 * 299, 1e-3);

    positions.topRows(100).setConstant(-1);
    expect_near(positions, theta, 2e-6);
  }
}

TEST(RepulsionTree, TakesFewPoints) {
  EXPECT_EQ(by_tree(FloatPairs(0, 2), 0.5).normaliser, 0);
  EXPECT_EQ(by_tree(FloatPairs::Ones(1, 2), 0.5).normaliser, 0);
  // One apart: w = 1/2.
  FloatPairs two(2, 2);
  two << 1, 1, 1, 2;
  const Repulsion found = by_tree(two, 0.5);
  EXPECT_FLOAT_EQ(static_cast<float>(found.normaliser), 1);
  EXPECT_FLOAT_EQ(static_cast<float>(found.forces(0, 1)), -0.25);
  EXPECT_FLOAT_EQ(static_cast<float>(found.forces(1, 1)), 0.25);
  EXPECT_EQ(found.forces(0, 0), 0);
}

TEST(RepulsionTree, LosesNothingOfASmallNormaliser) {
  FloatPairs far(3, 2);
  far << 0, 0, 3e6F, 0, 0, 4e6F;
  expect_near(far, 0.5, 1e-6);  // some 4e-13
}

TEST(RepulsionTree, ForgetsThePointsBefore) {
  RepulsionTree tree;
  FloatPairs before, after;
  tree.repulsion(disc(500, 10), 0.5, before);
  const double normaliser = tree.repulsion(disc(300, 2), 0.5, after);
  const Repulsion fresh = by_tree(disc(300, 2), 0.5);
  EXPECT_EQ(normaliser, fresh.normaliser);
  EXPECT_EQ(after.cast<double>(), fresh.forces);
}

}  // namespace
}  // namespace apollo::tsne
