#include "optimizers/selected_regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "optimizers/draw.h"
#include "optimizers/encoding.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// After fits to a growing number of random points, as in a search.
SelectedRegression learn(const std::function<double(const VectorXd&)>& function) {
  constexpr int kRows = 96, kBatch = 16;
  const SearchSpace space = testing::ordinal_space(std::vector<int>(5, 10));
  const MatrixXd inputs = encode(space, testing::random_points(space, kRows));
  VectorXd targets(kRows);
  for (Index i = 0; i < kRows; ++i) targets[i] = function(inputs.row(i).transpose());
  targets.array() -= targets.mean();
  targets /= std::sqrt(targets.squaredNorm() / kRows);
  SelectedRegression model(space, 0.5);
  for (int known = kBatch; known <= kRows; known += kBatch) {
    std::vector<bool> is_new(static_cast<std::size_t>(known));
    for (int i = known - kBatch; i < known; ++i) is_new[static_cast<std::size_t>(i)] = known > kBatch;
    model.fit(inputs.topRows(known), targets.head(known), is_new, 10);
  }
  return model;
}

TEST(SelectedRegression, IsShearedForAFunctionOfSums) {
  const auto ridge = [](const VectorXd& x) { return std::sin(2 * (x[0] + x[1] - x[2] + x[3] - x[4])); };
  const SelectedRegression model = learn(ridge);
  EXPECT_TRUE(model.is_sheared());
  EXPECT_TRUE(model.foretells());
}

TEST(SelectedRegression, ForetellsAFunctionOfOneParameter) {
  EXPECT_TRUE(learn([](const VectorXd& x) { return std::sin(4 * x[2]); }).foretells());
}

TEST(SelectedRegression, DoesNotForetellNoise) {
  Generator generator(2);
  EXPECT_FALSE(learn([&](const VectorXd&) { return draw_unit(generator); }).foretells());
}

}  // namespace
}  // namespace apollo::optimizers
